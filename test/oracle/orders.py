"""Makes the exact derivatives of every op, of orders 1 to 3 and mixed ones, that crate/tests/orders.rs and
test/orders.test.ts compare with: `orders/OP.bin`, whose format is in crate/tests/support/orders.rs.

    pip install mpmath gmpy2
    python3 test/oracle/orders.py               all ops, some minutes
    python3 test/oracle/orders.py sin pow       those
    python3 test/oracle/check.py                compares the rows with difference quotients of each other

The same files come out each time. What an op is, `rows.py` says in mathematics; no value here is the program's.

Scale: the largest magnitude among the terms that sum, product and chain rule expand a derivative into (`jet.py`), or
that `rows.py` lists. Of a function that `rows.py` calls strict it is the derivative's own magnitude.

Special points:
- In the domain a derivative is the ordinary one, wherever float32 can tell that point from others.
- At a pole, a branch point or an infinity it is the one-sided limit from inside of the domain, an infinite one too;
  where both sides are inside, the sign of the zero decides.
- Of several arguments that go to limits at once it is the limit if that is the same at whatever rates they go; else
  nothing is promised.
- Outside of the domain it is NaN; of functions without a limit at an infinity (sin), there as well.
- At a kink a first derivative is the least-norm subgradient, and derivatives above it are those of the side that has
  it; where neither side has, or both, nothing is promised.
- Where a parameter (alpha, b) is infinite, nothing is promised.
- Through an argument in which the op is linear or constant, higher derivatives are 0 everywhere.
"""

import random
import struct
import sys
from itertools import product
from math import ldexp, log
from multiprocessing import Pool
from pathlib import Path

from mpmath import isinf, isnan, mp, mpf

from jet import Jet
from rows import INF, NAN, ROWS

FOLDER = Path(__file__).parent / "orders"
ANY, ZERO, IS_NAN, PLUS, MINUS, TINY, HUGE, MINUS_HUGE, CANCELS, FIRST = 0, 1, 2, 3, 4, 5, 6, 7, 8, 16


def bits(x):
    return struct.unpack("<I", struct.pack("<f", x))[0]


def of_bits(b):
    return struct.unpack("<f", struct.pack("<I", b & 0xFFFFFFFF))[0]


def f32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


MAX, NORMAL, LEAST = of_bits(0x7F7FFFFF), of_bits(0x00800000), of_bits(1)
# What exponents are tried with: powers of two, their neighbours, and the root of two.
MANTISSAS = [0, 1, 0x7FFFFF, 0x3504F3]
SPECIAL = [
    0.0,
    LEAST,
    of_bits(2),
    of_bits(0x7FFFFF),
    NORMAL,
    1e-30,
    1e-10,
    1e-4,
    0.1,
    0.5,
    1.0,
    1.5,
    2.0,
    2.5,
    3.0,
    6.0,
    10.0,
    16777215.0,
    16777216.0,
    1e10,
    1e30,
    MAX,
    float("inf"),
]
# Where functions overflow, underflow, change their method or have zeros.
EDGES = [
    1.0,
    0.7853982,
    1.5707964,
    3.1415927,
    4.712389,
    1.4142135,
    0.70710678,
    0.6931472,
    0.3465736,
    0.5,
    52.6,
    55.0,
    88.72284,
    89.415985,
    103.27893,
    104.0,
    128.0,
    128.5,
    149.0,
    0.25,
    0.125,
    0.375,
    0.7517915,
    0.7524614,
    1.1924312,
    1.2784645,
    10.0542,
    14.1713,
    16.0,
    28.0,
    30.0,
    37.7,
    38.23,
    38.53,
    50.0,
    108.662,
    2.0,
    4.4934095,
    2.0815759,
    1.7320508,
    0.57735027,
    1.2247449,
    20.0,
    9.19,
    9.3,
    13.0,
    14.5,
    100.0,
    1000.0,
    1e15,
    1e20,
    1e25,
]


def mixed(source, count, low, high):
    """Of any magnitude between two powers of two, of both signs."""
    return [source.choice([-1, 1]) * ldexp(1 + source.random(), source.randrange(low, high)) for _ in range(count)]


def around(x):
    """A number and its neighbours."""
    return [x, of_bits(bits(x) + 1), of_bits(bits(x) - 1)]


def unary_points(name, row):
    source = random.Random(name)
    points = SPECIAL + EDGES
    for x in EDGES + list(row.edges) + [abs(float(x)) for x in list(row.singular) + list(row.kinks)]:
        points += around(x) if x else [x]
    step = 16 if row.few else 2
    points += [of_bits(e << 23 | MANTISSAS[e // step % 4]) for e in range(0, 255, step)]
    points = points + [-x for x in points]
    if not row.few:
        low, high = (max(-20, row.domain[0]), min(20, row.domain[1]))
        points += [float(low + (high - low) * source.random()) for _ in range(80)]
        points += mixed(source, 80, -24, 8)
    return distinct([x] for x in points)


def several_points(name, row):
    source = random.Random(name)
    axis = [0.0, LEAST, 1e-30, 0.5, 1.0, 2.0, 3.0, 1e4, 1e30, float("inf")]
    axis = [y for x in axis for y in (x, -x)]
    if row.few:
        axis = [0.0, -0.0, LEAST, -1.0, 1.0, 2.5, -1e30, float("inf")]
    if row.n == 3:
        axis = [0.0, -0.0, 1.0, -2.5, 1e30] if row.few else [0.0, -0.0, 0.5, 1.0, 2.0, -2.5, 1e30]
    box = row.box or [(-10, 10)] * row.n
    inside = [[source.uniform(*side) for side in box] for _ in range(120)]
    if not row.grid:
        return distinct(inside)
    axes = [axis + around(row.poles[i]) if i in row.poles else axis for i in range(row.n)]
    points = [list(point) for point in product(*axes)]
    if not row.few:
        points += inside
        signs = [-1 if side[0] < 0 else 1 for side in box]
        for low, high in [(-126, 128), (-20, 8)]:
            points += [
                [x if sign < 0 else abs(x) for x, sign in zip(mixed(source, row.n, low, high), signs)]
                for _ in range(80)
            ]
        if row.n == 2:
            points += [[x, x * source.uniform(0.9, 1.1)] for x in mixed(source, 30, -10, 6)]
            points += [
                [x if sign < 0 else abs(x) for x, sign in zip(point, signs)]
                for point in underflowing(source)
                if all(abs(x) < 2.0**128 for x in point)
            ]
    return distinct(points)


def underflowing(source):
    """Points where a quotient, a product, an exponential or a power of the two arguments is subnormal: what is made of
    it in float32 has lost digits, though it may be a normal number again."""
    for x in mixed(source, 40, -126, 128):
        subnormal = ldexp(1 + source.random(), source.randrange(-149, -126))
        exponent = source.uniform(-104, -87)
        yield from [[x, x / subnormal], [x * subnormal, x], [x, subnormal / x]]
        yield [x, abs(x / subnormal) ** 0.5]
        yield from [[exponent, x], [exponent * x, x], [x, exponent * x], [abs(x), exponent / log(abs(x))]]


def distinct(points):
    """Distinct as bits: 0 and -0 are two."""
    found = {}
    for point in points:
        point = [f32(x) for x in point]
        found.setdefault(tuple(map(bits, point)), point)
    return list(found.values())


def indices(n, order):
    return [key for key in product(range(order, -1, -1), repeat=n) if sum(key) == order]


def limit_of(values):
    """What values near a limit say that it is; None if they disagree, or say that there is none."""
    kinds = set()
    first = None
    for value in values:
        if isnan(value):
            kinds.add(IS_NAN)
        elif value == 0 or abs(value) < mpf(2) ** -200:
            kinds.add(ZERO)
        elif abs(value) > mpf(2) ** 200:
            kinds.add(PLUS if value > 0 else MINUS)
        else:
            kinds.add(FIRST)
            first = value if first is None else first
            if abs(value - first) > abs(first) * mpf(2) ** -100:
                return None
    if len(kinds) != 1:
        return None
    return {IS_NAN: NAN, ZERO: mpf(0), PLUS: INF, MINUS: -INF, FIRST: first}[kinds.pop()]


def unary(row, x, order):
    """Derivatives 1 to `order`: pairs of value and scale, or None."""
    low, high = row.domain
    if x in row.kinks:
        return [(None if d is None else (mpf(d), abs(mpf(d)))) for d in (row.kinks[x] + [0])[:order]]
    if isinf(x) and not row.ends or not low <= x <= high:
        return [None if row.outside is None else (NAN, NAN)] * order
    if isinf(x) or x in row.singular:
        far = mpf(2) ** row.far
        with mp.workprec(9000):
            near = mp.sign(x) * far if isinf(x) else mpf(x) + (1 if str(x)[0] != "-" else -1) / far
            if not low <= near <= high:
                near = 2 * x - near
        with mp.workprec(9000):
            jet = row.function(Jet.inputs([near], order)[0])
            limits = [limit_of([jet.derivative((k,))[0]]) for k in range(1, order + 1)]
        return [(value, abs(value)) for value in limits]
    jet = row.function(Jet.inputs([x], order)[0])
    results = [jet.derivative((k,)) for k in range(1, order + 1)]
    return [(value, abs(value) if row.strict else scale) for value, scale in results]


def near(far, x, rate, is_exact, pole=None):
    """A number near the limit x, at one of several rates; x itself if it is neither infinite nor a pole."""
    if isinf(x):
        return mp.sign(x) * mpf(2) ** int(far * rate)
    if x == 0 and not is_exact:
        return (-1 if str(x)[0] == "-" else 1) / mpf(2) ** int(far * rate)
    if x == pole and not is_exact:
        return mpf(x) + 1 / mpf(2) ** int(far * rate)
    return mpf(x)


# Rates at which arguments go to their limits: a limit is one if it is the same whichever is the faster.
RATES = [0.5, 1, 2]


def several(row, key, point):
    """A partial derivative: value and scale, or None."""

    def at(args):
        terms = row.terms(key, args)
        if terms is None:
            return None
        return (sum(terms), max(map(abs, terms))) if terms else (mpf(0), mpf(0))

    def limit(point, is_exact):
        values = []
        # Enough for 1 + x² where x is the smallest of those near 0.
        with mp.workprec(4 * min(2000, *row.fars()) + 1000):
            for rates in product(RATES, repeat=row.n):
                found = at(
                    [
                        near(far, x, rate, is_exact or i in row.keep, row.poles.get(i))
                        for i, (far, x, rate) in enumerate(zip(row.fars(), point, rates))
                    ]
                )
                if found is None:
                    return None
                values.append(found[0])
            value = limit_of(values)
        return None if value is None else (value, abs(value))

    try:
        return limit(point, True) if any(map(isinf, point)) else at([mpf(x) for x in point])
    except (ZeroDivisionError, ValueError):
        pass
    try:
        found = limit(point, False)
        if found and isnan(found[0]):
            # -0 where the domain is above 0.
            found = limit([abs(x) if x == 0 else x for x in point], False)
        return found
    except (ZeroDivisionError, ValueError):
        return None


def code(found):
    if found is None:
        return bytes([ANY])
    value, scale = found
    if isnan(value):
        return bytes([IS_NAN])
    if isinf(value):
        return bytes([PLUS if value > 0 else MINUS])
    if value == 0:
        # The terms of a sum may cancel.
        is_sum = scale and mp.frexp(scale)[1] > -180
        return bytes([CANCELS]) + struct.pack(">d", float(scale))[:5] if is_sum else bytes([ZERO])
    ratio = max(0, int(mp.ceil(mp.log(scale / abs(value), 2)))) if scale > abs(value) else 0
    exponent = mp.frexp(value)[1]
    if exponent > 170:
        return bytes([HUGE if value > 0 else MINUS_HUGE])
    if exponent + ratio < -180:
        return bytes([TINY])
    value = float(value) if exponent > -1000 else float(mp.sign(value)) * 2.0**-1000
    return bytes([FIRST + min(ratio, 239)]) + struct.pack(">d", value)[:5]


def make(name):
    row = ROWS[name]
    mp.prec = 1600
    orders = row.orders
    text = bytearray([row.n, orders, row.depth])
    points = unary_points(name, row) if row.n == 1 else several_points(name, row)
    text += struct.pack("<H", len(points))
    for point in points:
        text += b"".join(struct.pack("<f", x) for x in point)
        if row.n == 1:
            results = unary(row, point[0], orders)
        else:
            results = [several(row, key, point) for order in range(1, orders + 1) for key in indices(row.n, order)]
        text += b"".join(map(code, results))
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.bin").write_bytes(text)
    return name, len(text)


if __name__ == "__main__":
    names = sys.argv[1:] or list(ROWS)
    with Pool() as pool:
        for name, size in pool.imap_unordered(make, names):
            print(name, size, flush=True)
