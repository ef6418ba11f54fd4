"""Prints the coefficients in src/number/erf.ts: python3 test/number/erfFit.py (needs mpmath).

The centre is the Chebyshev interpolant of erf(x) / x - 1 in x^2. The tail P / Q minimises the squares of
exp(-x^2) (P(x) / Q(x) - exp(x^2) erfc(x)) at Chebyshev points: the equations are linear in the coefficients once they are
multiplied by Q, so each round divides them by the Q of the round before (Sanathanan and Koerner, 1963).
"""
from mpmath import chebyfit, cos, erf, erfc, exp, matrix, mp, mpf, pi, polyval, qr_solve, sqrt

mp.dps = 50


def centre(terms):
    """erf(x) / x - 1 = polynomial in z = x^2 for 0 <= z <= 1."""
    ratio = lambda z: (erf(sqrt(z)) / sqrt(z) if z > 0 else 2 / sqrt(pi)) - 1
    coefficients, error = chebyfit(ratio, [0, 1], terms, error=True)
    return coefficients, error


def tail(low, high, degree, degree_below, points=80, rounds=8):
    """erfc(x) exp(x^2) = P(x) / Q(x) for low <= x <= high."""
    xs = [(low + high - (high - low) * cos(pi * (i + mpf(1) / 2) / points)) / 2 for i in range(points)]
    weights = [exp(-x * x) for x in xs]
    values = [exp(x * x) * erfc(x) for x in xs]
    divisors = [mpf(1)] * points
    for _ in range(rounds):
        left, right = matrix(points, degree + 1 + degree_below), matrix(points, 1)
        for i, x in enumerate(xs):
            scale = weights[i] / divisors[i]
            for k in range(degree + 1):
                left[i, k] = scale * x**k
            for k in range(1, degree_below + 1):
                left[i, degree + k] = -scale * values[i] * x**k
            right[i] = scale * values[i]
        solution = list(qr_solve(left, right)[0])
        above = solution[degree::-1]
        below = solution[:degree:-1] + [mpf(1)]
        divisors = [polyval(below, x) for x in xs]
    error = max(w * abs(polyval(above, x) / q - v) for x, w, v, q in zip(xs, weights, values, divisors))
    return above, below, error


def show(name, coefficients):
    """Highest power first, each as the nearest float64."""
    print(name, ', '.join(repr(float(c)) for c in coefficients))


polynomial, error = centre(12)
show('centre', polynomial)
print('error', mp.nstr(error, 2))
above, below, error = tail(mpf(1), mpf(6), 5, 6)
show('above', above)
show('below', below)
print('error', mp.nstr(error, 2))
