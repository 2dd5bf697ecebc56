"""A call of a function by JAX: what it depends on, and all its derivatives that the package has.

A structure of an argument is "x", a leaf, or an object of such; the keys 0, 1, ... make a list.
"""

import re

import jax
import jax.numpy as jnp

from language import Kind, jax_scope, kind_scope
from random_functions import CAPTURED, ELEMENTS

# Ops that Python has as keywords: and_, or_, not_ in scopes.
KEYWORD = re.compile(r"\b(and|or|not)\(")


class Node:
    """An argument that is an object or a list, as texts read it."""

    def __init__(self, parts):
        self.parts = parts

    def __getattr__(self, key):
        return self.parts[key]

    def __getitem__(self, i):
        return self.parts[str(i)]


def count(structure):
    """How many leaves it has."""
    return 1 if structure == "x" else sum(map(count, structure.values()))


def shaped(structure, leaves, node=dict):
    """The structure with these leaves."""
    if structure == "x":
        return next(leaves)
    return node({key: shaped(part, leaves, node) for key, part in structure.items()})


class Call:
    """A function, and which of its leaves are batches. `leaves` are arrays, one for each."""

    def __init__(self, function, batches):
        self.function, self.batches = function, frozenset(batches)
        self.code = compile(KEYWORD.sub(r"\1_(", function.text), "function", "eval")
        sizes = [count(structure) for structure in function.structures]
        # For each argument the numbers of its leaves.
        self.own = [list(range(sum(sizes[:i]), sum(sizes[: i + 1]))) for i in range(len(sizes))]
        # What is computed of captured arrays alone is a number or an array, and no part of the function.
        captures = any("data" in kind.reached for kind in jax.tree.leaves(self.kinds_in(False)))
        # How many elements there are: 0 if all are numbers.
        self.n = ELEMENTS if batches or captures else 0
        kinds = self.kinds_in(self.n > 0)
        self.structure, self.kinds = jax.tree.structure(kinds), jax.tree.leaves(kinds)
        self.is_single = isinstance(kinds, Kind)
        self.is_elementwise = self.is_single and not kinds.below
        self.is_loss = self.is_single and kinds.below and not self.varies(kinds)

    def evaluate(self, scope, leaves):
        return eval(self.code, scope, dict(zip(self.function.parameters, self.arguments(leaves, Node))))

    def kinds_in(self, has_batches):
        """What the results depend on."""
        leaves = [Kind.leaf(i) for i in range(sum(map(len, self.own)))]
        return self.evaluate(kind_scope(CAPTURED, self.batches, has_batches), leaves)

    def arguments(self, leaves, node=dict):
        """The arguments that have these leaves."""
        rest = iter(leaves)
        return [shaped(structure, rest, node) for structure in self.function.structures]

    def varies(self, kind):
        """Whether a result is a batch: without a reduction below, whenever there is one."""
        return self.n > 0 and (not kind.below or kind.varies(self.batches))

    def shape(self, kind):
        return (self.n,) if self.varies(kind) else ()

    def outputs(self, leaves, near=None):
        """The results, one after another."""
        results = jax.tree.leaves(self.evaluate(jax_scope(self.n, CAPTURED, near), leaves))
        return [jnp.broadcast_to(y, self.shape(kind)) * 1.0 for y, kind in zip(results, self.kinds)]

    def by(self):
        """The arguments by which the Jacobian is not refused."""

        def has(kind, j):
            return j not in self.batches or not self.varies(kind) or j not in kind.reduced

        return [i for i, own in enumerate(self.own) if all(has(kind, j) for kind in self.kinds for j in own)]

    def gradients(self):
        """The arguments by which the gradient is not refused."""
        if not self.is_single:
            return []
        only_batches = not self.is_elementwise and not self.is_loss
        return [i for i in self.by() if not only_batches or set(self.own[i]) <= self.batches]

    def twice(self):
        """The arguments of the Hessian: of a loss, those of numbers."""
        if not self.is_elementwise and not self.is_loss:
            return []
        return [i for i, own in enumerate(self.own) if self.is_elementwise or not self.batches & set(own)]

    def mixed(self):
        """Pairs of arguments of a loss: one with batches, one of numbers."""
        if not self.is_loss:
            return []
        return [(i, j) for i in range(len(self.own)) if i not in self.twice() for j in self.twice()]

    def results(self, leaves, tangents, cotangent):
        """Everything that jax.json has of a call, as structures of arrays."""
        tangents = [jnp.broadcast_to(t, leaf.shape) for t, leaf in zip(tangents, leaves)]
        cotangent = [jnp.broadcast_to(c, self.shape(kind)) for c, kind in zip(cotangent, self.kinds)]
        whole = lambda outputs: jax.tree.unflatten(self.structure, outputs)
        values, along = jax.jvp(lambda *xs: self.outputs(xs), leaves, tangents)
        pulled = jax.vjp(lambda *xs: self.outputs(xs), *leaves)[1](cotangent)
        result = {"value": whole(values), "jvp": whole(along), "vjp": self.arguments(pulled)}
        if self.by():
            result["jacobian"] = whole([self.row(leaves, output) for output in range(len(self.kinds))])
        if self.is_elementwise or self.is_loss:
            result.update(self.second(leaves, tangents))
        return result

    def row(self, leaves, output):
        """The derivatives of one output: by a number that of each element, by a batch elementwise or a loss's."""
        f = lambda *xs: self.outputs(xs)[output]

        def derivative(j):
            if j in self.batches:
                return jax.grad(lambda *xs: jnp.sum(f(*xs)), argnums=j)(*leaves)
            return jax.jvp(f, leaves, one(leaves, j))[1]

        return [shaped(self.function.structures[i], map(derivative, self.own[i])) for i in self.by()]

    def second(self, leaves, tangents):
        """Second derivatives of an elementwise function or a loss."""
        if self.is_elementwise:
            # One function of each element, by numbers too.
            shape = self.shape(self.kinds[0])
            leaves, tangents = ([jnp.broadcast_to(x, shape) for x in xs] for xs in (leaves, tangents))
        gradient = jax.grad(lambda *xs: jnp.sum(self.outputs(xs)[0]), argnums=tuple(range(len(leaves))))
        along = lambda direction: jax.jvp(lambda *xs: list(gradient(*xs)), leaves, direction)[1]
        columns = {j: along(one(leaves, j)) for i in self.twice() for j in self.own[i]}

        def block(i, j):
            row = lambda leaf: shaped(self.function.structures[j], (columns[own][leaf] for own in self.own[j]))
            return shaped(self.function.structures[i], map(row, self.own[i]))

        result = {"hvp": self.arguments(along(tangents))}
        if self.twice():
            result["hessian"] = [[block(i, j) for j in self.twice()] for i in self.twice()]
        return {**result, "mixed": [block(i, j) for i, j in self.mixed()]}


def one(leaves, j):
    """Tangents of 1 for a leaf, else 0."""
    return [jnp.full_like(leaf, float(i == j)) for i, leaf in enumerate(leaves)]
