"""Golden values of the special functions at 50 digits.

Command:  python3 scripts/golden-values/special-functions.py > test/statistics/golden/special-functions.json
Needs:    mpmath (1.4.1 was used). Arguments are taken as the exact value of the double that JSON carries.
"""
import json, sys
import mpmath
from mpmath_tails import beta_tails, fall_integral, gamma_tails, half, legendre, mp

values = {}


def add(name, function, cases):
    rows = []
    for case in cases:
        number = float(function(*[mp.mpf(a) for a in case]))
        # Subnormal numbers carry too few digits to be compared.
        if number == 0 or abs(number) >= 1e-290:
            rows.append([list(case), number])
    values[name] = rows


zs = [1e-300, 1e-9, 1e-5, 0.3, 0.7, 0.99, 1.0, 1.01, 1.64, 1.9999, 2.0, 2.83, 3.5, 4.2, 8.0, 9.0, 15.7, 21.27, 25.5]
add("erf", mp.erf, [(s * x,) for x in zs for s in (1, -1)])
add("erfc", mp.erfc, [(s * x,) for x in zs for s in (1, -1)])
add("logGamma", mp.loggamma, [(x,) for x in [1e-300, 1e-8, 0.1, 0.5, 0.77, 0.999999, 1.0000001, 1.3, 1.4999, 1.5, 1.9999, 2.000001, 2.4, 2.5, 2.6, 3.7, 10.0, 15.9, 16.1, 100.5, 1e6, 1e12, 1e15]])
add("logGammaStep", lambda a, b: mp.loggamma(a + b) - mp.loggamma(b), [(a, b) for a in (1e-6, 1e-3, 0.3, 1.0) for b in (1e-3, 0.5, 3.0, 15.5, 16.0, 1e3, 1e12)])
add("stirlingError", lambda x: mp.loggamma(x + 1) - (x + half) * mp.log(x) + x - mp.log(2 * mp.pi) / 2,
    [(x,) for x in [1e-6, 1e-3, 0.1, 0.5, 1.0, 1.99, 2.0, 3.0, 7.5, 15.0, 15.5, 16.0, 16.5, 40.0, 1e3, 1e12]])
shapes = [1e-5, 1e-3, 0.3, 1.0, 2.0, 7.5, 15.0, 16.5, 400.0, 1e6, 1e9, 1e12]
add("logBeta", lambda a, b: mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b), [(a, b) for a in shapes for b in shapes])
add("poissonTerm", lambda a, x: mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)),
    [(a, x) for a in (0.0, 1e-3, 0.5, 1.0, 17.0, 3000.0, 1e6) for x in (1e-5, 0.5, 17.5, 600.0)] + [(1e12, 1e12), (1e12, 1e12 + 3e6), (1e12, 1e12 - 2e7), (1e6, 1.01e6)])
add("devianceTerm", lambda x, d: x * mp.log(x / (x - d)) - d, [(x, f * x) for x in (1e-3, 1.0, 1e6, 2.0**40) for f in (2.0**-30, -(2.0**-20), 0.0625, -0.125, 0.25, 0.5, -3.0)])
add("logarithmBend", lambda v: mp.log1p(v) - v, [(v,) for v in (1e-200, 1e-9, -1e-9, 1e-3, 0.1, -0.2, 0.3, -0.30001, 0.31, 3.0, -0.999, 1e6)])
add("arctangentBend", lambda v: mp.atan(v) - v, [(v,) for v in (1e-100, 1e-9, -1e-3, 0.1, -0.3, 0.30001, 1.0, -50.0)])
values["gaussLegendre"] = [[[points, i], [float(x), float(w)]] for points in (2, 5, 24) for i, (x, w) in enumerate(legendre(points))]
# Integral of exp(-(c u + u^2 / 2)) from 0 to the limit.
error = lambda z: mp.erfc(z / mp.sqrt(2)) * mp.sqrt(mp.pi / 2) * mp.exp(z * z / 2)
add("logConcaveIntegral", lambda c, limit: error(c) - error(c + limit) * mp.exp(-c * limit - limit * limit / 2), [(c, l) for c in (0.0, 0.5, 30.0) for l in (1e-3, 1.0, 5.0, 1e6)])

gammas = [(a, a * f) for a in (0.05, 0.5, 0.99) for f in (1e-12, 1e-3, 0.3, 0.9, 1.1, 3.0, 300.0)] + [(1e-6, x) for x in (1e-10, 0.5, 0.999, 1.0, 3.0)]
gammas += [(a, a + z * a**0.5) for a in (1.0, 4.5, 50.0, 999.5, 2999.0, 3000.0, 1e5, 1e8, 5e11) for z in (-21.0, -8.0, -3.0, -1.0, -0.1, 0.0, 0.01, 1.0, 3.0, 8.0, 21.0) if a + z * a**0.5 > 0]
add("gammaP", lambda a, x: gamma_tails(a, x)[0], gammas)
add("gammaQ", lambda a, x: gamma_tails(a, x)[1], gammas)
add("gammaTailIntegral", lambda a, x: gamma_tails(a, x)[1 if x > a else 0] / mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a)), [(a, a + z * a**0.5) for a in (3000.0, 1e6, 5e11) for z in (-9.0, -2.0, 0.5, 9.0)])


def around(a, b):
    """Arguments at steps of standard deviations around the mean, and at the ends."""
    mean, spread = a / (a + b), (a * b / (a + b + 1)) ** 0.5 / (a + b)
    points = [mean + z * spread for z in (-21.0, -8.0, -3.0, -1.0, 0.0, 0.3, 1.0, 3.0, 8.0, 21.0)] + [mean / 1000, 0.5, 1e-12, 0.999]
    # Beyond 45 standard deviations nothing is left.
    return [x for x in points if 0 < x < 1 and abs(x - mean) < 45 * spread]


pairs = [(1e-6, 1e-6), (1e-3, 1e-3), (1e-3, 1.0), (1e-3, 50.0), (1e-3, 1e12), (0.05, 0.5), (0.5, 0.5), (0.5, 5e11), (0.3, 2.0), (1.0, 1.0), (2.0, 3.5), (1.0, 1e6), (20.0, 30.0), (400.0, 0.5), (2.0, 1e12),
         (1000.0, 2900.0), (2999.0, 1e12), (3000.0, 3000.0), (4000.0, 12000.0), (1e6, 1e6), (1e9, 1e12), (5e11, 5e11), (123456.789, 1e12), (1e12, 7.0)]
betas = [(x, a, b) for a, b in pairs for x in around(a, b)] + [(x, b, a) for a, b in pairs[:8] for x in around(b, a)]
betas += [(5e-324, 1e-6, 1e-6), (1e-310, 1e-3, 3.0), (1e-300, 1e-3, 1e12), (3e-281, 0.05, 0.5), (1e-281, 0.5, 400.0), (1e-279, 0.5, 400.0)]
add("betaRegularized", lambda x, a, b: beta_tails(x, a, b)[0], betas)
add("betaComplement", lambda x, a, b: beta_tails(x, a, b)[1], betas)
add("betaTailIntegral", lambda x, a, b: beta_tails(x, a, b)[0] * mp.exp(mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b) - (a - 1) * mp.log(x) - (b - 1) * mp.log1p(-x)),
    [(0.25, 4000.0, 12000.0), (0.24, 4000.0, 12000.0), (0.5, 1e6, 1e6), (0.499, 1e6, 1e6), (9.99e-4, 1e9, 1e12)])
add("bracketedRoot", lambda c: mp.findroot(lambda x: mp.cos(x) - c * x, 0.7), [(1.0,), (2.0,), (0.5,)])

print('{"origin": ' + json.dumps({"software": f"mpmath {mpmath.__version__} at 50 digits, Python {sys.version.split()[0]}",
      "command": "python3 scripts/golden-values/special-functions.py > test/statistics/golden/special-functions.json"}) + ',\n"values": {')
print(",\n".join(f'"{name}": ' + json.dumps(rows, separators=(",", ":")) for name, rows in values.items()) + "}}")
