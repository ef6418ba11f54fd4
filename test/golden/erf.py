"""Prints test/golden/erf.json: python3 test/golden/erf.py > test/golden/erf.json (needs mpmath).

A row is [x, high, low]: erf(x), computed with 60 digits, is high + low, where high is the nearest float64 to erf(x) and low the
nearest float64 to the rest.
"""
from math import inf, nextafter, ulp

from mpmath import erf, mp

mp.dps = 60

smallest, smallest_normal = ulp(0.0), 2.0**-1022


def row(x):
    value = erf(mp.mpf(x))
    high = float(value)
    return [x, high, float(value - high)]


def around(x):
    return [nextafter(x, -inf), x, nextafter(x, inf)]


denormal = [smallest, 2 * smallest, 3 * smallest, 7 * smallest, 1e-320, 1.2345e-310, *around(smallest_normal)]
small = [m * 10.0**-e for e in (*range(300, 20, -20), *range(18, 0, -1)) for m in (1.0, 3.7)]
# Steps that no power of two divides, so that the numbers have all their digits.
spread = [0.0127 * k for k in range(1, 480)]
# From 5.9216 on erf(x) is nearer to 1 than to the number below 1.
bounds = [*around(1.0), *around(5.921587195794508), *around(6.0), 6.5, 26.0, 27.5, 1e3, 1e300]

rows = sorted(map(row, {*denormal, *small, *spread, *bounds}))
print('[' + ',\n'.join('[' + ', '.join(map(repr, one)) + ']' for one in rows) + ']')
