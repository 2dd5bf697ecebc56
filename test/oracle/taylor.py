"""Makes the exact derivatives of orders 0 to 10 of every public op by every argument that crate/tests/taylor.rs compares
Taylor mode with: `derivatives.txt`.

    pip install mpmath gmpy2
    python3 test/oracle/taylor.py               half a minute

The same file comes out each time. What an op is, `rows.py` says in mathematics over jets (`jet.py`), in 1600 bits; that of
an op of several arguments, with all but one held, this file does.

A line `op i: a, b, _, c` names the argument that is differentiated by, and the others; each that follows is a point of one
range: the float32, and derivatives 0 to 10. A range has its own line, for errors are compared with the largest magnitude
of a derivative over a range: so ranges beside a pole are short.
"""

import random
from pathlib import Path

from mpmath import mp, mpf, nstr

from jet import Jet, exp, integral, log, power
from orders import f32
from rows import ROWS, cbrt, expm1, log1mexp, log1p_value, pieces, softplus, sqrt

ORDER, POINTS = 10, 8
# Of functions without poles.
EVERYWHERE = [(-2, 2), (-10, 10)]
# Beside a pole, and further out.
RIGHT = [(0.001, 0.002), (0.3, 0.6), (1, 4), (100, 300)]
BOTH = RIGHT + [(-b, -a) for a, b in RIGHT]
UNIT = [(0.001, 0.002), (0.2, 0.3), (0.5, 0.7), (0.99, 0.995)]
INSIDE = [(-0.99, -0.98), (-0.6, -0.1), (-0.1, 0.1), (0.3, 0.6), (0.9, 0.95)]
RANGES = (
    {name: RIGHT for name in ["sqrt", "log", "log2", "log10", "rsqrt"]}
    | {name: [(0.001, 0.002), (0.3, 0.6), (1, 4), (4, 8)] for name in ["log1mexp", "logexpm1"]}
    | {name: BOTH for name in ["reciprocal", "cbrt"]}
    | {
        "log1p": [(-0.99, -0.98), (-0.5, 0.5), (1, 4), (100, 300)],
        "logit": UNIT,
        "asin": INSIDE,
        "acos": INSIDE,
        "atanh": INSIDE,
        "acosh": [(1.001, 1.002), (1.3, 1.6), (2, 4), (100, 300)],
        "tan": [(-1, 1), (1.5, 1.55), (2, 4)],
        "sec": [(-1, 1), (1.5, 1.55), (2, 4)],
        "csc": [(0.1, 0.2), (1, 2), (-0.02, -0.01)],
        "cot": [(0.1, 0.2), (1, 2), (-0.02, -0.01)],
        "exp10": [(-2, 2), (-20, 20)],
        "sinh": EVERYWHERE + [(20, 30)],
        "cosh": EVERYWHERE + [(20, 30)],
        "softsign": [(-2, -0.01), (0.01, 2), (3, 10)],
        "selu": [(-4, -0.01), (0.01, 2)],
        "hardSilu": [(-2.9, 2.9), (3.1, 10)],
        "erfc": [(-2, 2), (-5, 9)],
        "sinc": [(-0.9, 0.9), (1.1, 4), (3, 20)] + EVERYWHERE + [(12, 20)],
        "logNormalCdf": EVERYWHERE + [(-4, 1), (0, 2)],
    }
)


def held(c):
    return mpf(f32(c))


def atan2(y, x):
    """Where one of the two is a jet in the variable, and the other a number."""
    if isinstance(y, Jet):
        return integral(y, mp.atan2(y.value, x), x / (y * y + x * x))
    return integral(x, mp.atan2(y, x.value), -y / (x * x + y * y))


def log1p(x):
    return integral(x, log1p_value(x.value), 1 / (1 + x))


# Of several arguments: the function of one of them as a jet, the others as numbers, where `None` stands; and ranges.
SEVERAL = [
    ("add", [None, 2.5], lambda x, y: x + y, EVERYWHERE),
    ("sub", [1.5, None], lambda x, y: -y + x, EVERYWHERE),
    ("mul", [None, 2.5], lambda x, y: x * y, EVERYWHERE),
    ("div", [None, 0.3], lambda x, y: x * (1 / y), EVERYWHERE),
    ("div", [1.7, None], lambda x, y: x / y, BOTH),
    ("pow", [None, 2.5], power, RIGHT),
    ("pow", [None, -1.25], power, RIGHT),
    ("pow", [None, -1.3], power, [(0.3, 0.6), (1, 4)]),
    ("pow", [None, 3], lambda x, y: x * x * x, EVERYWHERE),
    ("pow", [None, -3], lambda x, y: 1 / (x * x * x), BOTH),
    ("pow", [None, 12.25], power, [(0.2, 0.4), (1, 3)]),
    ("pow", [0.3, None], lambda x, y: exp(y * mp.log(x)), EVERYWHERE),
    ("pow", [7, None], lambda x, y: exp(y * mp.log(x)), EVERYWHERE),
    ("rem", [None, 3], lambda x, y: x - 3 * mp.floor(x.value / 3), [(0.1, 2.9), (3.1, 5.9)]),
    ("mod", [None, 3], lambda x, y: x - 3 * mp.floor(x.value / 3), [(-2.9, -0.1), (3.1, 5.9)]),
    ("copysign", [None, -2], lambda x, y: -x, [(0.1, 3)]),
    ("xlogy", [None, 0.7], lambda x, y: x * mp.log(y), EVERYWHERE),
    ("xlogy", [1.7, None], lambda x, y: log(y) * x, RIGHT),
    ("xlog1py", [None, 0.7], lambda x, y: x * mp.log1p(y), EVERYWHERE),
    ("xlog1py", [1.7, None], lambda x, y: log1p(y) * x, [(-0.99, -0.98), (-0.5, 0.5), (1, 4)]),
    ("logaddexp", [None, 0.5], lambda x, y: softplus(x - y) + y, EVERYWHERE),
    ("logaddexp", [-3, None], lambda x, y: softplus(y - x) + x, EVERYWHERE),
    ("logsubexp", [None, 0.5], lambda x, y: x + (x - y).apply(log1mexp), [(0.6, 0.8), (2, 4)]),
    ("logsubexp", [2, None], lambda x, y: (-y + x).apply(log1mexp) + x, [(1, 1.5), (-5, -1)]),
    ("elu", [None, 1.5], lambda x, y: expm1(x) * y if x.value < 0 else x, [(-4, -0.01), (0.01, 2)]),
    ("elu", [-1.5, None], lambda x, y: y * mp.expm1(x), [(0.1, 4)]),
    ("celu", [None, 1.5], lambda x, y: (exp(x * (1 / y)) - 1) * y if x.value < 0 else x, [(-4, -0.01), (0.01, 2)]),
    ("celu", [-1.5, None], lambda x, y: y * (exp(x / y) - 1), [(0.5, 1), (2, 4)]),
    ("leakyRelu", [None, 0.25], lambda x, y: x * y if x.value < 0 else x, [(-4, -0.01), (0.01, 2)]),
    ("atan2", [None, 1.5], atan2, EVERYWHERE),
    ("atan2", [1.5, None], atan2, EVERYWHERE),
    ("atan2", [None, 0.01], atan2, [(0.005, 0.02), (1, 2)]),
    ("hypot", [None, 1.5], lambda x, y: sqrt(x * x + y * y), EVERYWHERE),
    ("hypot", [0.01, None], lambda x, y: sqrt(y * y + x * x), [(0.005, 0.02), (1, 2)]),
    ("squareplus", [None, 4], lambda x, y: (x + sqrt(x * x + y)) * mpf("0.5"), EVERYWHERE),
    ("squareplus", [1.5, None], lambda x, y: (sqrt(y + x * x) + x) * mpf("0.5"), [(0.1, 1), (2, 8)]),
    ("max", [None, 1], lambda x, y: x if x.value > y else x.constant(y), [(-2, 0.9), (1.1, 3)]),
    ("min", [None, 1], lambda x, y: x if x.value < y else x.constant(y), [(-2, 0.9), (1.1, 3)]),
    ("clamp", [None, -1, 1], lambda x, lo, hi: x, [(-0.9, 0.9)]),
    ("where", [1, None, 3], lambda c, x, y: x, [(-2, 2)]),
]


def lines(name, args, function, ranges):
    place = args.index(None)
    source = random.Random(f"{name} {place} {args}")
    for low, high in ranges:
        yield f"{name} {place}: {', '.join('_' if c is None else repr(f32(c)) for c in args)}"
        steps = [low + (high - low) * (i + source.random()) / POINTS for i in range(POINTS)]
        for x in map(f32, steps):
            jet = function(*[Jet.inputs([x], ORDER)[0] if c is None else held(c) for c in args])
            yield " ".join([repr(x)] + [nstr(jet.derivative((k,))[0], 9) for k in range(ORDER + 1)])


if __name__ == "__main__":
    text = []
    for name, row in ROWS.items():
        if row.function and row.depth == 0 and not row.few:
            text += lines(name, [None], row.function, RANGES.get(name, EVERYWHERE))
    for name, args, function, ranges in SEVERAL:
        text += lines(name, args, function, ranges)
    (Path(__file__).parent / "derivatives.txt").write_text("\n".join(text) + "\n")
