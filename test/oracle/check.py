"""Compares every derivative of `rows.py` with a difference quotient of the one that is an order lower."""

import random
import sys

from mpmath import isnan, mp, mpf

from jet import Jet
from orders import indices
from rows import ROWS

STEP, TOLERANCE = mpf(2) ** -200, mpf(2) ** -150


def of_one(row, key, point):
    return row.function(Jet.inputs(point, key[0])[0]).derivative(key)[0]


def of_several(row, key, point):
    terms = row.terms(key, point)
    return None if terms is None else sum(terms, mpf(0))


def points(row, count):
    source = random.Random(1)
    box = row.box or [(-5, 5)] * row.n
    if row.n == 1:
        box = [(float(max(-6, row.domain[0])), float(min(6, row.domain[1])))]
    for _ in range(count):
        yield [mpf(source.uniform(*side)) for side in box]


def wrong(name, row):
    f = of_one if row.n == 1 else of_several
    for point in points(row, 12):
        if row.n == 1 and any(abs(point[0] - x) < 0.01 for x in [*row.kinks, *row.singular]):
            continue
        first = 1 if row.n == 1 else 2
        for key in (key for order in range(first, row.orders + 1) for key in indices(row.n, order)):
            for i in (i for i in range(row.n) if key[i]):
                lower = tuple(k - (j == i) for j, k in enumerate(key))
                try:
                    right = f(row, key, point)
                    low, high = (f(row, lower, [x + s * (j == i) for j, x in enumerate(point)]) for s in (-STEP, STEP))
                except ZeroDivisionError:
                    continue
                if None in (right, low, high) or isnan(right):
                    continue
                quotient = (high - low) / (2 * STEP)
                if not abs(quotient - right) <= TOLERANCE * (1 + abs(right)):
                    yield f"{name} {key} at {[float(x) for x in point]}: {float(right)}, not {float(quotient)}"


if __name__ == "__main__":
    mp.prec = 1600
    lines = [line for name, row in ROWS.items() for line in wrong(name, row)]
    print("\n".join(lines) or "all agree")
    sys.exit(bool(lines))
