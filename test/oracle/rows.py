"""Every row of the op table as mathematics: what a calculus book says of it, over jets.

`ROWS[name]` is a `Row`; how the values at special points follow from it is in `orders.py`.
"""

from mpmath import mp, mpf

from jet import Jet, cos, cospi, derivative, exact, exp, integral, log, power, sin, sinpi

INF, NAN = mpf("inf"), mpf("nan")


class Row:
    """One op.

    function: of one argument: from jet to jet.
    terms:    of several: (multi-index, arguments) -> the terms of that partial derivative; `[]` if it is 0 everywhere,
              `None` if nothing is promised there, NaN among them outside of the domain. It raises ZeroDivisionError
              where the derivatives are limits.
    depth:    how many differentiations of a public op lead to it: its order k counts as order k + depth.
    domain:   of one argument: the closed interval outside of which every derivative is NaN.
    singular: of one argument: the finite points where the derivatives are one-sided limits.
    kinks:    of one argument: point -> derivatives from order 1 on, `None` where nothing is promised.
    ends:     of one argument: whether there are limits at the infinities; if not, the derivatives are NaN there.
    strict:   whether the scale is the exact value's own, whatever its terms are.
    far:      the binary exponent of what stands for infinity, and for 0 negated, where a limit is taken.
    edges:    more points.
    keep:     of several: the arguments whose zeros are no limits.
    poles:    of several: argument -> the number other than 0 where the derivatives are limits.
    few:      whether a few points do: all derivatives above the first are 0.
    box:      of several: the interval of each argument that random points are from.
    orders:   up to which order there are derivatives; formal arguments have only first ones.
    outside:  of one argument: the derivatives outside of the domain, NaN, or `None` if nothing is promised.
    grid:     of several: whether special points are points of it.
    """

    def __init__(
        self,
        function=None,
        *,
        terms=None,
        n=1,
        depth=0,
        domain=None,
        singular=(),
        kinks=None,
        ends=True,
        strict=False,
        far=2000,
        edges=(),
        few=False,
        box=None,
        keep=(),
        poles=None,
        grid=True,
        orders=None,
        outside=NAN,
    ):
        self.function, self.terms, self.n, self.depth = function, terms, n, depth
        self.domain, self.singular, self.kinks = domain or (-INF, INF), singular, kinks or {}
        self.ends, self.strict, self.far, self.edges, self.few, self.box = ends, strict, far, edges, few, box
        self.keep, self.poles, self.grid = keep, poles or {}, grid
        self.orders, self.outside = orders or 3 - depth, outside

    def fars(self):
        return self.far if isinstance(self.far, tuple) else (self.far,) * self.n


# Functions of one argument.


def constant(c):
    return lambda x: x.constant(c)


def linear(slope, offset=0):
    return lambda x: x * slope + offset


def pieces(*edges_and_functions):
    """Functions on intervals: f0, edge, f1, edge, f2 ..."""
    functions, edges = edges_and_functions[::2], edges_and_functions[1::2]

    def result(x):
        return functions[sum(x.value > edge for edge in edges)](x)

    return result


def sqrt(x):
    return power(x, mpf(1) / 2)


def cbrt(x):
    return power(x, mpf(1) / 3) if x.value > 0 else -power(-x, mpf(1) / 3)


def sech2(x):
    """tanh' and, by the recursion t' = s, s' = -2 t s, its derivatives; the exact s keeps the tails."""
    s, t = 4 / (mp.exp(x.value) + mp.exp(-x.value)) ** 2, mp.tanh(x.value)
    return recursion(x, t, s, lambda t, s: t * s * -2)[1]


def recursion(x, t, s, next):
    """The jets of t and s, where t' = s and s' = next(t, s)."""
    t_jet, s_jet = x.constant(t), x.constant(s)
    for k in range(x.order):
        slope = next(t_jet, s_jet)
        t_jet = integral(x, t, s_jet)
        s_jet = integral(x, s, slope)
    return t_jet, s_jet


def sigmoid(x):
    e = mp.exp(-x.value)
    return integral(x, 1 / (1 + e), (x * mpf("0.5")).apply(sech2) * mpf("0.25"))


def log1p_value(a):
    return mp.log1p(a) if abs(a) < 1 else mp.log(1 + a)


def softplus(x):
    return integral(x, log1p_value(mp.exp(x.value)), sigmoid(x))


def expm1(x):
    return integral(x, mp.expm1(x.value), exp(x))


def log1mexp(x):
    return integral(x, mp.log(-mp.expm1(-x.value)), 1 / expm1(x))


def logexpm1(x):
    return integral(x, mp.log(mp.expm1(x.value)), 1 + 1 / expm1(x))


def sinc(x):
    """Near 0 the terms are those of the power series; further out, those of the quotient."""
    quotient = sin(x) / x if x.value else x.constant(1)
    if abs(x.value) > 1:
        return quotient
    terms = {}
    for k in range(x.order + 1):
        value, scale = mpf(0), mpf(0)
        for m in range(k // 2 + k % 2, 200):
            if 2 * m < k:
                continue
            term = mpf(-1) ** m * mp.binomial(2 * m, k) * x.value ** (2 * m - k) / mp.factorial(2 * m + 1)
            value, scale = value + term, max(scale, abs(term))
            if x.value == 0 or abs(term) < mpf(2) ** -3000:
                if 2 * m > k:
                    break
        terms[(k,)] = (value, scale)
    return x.like(terms)


def sinc_grad2_terms(key, args):
    """The second derivative of sinc, as a function of x alone; it has no limit at the infinities."""
    z, x = args
    if key[0] or abs(x) > mpf(2) ** 200:
        return [] if key[0] else [mpf("nan")]
    value, scale = sinc(Jet.inputs([x], 2 + key[1])[0]).derivative((2 + key[1],))
    return [scale, value - scale]


def erf_slope(x):
    return exp(-(x * x)) * (2 / mp.sqrt(mp.pi))


def erf(x):
    return integral(x, mp.erf(x.value), erf_slope(x))


def pdf(x):
    return exp(x * x * mpf("-0.5")) / mp.sqrt(2 * mp.pi)


def cdf(x):
    return integral(x, mp.erfc(-x.value / mp.sqrt(2)) / 2 if abs(x.value) < 1e5 else mpf(x.value > 0), pdf(x))


def erfcx_tail(a):
    """√π e^(a²) erfc(a), by the continued fraction's asymptotic series for huge a, else as it says."""
    if a < 1000:
        return mp.sqrt(mp.pi) * mp.exp(a * a) * mp.erfc(a)
    total, term, k = mpf(0), 1 / a, 0
    while abs(term) * mpf(2) ** (mp.prec + 10) > 1 / a and k < 400:
        total, term, k = total + term, -term * (2 * k + 1) / (2 * a * a), k + 1
    return total


def log_cdf(x):
    a = x.value
    if a > 0:
        value, mills = mp.log1p(-mp.erfc(a / mp.sqrt(2)) / 2), pdf(x).value / (1 - mp.erfc(a / mp.sqrt(2)) / 2)
    else:
        tail = erfcx_tail(-a / mp.sqrt(2))
        mills = mp.sqrt(2) / tail
        value = -a * a / 2 + mp.log(tail / (2 * mp.sqrt(mp.pi)))
    # m' = -m (x + m)
    jet = x.constant(mills)
    for k in range(x.order):
        jet = integral(x, mills, -(jet * (x + jet)))
    return integral(x, value, jet)


def inner(x):
    return (x + x * x * x * mpf("0.044715")) * (2 * mp.sqrt(2 / mp.pi))


def mish_gate(x):
    e = exp(x)
    slope = -2 / (e * e + e * 2 + 2)
    value = e.value * (e.value + 2) / (e.value**2 + 2 * e.value + 2)
    return slope + (value - slope.value)


def atanh(x):
    return integral(x, mp.atanh(x.value) if abs(x.value) != 1 else 0, 1 / ((1 - x) * (1 + x)))


def asin(x):
    return integral(x, mp.asin(x.value), power((1 - x) * (1 + x), mpf(-1) / 2))


def acosh(x):
    return integral(x, mp.acosh(x.value), power((x - 1) * (x + 1), mpf(-1) / 2))


def asinh(x):
    return integral(x, mp.asinh(x.value), power(x * x + 1, mpf(-1) / 2))


def atan(x):
    return integral(x, mp.atan(x.value), 1 / (x * x + 1))


def tan(x):
    """By t' = 1 + t²."""
    t = mp.tan(x.value)
    return recursion(x, t, 1 + t * t, lambda t, s: t * s * 2)[0]


def cot(x):
    """By c' = -1/sin², whose derivative is -2 c c'."""
    c = 1 / mp.tan(x.value)
    return recursion(x, c, -1 / mp.sin(x.value) ** 2, lambda t, s: t * s * -2)[0]


def sinh(x):
    e, s, c = x.order, mp.sinh(x.value), mp.cosh(x.value)
    return x.compose(exact([s, c][k % 2] / mp.factorial(k) for k in range(e + 1)))


def cosh(x):
    return derivative(sinh)(x)


SCALE, ALPHA = mpf("1.0507009873554804934193349852946"), mpf("1.6732632423543772848170429916717")
POSITIVE, UNIT, SYMMETRIC = (mpf(0), INF), (mpf(0), mpf(1)), (mpf(-1), mpf(1))
ZERO, ONE, X = constant(0), constant(1), lambda x: x
STEP = dict(few=True)

ROWS = {
    "neg": Row(linear(-1), few=True),
    "abs": Row(pieces(linear(-1), 0, X), kinks={0: [0, 0, 0]}, few=True),
    "sign": Row(ZERO, **STEP),
    "floor": Row(ZERO, **STEP),
    "ceil": Row(ZERO, **STEP),
    "trunc": Row(ZERO, **STEP),
    "round": Row(ZERO, **STEP),
    "not": Row(ZERO, **STEP),
    "isNaN": Row(ZERO, **STEP),
    "isFinite": Row(ZERO, **STEP),
    "stopGradient": Row(ZERO, **STEP),
    "fround": Row(X, few=True),
    "sqrt": Row(sqrt, domain=POSITIVE, singular=[0]),
    "square": Row(lambda x: x * x),
    "reciprocal": Row(lambda x: 1 / x, singular=[0]),
    "exp": Row(exp),
    "log": Row(log, domain=POSITIVE, singular=[0]),
    "logGrad": Row(derivative(log), depth=1, domain=POSITIVE, singular=[0]),
    "expm1": Row(expm1),
    "log1p": Row(lambda x: log(1 + x), domain=(mpf(-1), INF), singular=[-1]),
    "log2": Row(lambda x: log(x) / mp.log(2), domain=POSITIVE, singular=[0]),
    "log10": Row(lambda x: log(x) / mp.log(10), domain=POSITIVE, singular=[0]),
    "exp2": Row(lambda x: exp(x * mp.log(2))),
    "exp10": Row(lambda x: exp(x * mp.log(10))),
    "rsqrt": Row(lambda x: power(x, mpf(-1) / 2), domain=POSITIVE, singular=[0]),
    "sinpi": Row(sinpi, ends=False),
    "cospi": Row(cospi, ends=False),
    "sigmoid": Row(sigmoid),
    "softplus": Row(softplus),
    "logSigmoid": Row(lambda x: -((-x).apply(softplus))),
    "logit": Row(lambda x: log(x) - log(1 - x), domain=UNIT, singular=[0, 1], edges=[0.5]),
    "log1mexp": Row(log1mexp, domain=POSITIVE, singular=[0]),
    "logexpm1": Row(logexpm1, domain=POSITIVE, singular=[0]),
    "selu": Row(pieces(lambda x: expm1(x) * (SCALE * ALPHA), 0, linear(SCALE)), kinks={0: [SCALE, 0, 0]}),
    "sin": Row(sin, ends=False),
    "cos": Row(cos, ends=False),
    "tan": Row(tan, ends=False),
    "asin": Row(asin, domain=SYMMETRIC, singular=[-1, 1]),
    "acos": Row(lambda x: mp.pi / 2 - asin(x), domain=SYMMETRIC, singular=[-1, 1]),
    "oneMinusSquare": Row(lambda x: 1 - x * x, depth=1),
    "atan": Row(atan),
    "sec": Row(lambda x: 1 / cos(x), ends=False),
    "csc": Row(lambda x: 1 / sin(x), ends=False, singular=[0]),
    "cot": Row(cot, ends=False, singular=[0]),
    "sinc": Row(sinc, ends=False),
    "sincGrad": Row(derivative(sinc), ends=False, depth=1),
    "deg2rad": Row(linear(mp.pi / 180)),
    "rad2deg": Row(linear(180 / mp.pi)),
    "tanh": Row(lambda x: integral(x, mp.tanh(x.value), sech2(x))),
    "tanhGrad": Row(sech2, depth=1),
    "sinh": Row(sinh),
    "cosh": Row(cosh),
    "asinh": Row(asinh),
    "acosh": Row(acosh, domain=(mpf(1), INF), singular=[1]),
    "atanh": Row(atanh, domain=SYMMETRIC, singular=[-1, 1]),
    "cbrt": Row(cbrt, singular=[0]),
    "erf": Row(erf),
    "erfc": Row(lambda x: 1 - erf(x)),
    "erfGrad": Row(erf_slope, depth=1),
    "normalPdf": Row(pdf),
    "normalPdfGrad": Row(derivative(pdf), depth=1),
    "normalCdf": Row(cdf),
    "logNormalCdf": Row(log_cdf, strict=True),
    "logNormalCdfGrad": Row(derivative(log_cdf), depth=1, strict=True),
    "logNormalCdfGrad2": Row(derivative(derivative(log_cdf)), depth=2, strict=True),
    "silu": Row(lambda x: x * sigmoid(x)),
    "siluGrad": Row(derivative(lambda x: x * sigmoid(x)), depth=1),
    "gelu": Row(lambda x: x * cdf(x)),
    "geluGrad": Row(derivative(lambda x: x * cdf(x)), depth=1),
    "geluTanh": Row(lambda x: x * inner(x).apply(sigmoid)),
    "geluTanhGrad": Row(derivative(lambda x: x * inner(x).apply(sigmoid)), depth=1),
    "mish": Row(lambda x: x * mish_gate(x)),
    "mishGrad": Row(derivative(lambda x: x * mish_gate(x)), depth=1),
    "relu": Row(pieces(ZERO, 0, X), kinks={0: [0, 0, 0]}, few=True),
    "relu6": Row(pieces(ZERO, 0, X, 6, constant(6)), kinks={0: [0, 0, 0], 6: [0, 0, 0]}, few=True),
    "hardTanh": Row(pieces(constant(-1), -1, X, 1, ONE), kinks={-1: [0, 0, 0], 1: [0, 0, 0]}, few=True),
    "hardSigmoid": Row(pieces(ZERO, -3, linear(mpf(1) / 6, mpf(1) / 2), 3, ONE), kinks={-3: [0, 0, 0], 3: [0, 0, 0]}),
    "hardSilu": Row(pieces(ZERO, -3, lambda x: x * (x + 3) / 6, 3, X), kinks={-3: [0, 0, 0], 3: [1, 0, 0]}),
    # Its second derivative jumps from 2 to -2 at 0.
    "softsign": Row(pieces(lambda x: x / (1 - x), 0, lambda x: x / (1 + x)), kinks={0: [1, 0, None]}, strict=True),
}


# Functions of several arguments: their partial derivatives, by hand, as terms.


def table(partials, n=2):
    """From multi-index to a function of the arguments; what is not listed is 0 everywhere."""

    def terms(key, args):
        partial = partials.get(key)
        if partial is None:
            return []
        found = partial(*args) if callable(partial) else partial
        return found if isinstance(found, list) or found is None else [mpf(found)]

    return Row(terms=terms, n=n)


def where(**options):
    """Options added to a row."""

    def result(row):
        for name, value in options.items():
            setattr(row, name, value)
        return row

    return result


def shifted(row, shift, **options):
    """A partial derivative of a row, as an op of its own."""
    terms = lambda key, args: row.terms(tuple(map(sum, zip(key, shift))), args)
    return Row(terms=terms, n=row.n, far=row.far, depth=sum(shift), **options)


def inside(condition, terms):
    return terms if condition else [NAN]


def falling(y, k):
    result = mpf(1)
    for i in range(k):
        result *= y - i
    return result


def pow_terms(key, args):
    """x^y for x > 0 and, by x alone, for x < 0 and whole y: by x of order i, y (y - 1) ... (y - i + 1) x^(y - i).
    By y it has the Leibniz terms of the product of that polynomial in y and x^(y - i) log^j x."""
    (x, y), (i, j) = args, key
    whole = y == mp.floor(y)
    if abs(y) > mpf(2) ** 500 and (x < 0 or x == 1):
        # NaN, or an infinite power of a negative number.
        return None
    if x < -mpf(2) ** 500 and not whole:
        # Math.pow(-Infinity, 0.5) is Infinity, but it is outside of the domain.
        return None
    if x < 0 and (j or not whole):
        return [NAN]
    if x == 0:
        if j and y <= 0:
            return None
        if j == 0 and falling(y, i) == 0:
            return [mpf(0)]
        if j == 0 and y == i:
            return [falling(y, i)]
        raise ZeroDivisionError
    sign = -1 if x < 0 and (int(y) - i) % 2 else 1
    power = sign * mp.exp((y - i) * mp.log(abs(x)))
    if j == 0:
        return [falling(y, i) * power]
    if x < 0:
        return [NAN]
    # The derivatives of the polynomial by y, from its coefficients.
    polynomial = [mpf(1)]
    for k in range(i):
        polynomial = [a - k * b for a, b in zip([mpf(0)] + polynomial, polynomial + [mpf(0)])]
    terms = []
    for m in range(j + 1):
        value = sum(c * y**p for p, c in enumerate(polynomial))
        terms.append(mp.binomial(j, m) * value * mp.log(x) ** (j - m) * power)
        polynomial = [c * p for p, c in enumerate(polynomial)][1:] or [mpf(0)]
    return terms


def pow_term_terms(key, args):
    """c x^(y - 1)."""
    (x, y, c), (i, j, k) = args, key
    if k > 1:
        return []
    terms = pow_terms((i, j), (x, y - 1))
    if not k and c == 0:
        return [mpf(0)] if terms is not None else None
    return terms if k or terms is None else [c * term for term in terms]


def atan2_terms(key, args):
    (a, b), (i, j) = args, key
    r = a * a + b * b
    return {
        (1, 0): lambda: [b / r],
        (0, 1): lambda: [-a / r],
        (2, 0): lambda: [-2 * a * b / r**2],
        (1, 1): lambda: [a * a / r**2, -b * b / r**2],
        (0, 2): lambda: [2 * a * b / r**2],
        (3, 0): lambda: [6 * a * a * b / r**3, -2 * b**3 / r**3],
        (2, 1): lambda: [6 * a * b * b / r**3, -2 * a**3 / r**3],
        (1, 2): lambda: [-6 * a * a * b / r**3, 2 * b**3 / r**3],
        (0, 3): lambda: [-6 * a * b * b / r**3, 2 * a**3 / r**3],
    }[key]()


def hypot_terms(key, args):
    x, y = args
    i, j = key
    if j > i:
        return hypot_terms((j, i), (y, x))
    if x == 0 and y == 0 and i + j == 1:
        return [mpf(0)]
    r = mp.sqrt(x * x + y * y)
    return {
        (1, 0): lambda: [x / r],
        (2, 0): lambda: [y * y / r**3],
        (1, 1): lambda: [-x * y / r**3],
        (3, 0): lambda: [-3 * x * y * y / r**5],
        (2, 1): lambda: [2 * x * x * y / r**5, -(y**3) / r**5],
    }[key]()


def squareplus_terms(key, args):
    x, b = args
    if b > mpf(2) ** 200:
        # An infinite parameter.
        return None
    if b < 0:
        return [NAN]
    if x == 0 and b == 0 and key == (1, 0):
        return None
    s = mp.sqrt(x * x + b)
    return {
        (1, 0): lambda: [b / (2 * s * (s - x))] if x < 0 else [mpf(1) / 2, x / s / 2],
        (0, 1): lambda: [1 / (4 * s)],
        (2, 0): lambda: [b / (2 * s**3)],
        (1, 1): lambda: [-x / (4 * s**3)],
        (0, 2): lambda: [-1 / (8 * s**3)],
        (3, 0): lambda: [-3 * b * x / (2 * s**5)],
        (2, 1): lambda: [2 * x * x / (4 * s**5), -b / (4 * s**5)],
        (1, 2): lambda: [3 * x / (8 * s**5)],
        (0, 3): lambda: [3 / (16 * s**5)],
    }[key]()


def elu_terms(key, args):
    x, alpha = args
    if abs(alpha) > mpf(2) ** 200:
        # An infinite parameter.
        return None
    if x > 0:
        return [mpf(1)] if key == (1, 0) else [mpf(0)]
    if x == 0:
        # The smaller slope, that of the left, if it has the sign of the other; further derivatives jump.
        return {(1, 0): [alpha] if 0 <= alpha <= 1 else None, (0, 1): [mpf(0)]}.get(key)
    i, j = key
    if j == 0:
        return [alpha * mp.exp(x)]
    if j > 1:
        return [mpf(0)]
    return [mp.exp(x)] if i else [mp.expm1(x)]


def celu_terms(key, args):
    x, a = args
    if abs(a) > mpf(2) ** 200 or x <= 0 and -(mpf(2) ** -200) < a < 0:
        # Infinite, or -0.
        return None
    if x > 0:
        return [mpf(1)] if key == (1, 0) else [mpf(0)]
    if x == 0:
        return {(1, 0): [mpf(1)], (0, 1): [mpf(0)]}.get(key) if a else None
    u = x / a
    e = mp.exp(u)
    return {
        (1, 0): lambda: [e],
        (0, 1): lambda: [e - 1, -u * e] if abs(u) > 1 else [celu_by_alpha(u)],
        (2, 0): lambda: [e / a],
        (1, 1): lambda: [-u * e / a],
        (0, 2): lambda: [u * u * e / a],
        (3, 0): lambda: [e / a**2],
        (2, 1): lambda: [-e / a**2, -u * e / a**2],
        (1, 2): lambda: [2 * u * e / a**2, u * u * e / a**2],
        (0, 3): lambda: [-3 * u * u * e / a**2, -(u**3) * e / a**2],
    }[key]()


def celu_by_alpha(u):
    return mp.expm1(u) - u * mp.exp(u)


def celu_grad_terms(key, args):
    # Only used up to 0.
    return None if args[0] >= 0 else celu_terms((key[0] + 1, key[1]), args)


def leaky_terms(key, args):
    x, slope = args
    if x == 0:
        return {(1, 0): [slope] if 0 <= slope <= 1 else None, (0, 1): [mpf(0)], (1, 1): None}.get(key, [mpf(0)])
    if x > 0:
        return [mpf(1)] if key == (1, 0) else [mpf(0)]
    return {(1, 0): [slope], (0, 1): [x], (1, 1): [mpf(1)]}.get(key, [mpf(0)])


def of_difference(function, key, args, domain=(-INF, INF), first=None):
    """A function of d = x - y, by x and y."""
    x, y = args
    if x == y and abs(x) > mpf(2) ** 200:
        # Infinity less itself.
        return None
    # Further out nothing changes any more.
    d = max(-mpf(2) ** 40, min(x - y, mpf(2) ** 40))
    if d < domain[0]:
        return [NAN]
    if d == domain[0]:
        raise ZeroDivisionError
    if sum(key) == 1 and first:
        return first(d, key)
    jet = function(Jet.inputs([d], sum(key))[0])
    value, scale = jet.derivative((sum(key),))
    # Two terms, of which one is the largest.
    largest = mp.sign(value) * scale
    return [term * (-1) ** key[1] for term in (largest, value - largest)]


def extremum(is_max):
    def terms(key, args):
        if sum(key) > 1:
            return []
        x, y = args if is_max else (-args[0], -args[1])
        share = mpf("0.5") if x == y else mpf((x > y) == (key == (1, 0)))
        return [share]

    return Row(terms=terms, n=2, few=True)


def copysign_terms(key, args):
    # The sign of a zero y is that of the float: see `signs` in orders.py.
    if key != (1, 0):
        return []
    return None if args[1] == 0 else [mp.sign(args[0]) * mp.sign(args[1])]


def xlogy_terms(key, args):
    x, w = args
    if w < 0:
        return [NAN] if key[0] < 2 else None
    if key == (1, 2) and x == 0 and w == 0:
        # x / y is 0 there, and constant by y.
        return None
    return {
        (1, 0): lambda: [-INF if w == 0 else INF if w > mpf(2) ** 500 else mp.log(w)],
        (0, 1): lambda: [x / w],
        (1, 1): lambda: [1 / w],
        (0, 2): lambda: [-x / w**2],
        (1, 2): lambda: [-1 / w**2],
        (0, 3): lambda: [2 * x / w**3],
    }.get(key, lambda: [])()


def div_terms(key, args):
    x, y = args
    return {
        (1, 0): lambda: [1 / y],
        (0, 1): lambda: [-x / y**2],
        (1, 1): lambda: [-1 / y**2],
        (0, 2): lambda: [2 * x / y**3],
        (1, 2): lambda: [2 / y**3],
        (0, 3): lambda: [-6 * x / y**4],
    }.get(key, lambda: [])()


def exp2_times_terms(key, args):
    (x, y), (i, j) = args, key
    if j > 1:
        return []
    if y == 0 or abs(y) > mpf(2) ** 200:
        return None
    return [mp.log(2) ** i * mp.exp(x * mp.log(2)) * (1 if j else y)]


def exp_times_terms(key, args):
    (x, y), j = args, key[1]
    if j > 1:
        return []
    if y == 0 or abs(y) > mpf(2) ** 200:
        return None
    return [mp.exp(x) * (1 if j else y)]


def celu_root_terms(key, args):
    """exp(x / alpha / 2)"""
    terms = celu_grad_terms(key, (args[0], 2 * args[1]))
    return terms and [term * 2 ** key[1] for term in terms]


def quotient_terms(key, args):
    """x / y, and 0 at the origin."""
    return None if args[0] == 0 and abs(args[1]) < mpf(2) ** -200 else div_terms(key, args)


def limited_terms(key, args):
    """x / y up to 150; beyond, only the factors beside it count."""
    x, y = args
    return None if y == 0 or abs(x / y) > 149 else div_terms(key, args)


def product_of_log_terms(key, args):
    """x z, where z is log y."""
    x, z, y = args
    if key == (0, 0, 1):
        return xlogy_terms((0, 1), (x, y))
    return [z] if key == (1, 0, 0) else []


def celu_grad_alpha_terms(key, args):
    """The derivative of celu by alpha, as a function of x and alpha alone."""
    z, x, alpha = args
    return [] if key == (1, 0, 0) else celu_terms((key[1], 1 + key[2]), (x, alpha)) if x < 0 else None


def quotient_grad_terms(key, args):
    """x / y²"""
    return [-term for term in div_terms((key[0], 1 + key[1]), args)]


def div_grad_terms(key, args):
    """x / y², as a function of x and y alone."""
    return [] if key == (1, 0, 0) else quotient_grad_terms(key[1:], args[1:])


def second(terms, shift, first=1):
    """A second derivative, as a function of the two arguments from `first` on alone."""
    i, j, rest = first, first + 1, 2 - 2 * first
    sides = [(0.1, 10), (-5, 5), (-10, 10)]
    return Row(
        terms=lambda key, args: [] if key[rest] else terms((key[i] + shift[0], key[j] + shift[1]), args[i : j + 1]),
        n=3,
        depth=2,
        orders=1,
        far=(2**220, 2000, 2000) if first == 0 else (2000, 2**220, 2000),
        box=sides if first == 0 else sides[2:] + sides[:2],
    )


def multiple(terms, shift, factor):
    """A partial derivative times a number, as a function of its own."""
    return lambda key, args: [factor * term for term in terms(tuple(map(sum, zip(key, shift))), args)]


def squareplus_grad_terms(key, args):
    """The derivative of squareplus by x, as a function of x and b alone."""
    return [] if key == (1, 0, 0) else squareplus_terms((1 + key[1], key[2]), args[1:])


def root_terms(key, args):
    """sqrt(x² + b)"""
    x, b = args
    if b < 0:
        return [NAN]
    r = mp.sqrt(x * x + b)
    return {
        (1, 0): lambda: [x / r],
        (0, 1): lambda: [1 / (2 * r)],
        (2, 0): lambda: [b / r**3],
        (1, 1): lambda: [-x / (2 * r**3)],
        (0, 2): lambda: [-1 / (4 * r**3)],
    }[key]()


def remainder(key, args):
    x, y = args
    return [mpf(1)] if key == (1, 0) and y and abs(x) != INF else None if sum(key) == 1 or not y else []


def clamp_terms(key, args):
    return [] if sum(key) > 1 else None


def shares(x):
    """sigmoid, with the terms of p' = p q and q' = -p q, where q = 1 - p."""
    p, q = sigmoid(x.constant(x.value)).value, sigmoid(x.constant(-x.value)).value
    p_jet, q_jet = x.constant(p), x.constant(q)
    for _ in range(x.order):
        slope = p_jet * q_jet
        p_jet, q_jet = integral(x, p, slope), integral(x, q, -slope)
    return p_jet


def logaddexp_first(d, key):
    return [sigmoid(Jet.inputs([d if key[0] else -d], 0)[0]).value]


def logaddexp_terms(key, args):
    return of_difference(lambda d: integral(d, 0, shares(d)), key, args, first=logaddexp_first)


def logsubexp_first(d, key):
    return [-1 / mp.expm1(-d) if key[0] else -1 / mp.expm1(d)]


squareplus_row = Row(terms=squareplus_terms, n=2, box=[(-10, 10), (0.1, 10)])
NOTHING = dict(n=2, few=True)
pow_row = Row(terms=pow_terms, n=2, far=(2**220, 2000), box=[(0.1, 10), (-5, 5)])
atan2_row, hypot_row = Row(terms=atan2_terms, n=2), Row(terms=hypot_terms, n=2)
xlogy_row = Row(terms=xlogy_terms, n=2, keep=[0], box=[(-10, 10), (0.01, 100)])
PLUS = (mpf(0), INF)
ROWS |= {
    "add": table({(1, 0): 1, (0, 1): 1}),
    "sub": table({(1, 0): 1, (0, 1): -1}),
    "mul": table({(1, 0): lambda x, y: y, (0, 1): lambda x, y: x, (1, 1): 1}),
    "mulNoNan": where(depth=1)(table({(1, 0): lambda x, y: y, (0, 1): lambda x, y: x, (1, 1): 1})),
    "div": Row(terms=div_terms, n=2),
    "quotientGrad": Row(
        terms=quotient_grad_terms,
        n=2,
        depth=2,
        orders=1,
        box=[(-10, 10), (0.01, 100)],
    ),
    "divGrad": Row(terms=div_grad_terms, n=3, depth=1, orders=1, box=[(-10, 10), (-10, 10), (0.01, 100)]),
    "rem": Row(terms=remainder, n=2, few=True),
    "mod": Row(terms=remainder, n=2, few=True),
    "copysign": Row(terms=copysign_terms, n=2, few=True),
    "pow": pow_row,
    "powGradBase": shifted(pow_row, (1, 0), box=pow_row.box),
    "powTerm": Row(
        terms=pow_term_terms,
        n=3,
        depth=1,
        far=(2**220, 2000, 2000),
        box=[(0.1, 10), (-5, 5), (-10, 10)],
        keep=[2],
    ),
    "powGradExponent": shifted(pow_row, (0, 1), box=pow_row.box),
    "powGradBase2": second(pow_terms, (2, 0), first=0),
    "powMixed": second(pow_terms, (1, 1)),
    "powGradExponent2": second(pow_terms, (0, 2)),
    "xlogy": xlogy_row,
    "xlog1py": Row(
        terms=lambda key, args: xlogy_terms(key, (args[0], 1 + args[1])),
        n=2,
        keep=[0],
        poles={1: -1},
        box=[(-10, 10), (-0.99, 100)],
    ),
    "logaddexp": Row(terms=logaddexp_terms, n=2, far=500),
    "logaddexpGrad": Row(terms=lambda key, args: of_difference(shares, key, args), n=2, far=500, depth=1),
    "logsubexp": Row(terms=lambda key, args: of_difference(log1mexp, key, args, PLUS, logsubexp_first), n=2, far=500),
    "logsubexpGrad": Row(
        terms=lambda key, args: of_difference(derivative(log1mexp), key, args, PLUS), n=2, far=500, depth=1
    ),
    "elu": Row(terms=elu_terms, n=2, far=500, box=[(-10, 10), (0.1, 10)]),
    "celu": Row(terms=celu_terms, n=2, far=500, box=[(-10, 10), (0.1, 10)]),
    "celuGrad": Row(terms=celu_grad_terms, n=2, depth=1, far=500, box=[(-10, 0), (0.1, 10)]),
    "atan2": atan2_row,
    "atan2Grad": shifted(atan2_row, (1, 0)),
    # The derivatives of second and third order are those of atan2, but for the sign and a factor of 2.
    "atan2Grad2": Row(terms=multiple(atan2_terms, (1, 1), -1), n=2, depth=2),
    "atan2GradMixed": Row(terms=multiple(atan2_terms, (0, 2), 1), n=2, depth=2),
    "atan2Grad3": Row(terms=multiple(atan2_terms, (1, 2), 0.5), n=2, depth=3, few=True),
    "hypot": hypot_row,
    "hypotGrad": shifted(hypot_row, (1, 0)),
    "hypotNext": Row(
        terms=lambda key, args: hypot_terms((key[0], key[2]), (args[0], args[2])) if not key[1] else [],
        n=3,
        depth=0,
        box=[(1, 10), (-5e-8, 5e-8), (-10, 10)],
        grid=False,
    ),
    "hypotRest": Row(terms=lambda key, args: [], n=3, few=True),
    "squareplus": squareplus_row,
    "sincGrad2": Row(terms=sinc_grad2_terms, n=2, depth=2, orders=1, box=[(-10, 10), (2, 20)]),
    "squareplusGrad": Row(terms=squareplus_grad_terms, n=3, depth=1, orders=1, box=[(0, 1), (-10, 10), (0.1, 10)]),
    "squareplusRoot": Row(terms=root_terms, n=2, depth=1, box=squareplus_row.box),
    "exp2Times": Row(terms=exp2_times_terms, n=2, depth=1, far=500, box=[(-120, 120), (0.1, 10)]),
    "quotient": Row(terms=quotient_terms, n=2, depth=1, keep=[0]),
    "limited": Row(terms=limited_terms, n=2, depth=1),
    "productOfLog": Row(
        terms=product_of_log_terms, n=3, depth=1, orders=1, keep=[0], box=[(-10, 10), (-10, 10), (0.01, 100)]
    ),
    "celuRoot": Row(terms=celu_root_terms, n=2, depth=1, orders=1, far=500, box=[(-10, 0), (0.1, 10)]),
    "expTimes": Row(terms=exp_times_terms, n=2, depth=1, far=500, box=[(-80, 80), (0.1, 10)]),
    "celuGradAlpha": Row(
        terms=celu_grad_alpha_terms, n=3, depth=1, orders=1, far=500, box=[(-10, 10), (-10, 0), (0.1, 10)]
    ),
    "magnitude": Row(X, depth=1, domain=POSITIVE, outside=None, few=True),
    "leakyRelu": Row(terms=leaky_terms, n=2, few=True),
    "max": extremum(True),
    "min": extremum(False),
    "where": where(few=True)(table({(0, 1, 0): lambda c, x, y: c != 0, (0, 0, 1): lambda c, x, y: c == 0}, n=3)),
    "clamp": Row(terms=clamp_terms, n=3, few=True),
} | {name: Row(terms=lambda key, args: [], **NOTHING) for name in ["gt", "ge", "lt", "le", "eq", "ne", "and", "or"]}
