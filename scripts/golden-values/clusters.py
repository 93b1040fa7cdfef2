"""Golden values of clustered rates by exact fractions from the clusters themselves, of score intervals at 40 digits, of beta limits by scipy.

Command:  python3 scripts/golden-values/clusters.py > test/statistics/golden/clusters-exact.json
Needs:    mpmath, scipy. Clusters are given as (x_c, n_c); a cluster of two groups as (x_1c, n_1c, x_2c, n_2c) with n = 0 where it has no rows.
"""
import json, sys
from fractions import Fraction as F
import mpmath as mp
import scipy, scipy.special

mp.mp.dps = 40


def sums(clusters):
    clusters = [c for c in clusters if c[1] > 0]
    total = lambda f: str(sum(f(*c) for c in clusters))
    return {"clusters": len(clusters), "x": total(lambda x, n: x), "n": total(lambda x, n: n), "xx": total(lambda x, n: x * x),
            "xn": total(lambda x, n: x * n), "nn": total(lambda x, n: n * n)}


def shared(pairs):
    both = [c for c in pairs if c[1] > 0 and c[3] > 0]
    total = lambda f: str(sum(f(*c) for c in both))
    return {"clusters": len(both), "x1x2": total(lambda a, b, c, d: a * c), "x1n2": total(lambda a, b, c, d: a * d),
            "n1x2": total(lambda a, b, c, d: b * c), "n1n2": total(lambda a, b, c, d: b * d)}


def residuals(clusters):
    X, N = sum(x for x, _ in clusters), sum(n for _, n in clusters)
    return [(x - F(X, N) * n) / N for x, n in clusters]


def variance(clusters):
    C = len(clusters)
    return F(C, C - 1) * sum(e * e for e in residuals(clusters))


real = lambda fraction: mp.mpf(fraction.numerator) / fraction.denominator
quantile = lambda level: mp.sqrt(2) * mp.erfinv(mp.mpf(level))


points = {}


def t_point(level, df):
    if (level, df) not in points:
        tail = lambda t: mp.betainc(real(F(df)) / 2, mp.mpf(1) / 2, 0, real(F(df)) / (real(F(df)) + t * t), regularized=True)
        low, high = mp.mpf(1), mp.mpf(40)
        for _ in range(110):
            middle = (low + high) / 2
            low, high = (middle, high) if tail(middle) > 1 - mp.mpf(level) else (low, middle)
        points[level, df] = low
    return points[level, df]


def wilson(p, n, level, df):
    z = quantile(level)
    if df:
        n = n * (z / t_point(level, df)) ** 2
    centre, half = p + z * z / (2 * n), z * mp.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return [float((centre + sign * half) / (1 + z * z / n)) for sign in (-1, 1)]


def korn_graubard(p, n, level, df):
    n = n * (quantile(level) / t_point(level, df)) ** 2
    x, rest, tail = float(p * n), float((1 - p) * n), (1 - level) / 2
    return [float(scipy.special.betaincinv(x, rest + 1, tail)), float(scipy.special.betainccinv(x + 1, rest, tail))]


def rate_limits(p, n, level, df):
    return korn_graubard(p, n, level, df) if df else wilson(p, n, level, df)


def effective(clusters):
    """p, n_eff, df (0: nothing estimated)."""
    X, N = sum(x for x, _ in clusters), sum(n for _, n in clusters)
    p, K = F(X, N), F(N * N, sum(n * n for _, n in clusters))
    if p in (0, 1) or K < 9 or K == N:
        return p, K, 0
    return p, min(F(N), p * (1 - p) / variance(clusters)), K - 1


def mn_ratio(x1, n1, x2, n2, level):
    """Miettinen-Nurminen limits by bisection on the score with the closed restricted rate."""
    z, N = quantile(level), n1 + n2

    def score(r):
        A, B, C = N * r, -(n1 * r + x1 + n2 + x2 * r), x1 + x2
        p2 = (-B - mp.sqrt(B * B - 4 * A * C)) / (2 * A)
        p1 = r * p2
        return (x1 / n1 - r * x2 / n2) / mp.sqrt((p1 * (1 - p1) / n1 + r * r * p2 * (1 - p2) / n2) * N / (N - 1))

    def solve(target, low, high):
        for _ in range(140):
            middle = (low + high) / 2
            low, high = (middle, high) if score(mp.exp(middle)) > target else (low, middle)
        return float(mp.exp(low))

    centre = mp.log(x1 * n2 / (x2 * n1))
    return [solve(z, centre - 30, centre), solve(-z, centre, centre + 30)]


BIG = 10**11
rates = {
    "review G16": [(3, 4), (0, 2), (1, 3), (5, 5), (0, 1), (2, 5)],
    "0 of 40 rows of 12 subjects": [(0, n) for n in (1, 1, 2, 2, 3, 3, 3, 4, 5, 5, 5, 6)],
    "all of 25 rows of 10 subjects": [(n, n) for n in (1, 1, 2, 2, 2, 3, 3, 3, 4, 4)],
    "one row a subject": [(1, 1)] * 15 + [(0, 1)] * 133,
    "negative correlation": [(2, 4), (1, 2), (2, 4), (3, 6), (1, 2), (2, 4), (1, 2), (2, 3), (2, 4), (1, 3), (2, 4)],
    "1e12 rows of 10 subjects": [(BIG * k // 100 + 7 * k, BIG + k * k) for k in (31, 32, 30, 29, 33, 31, 28, 30, 31, 32)],
    "1e12 rows, subjects nearly alike": [(BIG // 2 + k, BIG) for k in (-3, 2, 0, 1, -1, 4, -2, 0, 1, -2)],
    "one event in 1e12 rows": [(1, BIG)] + [(0, BIG)] * 9,
    "all but one of 1e12 rows": [(BIG - 1, BIG)] + [(BIG, BIG)] * 9,
    "one subject has nearly all rows": [(400, 10**6)] + [(k % 2, 1) for k in range(30)],
}
out = {"origin": {"software": f"mpmath {mp.__version__} at 40 digits, scipy {scipy.__version__}, Python {sys.version.split()[0]} fractions", "command": "python3 scripts/golden-values/clusters.py > test/statistics/golden/clusters-exact.json"}}
out["rates"] = []
for name, clusters in rates.items():
    p, size, df = effective(clusters)
    out["rates"].append({"name": name, "sums": sums(clusters), "variance": float(real(variance(clusters))), "nEffective": float(real(size)), "df": float(df),
                         "limits": [rate_limits(real(p), real(size), level, df) for level in (0.9, 0.95, 0.999)]})
g16 = rates["review G16"]
size = F(11, 20) * F(9, 20) / variance(g16)
out["g16"] = {"nEffective": float(size), "normal": wilson(mp.mpf("0.55"), real(size), 0.95, 0), "t": wilson(mp.mpf("0.55"), real(size), 0.95, 5)}

pairs = {
    "all shared": [(1, 2, 0, 1), (2, 3, 1, 3), (0, 4, 1, 1), (3, 3, 2, 2), (1, 5, 0, 2), (2, 2, 4, 6), (0, 1, 0, 3), (5, 8, 2, 2), (1, 1, 1, 4), (2, 6, 3, 3)],
    "some shared": [(1, 2, 0, 0), (2, 3, 1, 3), (0, 4, 0, 0), (3, 3, 2, 2), (1, 5, 0, 2), (2, 2, 0, 0), (0, 1, 0, 3), (5, 8, 0, 0), (1, 1, 1, 4), (2, 6, 3, 3)]
    + [(0, 0, 1, k) for k in (1, 2, 3, 4, 1, 2)],
    "1e12 rows, shared": [(BIG * a // 100 + a, BIG, BIG * b // 100 - b, BIG + b) for a, b in ((30, 20), (31, 21), (29, 19), (33, 22), (28, 20), (30, 18), (31, 22), (27, 19), (32, 21), (29, 20))],
    "copies of each other": [(a, b, 2 * a, 2 * b) for a, b in ((1, 2), (2, 3), (0, 4), (3, 3), (1, 5), (2, 2), (0, 1), (5, 8), (1, 1), (2, 6))],
}
out["correlations"] = []
for name, clusters in pairs.items():
    one, two = [c[:2] for c in clusters], [c[2:] for c in clusters]
    e1, e2 = residuals(one), residuals(two)
    cov, v1, v2 = (sum(a * b for a, b in zip(x, y)) for x, y in ((e1, e2), (e1, e1), (e2, e2)))
    out["correlations"].append({"name": name, "first": sums(one), "second": sums(two), "shared": shared(clusters),
                                "correlation": float(real(cov) / mp.sqrt(real(v1) * real(v2)))})

out["ratios"] = []
for name, first, second in (("few and many", [(1, 2), (2, 3), (0, 4), (3, 3), (1, 5), (2, 2), (0, 1), (5, 8), (1, 1), (2, 6)], [(k % 3, 3 + k % 4) for k in range(40)]),
                            ("below nine subjects", [(1, 2), (2, 3), (0, 4), (3, 3)], [(k % 3, 3 + k % 4) for k in range(7)]),
                            ("one row a subject (G5)", [(1, 1)] * 108 + [(0, 1)] * 192, [(1, 1)] * 80 + [(0, 1)] * 110)):
    scaled = []
    for clusters in (first, second):
        p, size, df = effective(clusters)
        m = real(size) * ((quantile(0.95) / t_point(0.95, df)) ** 2 if df else 1)
        scaled += [real(p) * m, m]
    out["ratios"].append({"name": name, "first": sums(first), "second": sums(second), "limits": mn_ratio(*scaled, 0.95)})
print(json.dumps(out, separators=(",", ":")))
