"""Prints the coefficients and constants in src/number: python3 test/number/fit.py (needs mpmath).

Each polynomial is the minimax polynomial of a function on an interval, by the algorithm of Remez (1934). The weight says
relative to what the error counts. The coefficients are rounded to float64.
"""
from mpmath import chebyfit, cos, coth, exp, floor, ldexp, linspace, log, lu_solve, matrix, mp, mpf, nstr, pi, polyval, sin, sqrt, taylor

mp.dps = 60


def remez(f, weight, low, high, terms, rounds=12, grid=1500):
    """Coefficients, lowest power first, and the largest error of weight · (polynomial − f)."""
    xs = [(low + high - (high - low) * cos(pi * i / terms)) / 2 for i in range(terms + 1)]
    points = [(low + high - (high - low) * cos(pi * i / grid)) / 2 for i in range(grid + 1)]
    values = [(x, f(x), weight(x)) for x in points]
    for _ in range(rounds):
        left, right = matrix(terms + 1, terms + 1), matrix(terms + 1, 1)
        for i, x in enumerate(xs):
            for j in range(terms):
                left[i, j] = x**j
            left[i, terms] = (-1) ** i / weight(x)
            right[i] = f(x)
        solution = list(lu_solve(left, right))
        coefficients = solution[:terms]
        errors = [(w * (polyval(coefficients[::-1], x) - value), x) for x, value, w in values]
        extrema, run = [], [errors[0]]
        for error in errors[1:]:
            if (error[0] > 0) == (run[0][0] > 0):
                run.append(error)
            else:
                extrema.append(max(run, key=lambda e: abs(e[0])))
                run = [error]
        extrema.append(max(run, key=lambda e: abs(e[0])))
        if len(extrema) < terms + 1:
            break
        while len(extrema) > terms + 1:
            extrema.pop(0 if abs(extrema[0][0]) < abs(extrema[-1][0]) else -1)
        xs = [x for _, x in extrema]
    return coefficients, max(abs(e) for e, _ in errors)


def series(f, around, terms=40):
    """f by its Taylor series, where the formula of f would cancel."""
    coefficients = taylor(f, around, terms)[::-1]
    return lambda x: polyval(coefficients, x - around)


def show(name, fit):
    coefficients, error = fit
    print(name, '  error 2 **', nstr(log(error, 2), 4))
    for c in coefficients:
        print('   ', repr(float(c)))


def near(f, g, small=mpf('1e-8')):
    """f, except near 0, where it divides by 0; there g."""
    return lambda x: f(x) if abs(x) > small else g(x)


third = log(2) / 2 * mpf('1.0001')
show(
    'exp: (e^r - 1 - r - r^2/2) / r^3',
    remez(
        near(lambda r: (exp(r) - 1 - r - r * r / 2) / r**3, lambda r: mpf(1) / 6 + r / 24 + r * r / 120),
        lambda r: r * r + mpf('1e-4'), -third, third, 10),
)
edge = (log(2) * 3 / 2) ** 2 * mpf('1.0001')
show(
    'tanh: (r coth(r/2) - 2) / r^2 in r^2',
    remez(
        near(lambda z: (sqrt(z) * coth(sqrt(z) / 2) - 2) / z, lambda z: mpf(1) / 6 - z / 360),
        lambda z: z / 2 + mpf('1e-4'), mpf(0), edge, 8),
)
s2 = ((sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)) ** 2 * mpf('1.0001')
show(
    'log: (log((1 + s) / (1 - s)) / s - 2) / s^2 in s^2',
    remez(
        near(lambda z: (log((1 + sqrt(z)) / (1 - sqrt(z))) / sqrt(z) - 2) / z, lambda z: mpf(2) / 3 + 2 * z / 5),
        lambda z: z / 2 + mpf('1e-4'), mpf(0), s2, 7),
)
q2 = (pi / 4) ** 2 * mpf('1.0001')
show(
    'sin: (sin y / y - 1) / y^2 in y^2',
    remez(
        near(lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z, lambda z: -mpf(1) / 6 + z / 120),
        lambda z: z + mpf('1e-4'), mpf(0), q2, 6),
)
show(
    'cos: (cos y - 1 + y^2/2) / y^4 in y^2',
    remez(
        near(lambda z: (cos(sqrt(z)) - 1 + z / 2) / z**2, lambda z: mpf(1) / 24 - z / 720, mpf('1e-12')),
        lambda z: z * z + mpf('1e-4'), mpf(0), q2, 6),
)


def parts(x, *bits):
    """x as a sum of float64 numbers; all but the last are cut to so many bits."""
    for b in bits:
        e = int(floor(log(x, 2))) + 1
        head = ldexp(floor(ldexp(x, b - e)), e - b)
        yield repr(float(head))
        x -= head
    yield repr(float(x))


print('1 / ln 2', repr(float(1 / log(2))))
print('ln 2', *parts(log(2), 33))
print('2 / pi', repr(float(2 / pi)))
print('pi / 2', *parts(pi / 2, 33))
mp.dps = 400
print('pi / 2, 1146 bits after the point', hex(int(floor(ldexp(+pi, 1145)))))
