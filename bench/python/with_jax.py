"""JAX: jit of vmap, or of functions that reduce, on one core of the CPU."""

import os

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import jax
import jax.numpy as jnp
import numpy as np


class Lib:
    sin, cos, exp, log, sqrt, abs, minimum = jnp.sin, jnp.cos, jnp.exp, jnp.log, jnp.sqrt, jnp.abs, jnp.minimum
    rsqrt, normal_cdf = jax.lax.rsqrt, jax.scipy.stats.norm.cdf
    relu, softplus, tanh = jax.nn.relu, jax.nn.softplus, jnp.tanh
    mean, sum, logsumexp = jnp.mean, jnp.sum, jax.nn.logsumexp
    grad, value_and_grad = jax.grad, jax.value_and_grad


def compiled(function, in_axes):
    """The function compiled, and mapped over the axes if there are any."""
    return jax.jit(function if in_axes is None else jax.vmap(function, in_axes))


def to_own(value):
    """A batch or a number as an array of JAX's own."""
    return jax.device_put(np.float32(value))


def finish(results):
    """Waits for results."""
    jax.block_until_ready(results)


version = jax.__version__
