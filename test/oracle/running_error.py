"""Evaluates a JAX program with a bound, to first order, of how far a float32 evaluation of it may be off (Higham,
Accuracy and Stability of Numerical Algorithms, 3.3).

A number is a triple: its value in float64; its size, the sum of the magnitudes of the terms that add up to it, which
another order of addition may be off by a unit of; and its error. As test/lib/running-error.ts has it, for any program.
"""

from functools import partial

import jax
import jax.numpy as jnp

# What an op of JAX may be off, relatively: a unit in the last place. Arithmetic is off by half of one, the package's
# functions by at most one for each op that JAX has in their place, factors of derivatives by four in all.
ROUNDOFF = 2.0**-23

# What moves, repeats or selects numbers.
MOVES = {"broadcast_in_dim", "reshape", "squeeze", "transpose", "expand_dims", "slice", "concatenate", "copy", "copy_p"}
INNER = {"jit": "jaxpr", "pjit": "jaxpr", "custom_jvp_call": "call_jaxpr", "closed_call": "call_jaxpr"}
ADDS = {"add", "sub", "add_any"}


def exactly(value):
    value = jnp.asarray(value)
    isFloat = jnp.issubdtype(value.dtype, jnp.floating)
    return value, jnp.abs(value) if isFloat else value, jnp.zeros_like(value)


def rounded(value, size, error):
    return value, size, error + ROUNDOFF * size


def apply(eqn, triples):
    """The triples of what an equation gives."""
    name, params = eqn.primitive.name, eqn.params
    values, sizes, errors = zip(*triples) if triples else ((), (), ())
    bind = partial(eqn.primitive.bind, **params)
    if name in INNER:
        inner = params[INNER[name]]
        return evaluate(inner.jaxpr, inner.consts, triples)
    if name in MOVES:
        return [(bind(*values), bind(*sizes), bind(*errors))]
    out = bind(*values)
    if eqn.primitive.multiple_results:
        raise NotImplementedError(name)
    if not jnp.issubdtype(out.dtype, jnp.floating):
        return [exactly(out)]
    if name == "select_n":
        return [(out, bind(values[0], *sizes[1:]), bind(values[0], *errors[1:]))]
    if name == "reduce_sum":
        return [rounded(out, bind(*sizes), bind(*errors))]
    if name in ADDS:
        return [rounded(out, sizes[0] + sizes[1], errors[0] + errors[1])]
    if name == "mul":
        (a, b), (da, db) = sizes, errors
        return [rounded(out, a * b, a * db + b * da + da * db)]
    if name == "div":
        a, b = sizes[0], jnp.abs(values[1])
        return [rounded(out, a / b, errors[0] / b + a / b**2 * errors[1])]
    if name == "neg":
        return [(out, sizes[0], errors[0])]
    if name in {"convert_element_type", "stop_gradient"}:
        wasFloat = jnp.issubdtype(values[0].dtype, jnp.floating)
        return [(out, sizes[0], errors[0]) if wasFloat else exactly(out)]
    if name in {"floor", "sign", "round"}:
        return [exactly(out)]
    if name in {"reduce_max", "reduce_min"}:
        return [(out, jnp.abs(out), jnp.max(errors[0]))]
    # Any function of each element.
    error = jnp.zeros_like(out)
    for i, own in enumerate(errors):
        if jnp.issubdtype(values[i].dtype, jnp.floating):
            f = lambda x, i=i: bind(*values[:i], x, *values[i + 1 :])
            error += jnp.abs(jax.jvp(f, (values[i],), (own,))[1])
    if name in {"max", "min", "abs", "clamp"}:
        return [(out, jnp.abs(out), error)]
    return [rounded(out, jnp.abs(out), error)]


def evaluate(jaxpr, consts, arguments):
    triples = dict(zip(jaxpr.constvars, map(exactly, consts)))
    triples.update(zip(jaxpr.invars, arguments))

    def read(atom):
        return exactly(atom.val) if hasattr(atom, "val") else triples[atom]

    for eqn in jaxpr.eqns:
        triples.update(zip(eqn.outvars, apply(eqn, [read(atom) for atom in eqn.invars])))
    return [read(atom) for atom in jaxpr.outvars]


def bounded(function, arguments):
    """What the function gives, with bounds: a structure like its result's, of pairs."""
    jaxpr, shape = jax.make_jaxpr(function, return_shape=True)(*arguments)
    leaves = jax.tree.leaves(arguments)
    results = evaluate(jaxpr.jaxpr, jaxpr.consts, [exactly(leaf) for leaf in leaves])
    return jax.tree.unflatten(jax.tree.structure(shape), [(value, error) for value, _, error in results])
