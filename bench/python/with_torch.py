"""PyTorch: torch.compile of vmap, or of functions that reduce, on one core of the CPU."""

import numpy as np
import torch

torch.set_num_threads(1)
# Every length is compiled for itself, as JAX does.
torch._dynamo.config.automatic_dynamic_shapes = False
torch._dynamo.config.cache_size_limit = 1000


def value_and_grad(function, argnums=0):
    """As JAX has it: PyTorch's gives the gradient first."""
    swapped = torch.func.grad_and_value(function, argnums)

    def call(*args):
        gradient, value = swapped(*args)
        return value, gradient

    return call


class Lib:
    sin, cos, exp, log, sqrt, abs, minimum = (
        torch.sin, torch.cos, torch.exp, torch.log, torch.sqrt, torch.abs, torch.minimum,
    )
    rsqrt, normal_cdf = torch.rsqrt, torch.special.ndtr
    relu, softplus, tanh = torch.relu, torch.nn.functional.softplus, torch.tanh
    mean, sum = torch.mean, torch.sum
    logsumexp = staticmethod(lambda x: torch.logsumexp(x, 0))
    grad, value_and_grad = torch.func.grad, staticmethod(value_and_grad)


def compiled(function, in_axes):
    """The function compiled, and mapped over the axes if there are any."""
    return torch.compile(function if in_axes is None else torch.func.vmap(function, in_axes))


def to_own(value):
    """A batch or a number as a tensor."""
    return torch.from_numpy(np.array(value, dtype=np.float32))


def finish(results):
    """Waits for results: on a CPU they are there."""


version = torch.__version__
