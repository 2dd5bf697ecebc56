"""Makes 200 functions, points, and the values and derivatives there, in float64 by JAX: `test/jax.json`, that
test/jax.test.ts compares with.

    python3 -m venv /tmp/jax && /tmp/jax/bin/pip install jax==0.7.2
    /tmp/jax/bin/python test/oracle/functions.py            all, some minutes
    /tmp/jax/bin/python test/oracle/functions.py mod        prints those whose name begins so, and writes nothing

The same file comes out each time. Functions are drawn by random_functions.py, in the language of language.py, which
says where JAX differs from the package; one of no use (not finite, large, ill-conditioned, near a kink) is drawn anew.

The file: `captured` arrays, and `functions`, each with the structure of its `calls`. A batch is a string of its
elements, so that a list is always a list of values. A result is a pair: a structure, and for each number in it, in
order, a digit d in base 36: a float32 evaluation may be off by 2^-d (running_error.py).

    at, tangents, cotangent    what a call takes; a tangent or cotangent of a batch may be a number
    value                      of the function
    jvp, vjp                   the derivative along the tangents; the gradients by the cotangent, one per argument
    jacobian                   by the arguments `by`: per result, an array with one entry for each of these
    grad                       the arguments by which a gradient is not refused: entries of the Jacobian
    hvp                        along the tangents, for all arguments; where the function is elementwise or a loss
    hessian                    by the arguments `twice`
    mixed                      triples [i, j, result]: by a number, argument j, the derivative of the gradient by
                               argument i, which is of batches
"""

import json
import math
import random
import sys
from multiprocessing import get_context
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")

from calls import Call, count  # noqa: E402
from language import Kinked, Refused, off_kinks  # noqa: E402
from random_functions import CAPTURED, families  # noqa: E402
from running_error import bounded  # noqa: E402

FILE = Path(__file__).parents[1] / "jax.json"
LARGEST = 1000
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# How often functions and points are drawn anew; points of which something is not finite or large, as often as UNFIT.
ATTEMPTS, UNFIT = 40, 4


class Unfit(Exception):
    """A function or point of no use."""


def fraction(source, step, largest):
    """A multiple of the step other than 0, which float32 has exactly."""
    return source.choice([-1, 1]) * source.randint(1, round(largest / step)) * step


def numeric(source, n, step, largest):
    return [fraction(source, step, largest) for _ in range(n)] if n else fraction(source, step, largest)


def text(x):
    """A number to 9 significant digits."""
    x = float(f"{float(x):.9g}")
    return int(x) if x == int(x) else x


def written(x):
    """A number, or a batch as a string."""
    x = np.asarray(x)
    return text(x) if x.ndim == 0 else " ".join(str(text(element)) for element in x)


def digit(error):
    return DIGITS[max(0, min(35, math.floor(-math.log2(error)) if error > 0 else 35))]


def is_pair(x):
    return isinstance(x, tuple)


def with_bounds(tree):
    """A structure of pairs of value and error, as the file has it. Keys of objects keep their order."""

    def walk(node):
        if is_pair(node):
            value, error = map(np.asarray, node)
            if not (np.all(np.isfinite(value)) and np.all(np.isfinite(error)) and np.all(abs(value) < LARGEST)):
                raise Unfit
            return written(value), "".join(map(digit, np.ravel(error)))
        keys = node if isinstance(node, dict) else range(len(node))
        values, digits = zip(*(walk(node[key]) for key in keys))
        return dict(zip(keys, values)) if isinstance(node, dict) else list(values), "".join(digits)

    return list(walk(tree))


def is_loose(pairs):
    """Whether a relative error of 1e-3 would pass in more than a fifth of the numbers."""
    value, error = (np.concatenate([np.ravel(x) for x in xs]) for xs in zip(*jax.tree.leaves(pairs, is_leaf=is_pair)))
    return np.mean(2 * error[value != 0] > 1e-3 * abs(value[value != 0])) > 0.2 if np.any(value) else False


def called(source, function, batches):
    """A call as the file has it."""
    call = Call(function, batches)
    lengths = [call.n if i in call.batches else 0 for i in range(sum(map(len, call.own)))]
    # Now and then one number for a batch.
    shorter = lambda n: source.choice([0, n, n])
    arrays = lambda xs: [jnp.asarray(x, dtype=float) for x in xs]
    unfit = 0
    for _ in range(ATTEMPTS):
        leaves = [numeric(source, n, 1 / 32, 2) for n in lengths]
        try:
            call.outputs(arrays(leaves), off_kinks)
        except Kinked:
            continue
        tangents = [numeric(source, shorter(n), 1 / 4, 1.5) for n in lengths]
        cotangent = [numeric(source, shorter(call.n) if call.varies(kind) else 0, 1 / 4, 1.5) for kind in call.kinds]
        given = arrays(tangents), arrays(cotangent)
        pairs = bounded(lambda *xs: call.results(list(xs), *given), arrays(leaves))
        mixed = pairs.pop("mixed", [])
        try:
            if is_loose([pairs, mixed]):
                raise Unfit
            results = {key: with_bounds(tree) for key, tree in pairs.items()}
            mixed = [[i, j, with_bounds(tree)] for (i, j), tree in zip(call.mixed(), mixed)]
        except Unfit:
            unfit += 1
            if unfit == UNFIT:
                break
            continue
        entry = {
            "at": call.arguments(map(written, leaves)),
            "tangents": call.arguments(map(written, tangents)),
            "cotangent": jax.tree.unflatten(call.structure, map(written, cotangent)),
            **results,
            "by": call.by(),
            "grad": call.gradients(),
            "twice": call.twice(),
            "mixed": mixed,
        }
        return {key: value for key, value in entry.items() if value != []}
    raise Unfit


def javascript(function):
    """The function in JavaScript, where an object in braces would be a block."""
    body = f"({function.text})" if function.text.startswith("{") else function.text
    return f"({', '.join(function.parameters)}) => {body}"


def choices(source, leaves):
    """Which leaves are batches, in calls to try: none, some, all."""
    return [[], sorted(source.sample(range(leaves), source.randint(1, leaves))), list(range(leaves))]


def made(number):
    label, attempt = list(families())[number]
    for i in range(ATTEMPTS):
        function = attempt(i)
        source = random.Random(f"{label} {i} points")
        leaves = sum(map(count, function.structures))
        calls = {}
        for batches in choices(source, leaves):
            if len(calls) == 2 or str(batches) in calls:
                continue
            try:
                calls[str(batches)] = called(source, function, batches)
            except (Refused, Unfit):
                pass
        # A loss like std has no derivative at a number.
        if len(calls) == 2 or calls and leaves == 1 and "[]" not in calls:
            return {"name": label, "f": javascript(function), "calls": list(calls.values())}
    raise RuntimeError(f"no function {label}")


def captured():
    return {name: written(np.asarray(elements)) for name, elements in CAPTURED.items()}


if __name__ == "__main__":
    labels = [label for label, _ in families()]
    chosen = [number for number, label in enumerate(labels) if label.startswith(tuple(sys.argv[1:]) or "")]
    functions = []
    with get_context("spawn").Pool(2) as pool:
        for function in pool.imap(made, chosen):
            functions.append(function)
            done = f"{len(functions)} of {len(chosen)}: {function['name']}"
            print(f"\r{done:60}", end="", file=sys.stderr, flush=True)
    lines = ",\n".join(json.dumps(function, separators=(",", ":")) for function in functions)
    file = f'{{"captured":{json.dumps(captured())},"functions":[\n{lines}\n]}}\n'
    if sys.argv[1:]:
        print(file)
    else:
        FILE.write_text(file)
