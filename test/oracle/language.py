"""The ops that functions are written in, three times: as JAX computes them, by what they depend on, and where they may
be called. A function's text is an expression of calls of these by name, in Python and in JavaScript alike.

What differs between JAX and the package, and how it is met:
- Ties (max, amax, equal sides of a comparison) and other kinks: points lie off them (`MARGIN`).
- A reduction of what is one number in a call with batches repeats it n times; sum, dot, norm and logsumexp of it are
  refused by the package, and by `Kind` here.
- norm and std of equal elements have the derivative 0, of which JAX makes NaN: points are drawn anew.
- round takes halves towards Infinity; jnp.round to even. copysign and logsumexp are written so that JAX has the
  derivative that the op table names.
- floor, ceil, trunc and round have the derivative 0, so their values are constants to JAX (`floored`).
- fround is x: values are float32s in the package, and float64s here. stopGradient is as in JAX.
- Constants in texts are dyadic fractions, which float32 has exactly.
"""

import keyword
import math
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax import nn
from jax.scipy import special

# How far points stay from kinks.
MARGIN = 1 / 128


class Refused(Exception):
    """The package refuses the call."""


class Kinked(Exception):
    """The point is at a kink, or too near."""


@dataclass
class Op:
    value: object
    # The domain of each argument: a wrapper in random_functions.py.
    domains: tuple = ("real",)
    # Where the op or a derivative jumps: the zeros of what this gives.
    kinks: object = None


def truth(condition):
    return jnp.where(condition, 1.0, 0.0)


def compared(compare):
    return Op(lambda x, y: truth(compare(x, y)), ("real", "real"), lambda x, y: x - y)


def to_integers(x):
    return x - jnp.floor(x + 0.5)


def at_zero(x, *_):
    return x


def at(*edges):
    """Kinks at these numbers."""

    def distance(x):
        return jnp.stack([x - edge for edge in edges])

    return distance


def floored(x):
    return jax.lax.stop_gradient(jnp.floor(x))


def elu(x, alpha=1.0):
    return jnp.where(x > 0, x, alpha * jnp.expm1(jnp.where(x > 0, 0.0, x)))


def celu(x, alpha=1.0):
    return jnp.where(x > 0, x, alpha * jnp.expm1(jnp.where(x > 0, 0.0, x) / alpha))


def logexpm1(x):
    return x + jnp.log(-jnp.expm1(-x))


def logsubexp(x, y):
    return x + jnp.log1p(-jnp.exp(y - x))


def normal_pdf(x):
    return jnp.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)


def hard_sigmoid(x):
    return jnp.clip((x + 3) / 6, 0, 1)


def rounded(x):
    return floored(x + 0.5)


REAL2 = ("real", "real")

ELEMENTWISE = {
    "neg": Op(lambda x: -x),
    "abs": Op(jnp.abs, kinks=at_zero),
    "sign": Op(jnp.sign, kinks=at_zero),
    "floor": Op(floored, kinks=to_integers),
    "sqrt": Op(jnp.sqrt, ("positive",)),
    "square": Op(lambda x: x * x),
    "reciprocal": Op(lambda x: 1 / x, ("positive",)),
    "add": Op(lambda *xs: sum(xs[1:], xs[0]), REAL2),
    "sub": Op(lambda x, y: x - y, REAL2),
    "mul": Op(lambda x, y: x * y, REAL2),
    "div": Op(lambda x, y: x / y, ("real", "positive")),
    "ceil": Op(lambda x: -floored(-x), kinks=to_integers),
    "trunc": Op(lambda x: jnp.sign(x) * floored(jnp.abs(x)), kinks=to_integers),
    "round": Op(rounded, kinks=lambda x: to_integers(x - 0.5)),
    "fround": Op(lambda x: x),
    "rem": Op(jax.lax.rem, ("real", "positive"), lambda x, y: to_integers(x / y)),
    "mod": Op(lambda x, y: x - y * floored(x / y), ("real", "positive"), lambda x, y: to_integers(x / y)),
    "copysign": Op(lambda x, y: jnp.abs(x) * jnp.where(y < 0, -1.0, 1.0), REAL2, lambda x, y: x * y),
    "exp": Op(jnp.exp),
    "log": Op(jnp.log, ("positive",)),
    "pow": Op(jnp.power, ("positive", "real")),
    "expm1": Op(jnp.expm1),
    "log1p": Op(jnp.log1p, ("unit",)),
    "log2": Op(lambda x: jnp.log(x) / math.log(2), ("positive",)),
    "log10": Op(lambda x: jnp.log(x) / math.log(10), ("positive",)),
    "exp2": Op(jnp.exp2),
    "exp10": Op(lambda x: jnp.exp(math.log(10) * x), ("unit",)),
    "rsqrt": Op(jax.lax.rsqrt, ("positive",)),
    "sinpi": Op(lambda x: jnp.sin(math.pi * x)),
    "cospi": Op(lambda x: jnp.cos(math.pi * x)),
    "sigmoid": Op(nn.sigmoid),
    "softplus": Op(nn.softplus),
    "logSigmoid": Op(nn.log_sigmoid),
    "logit": Op(special.logit, ("share",)),
    "log1mexp": Op(lambda x: jnp.log(-jnp.expm1(-x)), ("positive",)),
    "logexpm1": Op(logexpm1, ("positive",)),
    "xlogy": Op(special.xlogy, ("real", "positive")),
    "xlog1py": Op(special.xlog1py, ("real", "unit")),
    "logaddexp": Op(jnp.logaddexp, REAL2),
    "logsubexp": Op(logsubexp, ("high", "unit")),
    "elu": Op(elu, ("real", "positive"), at_zero),
    "selu": Op(nn.selu, kinks=at_zero),
    "celu": Op(celu, ("real", "positive"), at_zero),
    "sin": Op(jnp.sin),
    "cos": Op(jnp.cos),
    "tan": Op(jnp.tan, ("unit",)),
    "atan2": Op(jnp.arctan2, ("real", "positive")),
    "asin": Op(jnp.arcsin, ("unit",)),
    "acos": Op(jnp.arccos, ("unit",)),
    "atan": Op(jnp.arctan),
    "sec": Op(lambda x: 1 / jnp.cos(x), ("unit",)),
    "csc": Op(lambda x: 1 / jnp.sin(x), ("share",)),
    "cot": Op(lambda x: 1 / jnp.tan(x), ("share",)),
    "sinc": Op(lambda x: jnp.sin(x) / x, ("positive",)),
    "deg2rad": Op(lambda x: x * (math.pi / 180)),
    "rad2deg": Op(lambda x: x * (180 / math.pi)),
    "tanh": Op(jnp.tanh),
    "hypot": Op(lambda x, y: jnp.sqrt(x * x + y * y), ("real", "positive")),
    "sinh": Op(jnp.sinh),
    "cosh": Op(jnp.cosh),
    "asinh": Op(jnp.arcsinh),
    "acosh": Op(jnp.arccosh, ("beyond",)),
    "atanh": Op(jnp.arctanh, ("unit",)),
    "cbrt": Op(jnp.cbrt, ("positive",)),
    "erf": Op(special.erf),
    "erfc": Op(special.erfc),
    "normalPdf": Op(normal_pdf),
    "normalCdf": Op(special.ndtr),
    "logNormalCdf": Op(special.log_ndtr),
    "silu": Op(nn.silu),
    "gelu": Op(lambda x: nn.gelu(x, approximate=False)),
    "geluTanh": Op(lambda x: nn.gelu(x, approximate=True)),
    "mish": Op(lambda x: x * jnp.tanh(nn.softplus(x))),
    "max": Op(jnp.maximum, REAL2, lambda x, y: x - y),
    "min": Op(jnp.minimum, REAL2, lambda x, y: x - y),
    "gt": compared(jnp.greater),
    "ge": compared(jnp.greater_equal),
    "lt": compared(jnp.less),
    "le": compared(jnp.less_equal),
    "eq": compared(jnp.equal),
    "ne": compared(jnp.not_equal),
    "and": Op(lambda x, y: truth((x != 0) & (y != 0)), ("condition", "condition")),
    "or": Op(lambda x, y: truth((x != 0) | (y != 0)), ("condition", "condition")),
    "not": Op(lambda x: truth(x == 0), ("condition",)),
    "where": Op(lambda c, x, y: jnp.where(c != 0, x, y), ("condition", "real", "real")),
    "stopGradient": Op(jax.lax.stop_gradient),
    "isNaN": Op(lambda x: truth(jnp.isnan(x))),
    "isFinite": Op(lambda x: truth(jnp.isfinite(x))),
    "clamp": Op(
        lambda x, lo, hi: jnp.minimum(jnp.maximum(x, lo), hi),
        ("real", "unit", "high"),
        lambda x, lo, hi: jnp.stack(jnp.broadcast_arrays(x - lo, x - hi)),
    ),
    "relu": Op(nn.relu, kinks=at_zero),
    "relu6": Op(nn.relu6, kinks=at(0, 6)),
    "leakyRelu": Op(lambda x, slope=0.01: jnp.where(x > 0, x, slope * x), REAL2, at_zero),
    "hardTanh": Op(lambda x: jnp.clip(x, -1, 1), kinks=at(-1, 1)),
    "hardSigmoid": Op(hard_sigmoid, kinks=at(-3, 3)),
    "hardSilu": Op(lambda x: x * hard_sigmoid(x), kinks=at(-3, 3)),
    "softsign": Op(lambda x: x / (1 + jnp.abs(x)), kinks=at_zero),
    "squareplus": Op(lambda x, b=4.0: (x + jnp.sqrt(x * x + b)) / 2, ("real", "positive")),
}
# Arguments that may be left out, from the end.
OPTIONAL = {"elu", "celu", "leakyRelu", "squareplus"}

# Reductions of all elements along the only axis.


def variance(x, ddof=0):
    return jnp.sum((x - jnp.mean(x)) ** 2) / (x.size - ddof)


def logsumexp(x):
    m = jax.lax.stop_gradient(jnp.max(x))
    return m + jnp.log(jnp.sum(jnp.exp(x - m)))


def gaps(x):
    return jnp.diff(jnp.sort(x)) if x.size > 1 else jnp.ones(1)


REDUCTIONS = {
    "sum": Op(jnp.sum),
    "mean": Op(jnp.mean),
    "dot": Op(lambda x, y: jnp.sum(x * y), REAL2),
    "norm": Op(lambda x: jnp.sqrt(jnp.sum(x * x))),
    "amax": Op(jnp.max, kinks=gaps),
    "amin": Op(jnp.min, kinks=gaps),
    "variance": Op(variance),
    "std": Op(lambda x, ddof=0: jnp.sqrt(variance(x, ddof))),
    "logsumexp": Op(logsumexp),
    "logmeanexp": Op(lambda x: logsumexp(x) - math.log(x.size)),
    "any": Op(lambda x: truth(jnp.any(x != 0)), ("condition",)),
    "all": Op(lambda x: truth(jnp.all(x != 0)), ("condition",)),
    "count": Op(lambda x: jnp.asarray(float(x.size)) + 0 * jax.lax.stop_gradient(jnp.sum(x))),
}
# Of one number among batches they could count it once or n times.
COUNTING = {"sum", "dot", "norm", "logsumexp"}


def named(op):
    """The name in a scope of Python."""
    return f"{op}_" if keyword.iskeyword(op) else op


def jax_scope(n, captured, near=None):
    """Names and what they stand for in texts, for a call of n elements, 0 if there is no batch.

    near: raises at points near kinks; for calls with values only.
    """

    def elementwise(op):
        def call(*xs):
            if near and op.kinks:
                near(op.kinks(*map(jnp.asarray, xs)))
            return op.value(*map(jnp.asarray, xs))

        return call

    def reduction(op, operands):
        def call(*xs):
            # Captured arrays alone have elements where the call has none.
            shape = jnp.broadcast_shapes((n or 1,), *map(jnp.shape, xs[:operands]))
            xs = [jnp.broadcast_to(x, shape) for x in xs[:operands]] + list(xs[operands:])
            if near and op.kinks:
                near(op.kinks(*xs))
            return op.value(*xs)

        return call

    return {
        **{named(name): elementwise(op) for name, op in ELEMENTWISE.items()},
        **{name: reduction(op, 2 if name == "dot" else 1) for name, op in REDUCTIONS.items()},
        **{name: jnp.asarray(elements) for name, elements in captured.items()},
        "__builtins__": {},
    }


def off_kinks(distance):
    if float(jnp.min(jnp.abs(distance))) < MARGIN:
        raise Kinked


@dataclass(frozen=True)
class Kind:
    """What a value depends on: leaves by their numbers, and "data" for captured arrays.

    direct:  by a path that passes no reduction.
    reached: by any path.
    reduced: those that a path through a reduction leads to, and that is not cut by stopGradient. A path along which
             the derivative is 0 by construction counts too: the package may or may not see that it is.
    flowing: those that a path leads to that stopGradient does not cut.
    below:   whether there is a reduction below.
    """

    direct: frozenset = frozenset()
    reached: frozenset = frozenset()
    reduced: frozenset = frozenset()
    flowing: frozenset = frozenset()
    below: bool = False

    def varies(self, batches):
        return bool(self.direct & (batches | {"data"}))

    @staticmethod
    def leaf(i):
        own = frozenset([i])
        return Kind(own, own, frozenset(), own)


DATA = Kind(frozenset(["data"]), frozenset(["data"]))


def joined(*xs):
    kinds = [x for x in xs if isinstance(x, Kind)]

    def union(key):
        return frozenset().union(*(getattr(kind, key) for kind in kinds))

    return Kind(union("direct"), union("reached"), union("reduced"), union("flowing"), any(k.below for k in kinds))


def kind_scope(captured, batches, has_batches):
    """Names and what they do to kinds, in a call where these leaves are batches."""

    def reduction(name):
        def call(*xs):
            of = joined(*xs)
            if not of.reached - {"data"}:
                return Kind()
            if has_batches and name in COUNTING and not of.varies(batches):
                raise Refused
            return Kind(frozenset(), of.reached, of.flowing, of.flowing, True)

        return call

    def stop(x):
        of = joined(x)
        return Kind(of.direct, of.reached, frozenset(), frozenset(), of.below)

    return {
        **dict.fromkeys(map(named, ELEMENTWISE), joined),
        **{name: reduction(name) for name in REDUCTIONS},
        **dict.fromkeys(captured, DATA),
        "stopGradient": stop,
        "__builtins__": {},
    }
