"""Taylor arithmetic in several variables over arbitrary precision.

A jet is the Taylor polynomial of a function at a point, up to a total order. A coefficient is a pair: its value, and
its scale, the largest magnitude among the terms that the rules of calculus (sum, product, chain) make it of. The scale
of an order-0 coefficient is its own magnitude: values count as exact, and only the terms of derivatives cancel.
"""

from itertools import product
from math import comb, factorial

from mpmath import mp, mpf

# 149 binary orders below 1 and 128 above, five of each for a third derivative and the cancellation in it, and room.
mp.prec = 1600


class Jet:
    def __init__(self, variables, order, terms=None):
        self.variables, self.order, self.terms = variables, order, terms or {}

    @staticmethod
    def inputs(point, order):
        """The variables themselves at the point."""
        n = len(point)
        jets = []
        for i, x in enumerate(point):
            x = mpf(x)
            jet = Jet(n, order, {unit(n, i): (mpf(1), mpf(1))})
            if x:
                jet.terms[(0,) * n] = (x, abs(x))
            jets.append(jet)
        return jets

    @property
    def value(self):
        return self.terms.get((0,) * self.variables, (mpf(0), mpf(0)))[0]

    def like(self, terms):
        return Jet(self.variables, self.order, {key: term for key, term in terms.items() if term[1]})

    def derivative(self, key):
        value, scale = self.terms.get(key, (mpf(0), mpf(0)))
        times = 1
        for k in key:
            times *= factorial(k)
        return value * times, scale * times

    def constant(self, c):
        return self.like({(0,) * self.variables: (mpf(c), abs(mpf(c)))})

    def __add__(self, other):
        if not isinstance(other, Jet):
            other = self.constant(other)
        terms = dict(self.terms)
        for key, (value, scale) in other.terms.items():
            if key in terms:
                value, scale = value + terms[key][0], max(scale, terms[key][1])
            terms[key] = (value, scale if any(key) else abs(value))
        return self.like(terms)

    __radd__ = __add__

    def __neg__(self):
        return self.like({key: (-value, scale) for key, (value, scale) in self.terms.items()})

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        if not isinstance(other, Jet):
            other = mpf(other)
            return self.like({key: (value * other, scale * abs(other)) for key, (value, scale) in self.terms.items()})
        terms = {}
        for (i, (a, s)), (j, (b, t)) in product(self.terms.items(), other.terms.items()):
            key = tuple(map(sum, zip(i, j)))
            if sum(key) <= self.order:
                value, scale = terms.get(key, (mpf(0), mpf(0)))
                terms[key] = (value + a * b, max(scale, s * t))
        return self.like(terms)

    __rmul__ = __mul__

    def __truediv__(self, other):
        return self * (1 / mpf(other)) if not isinstance(other, Jet) else self * power(other, -1)

    def __rtruediv__(self, other):
        return power(self, -1) * other

    def compose(self, outer):
        """The function whose Taylor coefficients at this jet's value are `outer`, pairs of value and scale."""
        rest = self.like({key: term for key, term in self.terms.items() if any(key)})
        result, powers = self.like({(0,) * self.variables: outer[0]}), None
        for value, scale in outer[1 : self.order + 1]:
            powers = rest if powers is None else powers * rest
            result = result + powers.like({k: (v * value, s * scale) for k, (v, s) in powers.terms.items()})
        return result

    def apply(self, function):
        """A function of one variable, as a function of jets, of this jet."""
        inner = function(Jet.inputs([self.value], self.order)[0])
        return self.compose([inner.terms.get((k,), (mpf(0), mpf(0))) for k in range(self.order + 1)])


def unit(n, i):
    return tuple(int(j == i) for j in range(n))


def exact(values):
    return [(value, abs(value)) for value in values]


def exp(x):
    e = mp.exp(x.value)
    return x.compose(exact(e / factorial(k) for k in range(x.order + 1)))


def log(x):
    a = x.value
    return x.compose(exact([mp.log(a)] + [-((-1) ** k) / (k * a**k) for k in range(1, x.order + 1)]))


def power(x, c):
    """x to a constant power."""
    a, c = x.value, mpf(c)
    coefficients, factor = [], mpf(1)
    for k in range(x.order + 1):
        coefficients.append(factor * a ** (c - k) if factor else mpf(0))
        factor = factor * (c - k) / (k + 1)
    return x.compose(exact(coefficients))


def turns(x, sin, cos, factor=1):
    cycle = [sin, cos, -sin, -cos]
    return x.compose(exact(cycle[k % 4] * mpf(factor) ** k / factorial(k) for k in range(x.order + 1)))


def sin(x):
    return turns(x, mp.sin(x.value), mp.cos(x.value))


def cos(x):
    return turns(x, mp.cos(x.value), -mp.sin(x.value))


def sinpi(x):
    return turns(x, mp.sinpi(x.value), mp.cospi(x.value), mp.pi)


def cospi(x):
    return turns(x, mp.cospi(x.value), -mp.sinpi(x.value), mp.pi)


def integral(x, value, slope):
    """The function of the variable x with this value and this derivative."""
    terms = {(0,): (mpf(value), abs(mpf(value)))}
    for (k,), (v, s) in slope.terms.items():
        if k < x.order:
            terms[(k + 1,)] = (v / (k + 1), s / (k + 1))
    return x.like(terms)


def derivative(function):
    """The derivative of a function of one variable."""

    def result(x):
        x = Jet.inputs([x.value], x.order + 1)[0]
        f = function(x)
        return Jet(1, x.order - 1, {(k - 1,): (v * k, s * k) for (k,), (v, s) in f.terms.items() if k})

    return result
