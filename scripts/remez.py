"""The best quotient of polynomials for e^(a^2) erfc(a), of which crate/src/math/tail.rs has the coefficients.

Remez's algorithm: the relative error of the best quotient has equal extrema of alternating signs, as many as there
are unknowns. They are guessed, the quotient that has such errors there is computed, and its own extrema are the next
guess. The variable is t = 1/(1 + a/2), in which the function is nearly straight.

    pip install mpmath==1.3.0 && python3 scripts/remez.py
"""

from mpmath import cos, erfc, exp, log, lu_solve, matrix, mp, mpf, pi

mp.dps = 50

OVER, UNDER = 5, 6  # the degrees
LARGEST = mpf("10.07")  # beyond it erfc is nothing in float32
COUNT = OVER + UNDER + 2  # of unknowns, and of extrema: one coefficient is set, and the error is unknown
FINE = 100  # points between two extrema


def a_of(t):
    return 2 / t - 2


def f(t, known={}):
    """The function times the power of t that makes quotients of the polynomials below of it."""
    if t not in known:
        known[t] = exp(a_of(t) ** 2) * erfc(a_of(t)) / t ** (UNDER - OVER)
    return known[t]


def powers(t, degree):
    """a^k t^degree, up to factors of 2."""
    return [(1 - t) ** k * t ** (degree - k) for k in range(degree + 1)]


def dot(coefficients, terms):
    return sum(c * term for c, term in zip(coefficients, terms))


def points(count):
    """More of them near the ends."""
    low = 1 / (1 + LARGEST / 2)
    return [low + (1 - low) * (1 - cos(pi * i / (count - 1))) / 2 for i in range(count)]


def quotient(extrema):
    """The coefficients of the quotient whose relative errors there are equal, but for their signs."""
    under = [mpf(1)] * (UNDER + 1)
    for _ in range(8):  # the product of the error and the divisor is not linear: the last divisor stands in for it
        rows, right = matrix(COUNT, COUNT), matrix(COUNT, 1)
        for i, t in enumerate(extrema):
            terms = powers(t, UNDER)
            error = -f(t) * (-1) ** i * dot(under, terms)
            row = [*powers(t, OVER), *(-f(t) * term for term in terms[1:]), error]
            for j, value in enumerate(row):
                rows[i, j] = value
            right[i] = f(t) * terms[0]
        solution = list(lu_solve(rows, right))
        over, under = solution[: OVER + 1], [mpf(1), *solution[OVER + 1 : -1]]
    return over, under


def extrema_of(over, under):
    """Where the relative error is extreme, between its changes of sign, and how large it is there."""
    best = []
    for t in points(FINE * COUNT):
        error = dot(over, powers(t, OVER)) / dot(under, powers(t, UNDER)) / f(t) - 1
        if best and (error > 0) == (best[-1][1] > 0):
            if abs(error) > abs(best[-1][1]):
                best[-1] = (t, error)
        else:
            best.append((t, error))
    return [t for t, _ in best], [abs(error) for _, error in best]


extrema = points(COUNT)
while True:
    over, under = quotient(extrema)
    extrema, errors = extrema_of(over, under)
    assert len(extrema) == COUNT, "the algorithm does not converge from there"
    if max(errors) < mpf("1.001") * min(errors):
        break

# (1 - t)^k t^(degree - k) is (a/2)^k t^degree.
over = [c / 2**k for k, c in enumerate(over)]
under = [c / 2**k for k, c in enumerate(under)]
for name, coefficients in [("OVER", over), ("UNDER", under)]:
    print(name, *(float(c / under[-1]) for c in coefficients), sep="\n    ")
print("error 2^%.1f" % float(log(max(errors), 2)))
