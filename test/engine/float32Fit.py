"""Prints the coefficients in src/engine/compiler/wasm/float32.ts: python3 test/engine/float32Fit.py (needs mpmath).

Each polynomial is the Chebyshev interpolant of the function on the interval that remains after the argument is reduced. The
last column is the largest error of the polynomial.
"""
from mpmath import chebyfit, erf, erfc, exp, expm1, log, mp, mpf, pi, sqrt

mp.dps = 40

# Where the function is 0 / 0, the limit.
near = lambda f, limit: lambda x: f(x) if abs(x) > mpf(10) ** -8 else limit
half = log(2) / 2 * mpf(1.0001)
fits = {
    "exp: (exp(r) - 1 - r) / r^2, |r| <= ln 2 / 2": (near(lambda r: (expm1(r) - r) / r**2, mpf(1) / 2), -half, half, 6),
    "log: (log(1 + f) - f + f^2 / 2) / f^3, sqrt(1/2) <= 1 + f <= sqrt(2)": (
        near(lambda f: (log(1 + f) - f + f**2 / 2) / f**3, mpf(1) / 3), sqrt(mpf(1) / 2) - 1, sqrt(mpf(2)) - 1, 9),
    "erf: erf(x) / x - 1 in z = x^2, |x| <= 1": (
        lambda z: (erf(sqrt(z)) / sqrt(z) if z > 0 else 2 / sqrt(pi)) - 1, mpf(0), mpf(1), 7),
    "erf: log(erfc(x)), 1 <= x <= 4": (lambda x: log(erfc(x)), mpf(1), mpf(4), 9),
}
for name, (f, low, high, terms) in fits.items():
    coefficients, error = chebyfit(f, [low, high], terms, error=True)
    print(name, [float(c) for c in coefficients], float(error))
