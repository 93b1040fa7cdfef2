"""Golden values of finite distributions in exact rational arithmetic (Python standard library only).

Command:  python3 scripts/golden-values/exact-fractions.py > test/statistics/golden/exact-fractions.json
"""
import json, math, sys
from fractions import Fraction as F
from math import comb


def pmf(k, N, M, n):
    if k < 0 or k > M or n - k < 0 or n - k > N - M:
        return F(0)
    return F(comb(M, k) * comb(N - M, n - k), comb(N, n))


def hyper(k, N, M, n):
    lower = sum(pmf(j, N, M, n) for j in range(0, k + 1))
    return [float(pmf(k, N, M, n)), float(lower), float(1 - lower)]


def rising(a, k):
    result = F(1)
    for i in range(k):
        result *= a + i
    return result


def beta_binomial(k, m, a, b):
    a, b = F(a), F(b)
    total = F(0)
    for j in range(k, m + 1):
        total += comb(m, j) * rising(a, j) * rising(b, m - j)
    return float(total / rising(a + b, m))


def fisher(a, b, c, d):
    N, M, n = a + b + c + d, a + c, a + b
    observed = pmf(a, N, M, n)
    tables = [pmf(k, N, M, n) for k in range(max(0, n + M - N), min(n, M) + 1)]
    below, equal = sum(p for p in tables if p < observed), sum(p for p in tables if p == observed)
    if len(tables) == 1:
        return [1.0, 1.0]
    return [float(below + equal), float(below + equal / 2)]


def binomial_terms(n, p):
    p = F(p)
    return [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]


def hyper_terms(N, M, n):
    return [pmf(k, N, M, n) for k in range(0, min(n, M) + 1)]


def beta_binomial_terms(m, a, b):
    a, b = F(a), F(b)
    whole = rising(a + b, m)
    return [comb(m, j) * rising(a, j) * rising(b, m - j) / whole for j in range(m + 1)]


def neighbours(p):
    return [math.nextafter(p, 0.0), p, math.nextafter(p, 1.0)]


def around(tail, direction):
    """Doubles on both sides of a tail by 2^-40 of it, next to it on the side where k still qualifies, and the tail itself if it is a double."""
    near = float(tail)
    return [float(tail * (1 - F(1, 2**40))), float(tail * (1 + F(1, 2**40))), math.nextafter(near, float(direction))] + ([near] if F(near) == tail else [])


def quantiles(name, shapes, terms, picks):
    """Smallest k with CDF >= p and with survival <= p, at the doubles around the CDF and survival of the picked k."""
    rows, cdf, total = [], [], F(0)
    for term in terms:
        total += term
        cdf.append(total)
    # The smaller tail is the one that is compared, so each tail is probed where it is at most one half.
    for k in picks:
        for p in (around(cdf[k], 0) if 0 < cdf[k] <= F(1, 2) else []) + [1 - 2.0**-53, 1e-300]:
            rows.append([name, [p, *shapes], next(j for j, value in enumerate(cdf) if value >= F(p)), None])
        for p in (around(1 - cdf[k], 1) if 0 < 1 - cdf[k] <= F(1, 2) else []) + [1 - 2.0**-53, 1e-300]:
            rows.append([name, [p, *shapes], None, next(j for j, value in enumerate(cdf) if 1 - value <= F(p))])
    return rows


def tail_signs(n, p):
    """Sign of CDF - q and of survival - q for doubles q around them: -1, 0 or 1."""
    terms, rows, total = binomial_terms(n, p), [], F(0)
    for k, term in enumerate(terms):
        total += term
        for q in neighbours(float(total)):
            if 0 < q < 1:
                sign = lambda value: (value > F(q)) - (value < F(q))
                rows.append([[k, n, p, q], sign(total), sign(1 - total)])
    return rows


def huge_beta_binomial(p, m, a, b):
    """Smallest k with P(X <= k) >= p for whole a and enormous m: bisection on the exact polynomial sum."""
    def cdf(k):
        N, M, n = m + a + b - 1, a + b - 1, k + a
        # 1 - P(H <= a - 1), H hypergeometric.
        falling = lambda value, count: math.prod(value - i for i in range(count))
        return 1 - sum(F(math.comb(n, j) * falling(N - n, M - j), math.factorial(M - j)) for j in range(a)) / F(math.comb(N, M))
    low, high = -1, m
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if cdf(middle) >= F(p) else (middle, high)
    return high


hypers = [(0, 500, 25, 55), (0, 500, 25, 56), (0, 5000, 50, 289), (0, 5000, 50, 290), (2, 500, 30, 95), (2, 500, 31, 95), (7, 20, 10, 12), (2, 20, 10, 12), (10, 20, 10, 12),
          (120, 1000, 300, 400), (90, 1000, 300, 400), (200, 1000, 300, 400), (1, 3000, 1500, 700), (350, 3000, 1500, 700), (500, 3000, 1500, 700)]
betas = [(5, 1000, 2, 999), (3, 1000, 2, 19999), (1, 10, 2, 5), (10, 10, 2, 5), (30, 60, 2, 40), (60, 100, 2, 999), (5, 40, 0.5, 2.5), (20, 40, 1.5, 0.5), (12, 50, 3, 7), (40, 50, 7, 3.25)]
tables = [(3, 1, 1, 3), (2, 10, 15, 3), (45, 45, 30, 60), (3, 3, 6, 0), (6, 0, 0, 6), (90, 60, 60, 90), (5, 995, 0, 1000), (3, 997, 0, 20000), (0, 5, 0, 9), (7, 0, 8, 0), (1, 30, 9, 12), (200, 100, 60, 140), (12, 12, 12, 12), (0, 1, 1, 0)]
rows = []
for n, p, picks in [(10, 0.5, range(10)), (53, 0.5, (0, 10, 26, 27, 40, 52)), (200, 0.5, (60, 99, 100, 140)), (12, 0.3, range(12)), (300, 0.037, (0, 5, 11, 20, 60)), (40, 1 - 2.0**-30, (30, 38, 39))]:
    rows += quantiles("binomial", [n, p], binomial_terms(n, p), picks)
for N, M, n, picks in [(20, 10, 12, range(2, 10)), (500, 25, 55, (0, 2, 3, 9, 20)), (1000, 300, 400, (90, 119, 120, 150))]:
    rows += quantiles("hypergeometric", [N, M, n], hyper_terms(N, M, n), picks)
for m, a, b, picks in [(9, 1, 1, range(9)), (50, 2, 7, (0, 3, 10, 30)), (60, 0.5, 0.5, (0, 20, 30, 59)), (40, 3.25, 0.75, (5, 30, 39))]:
    rows += quantiles("betaBinomial", [m, a, b], beta_binomial_terms(m, a, b), picks)
# Neighbours that differ by 1e-12 to 1e-15 relative.
for m in (10**12, 10**15 // 2):
    for p in (0.1, 0.3333333333333333, 0.5, 0.7071067811865476, 0.9999999):
        for a, b in ((1, 1), (2, 1), (1, 3), (2, 5)):
            rows.append(["betaBinomial", [p, m, a, b], huge_beta_binomial(p, m, a, b), None])
def poisson_binomial(strata, observed):
    """P(X <= observed) and P(X >= observed) by convolution of exact binomials."""
    total = [F(1)]
    for cases, p in strata:
        terms = binomial_terms(cases, p)
        total = [sum(total[i] * terms[j - i] for i in range(len(total)) if 0 <= j - i < len(terms)) for j in range(len(total) + cases)]
    return [float(sum(total[: observed + 1])), float(sum(total[observed:]))]


mixtures = [([[40, 0.03], [60, 0.08], [25, 0.2]], k) for k in (0, 4, 12, 30, 60)] + [([[7, 0.5]], 3), ([[12, 0.999], [30, 0.001]], 12), ([[12, 0.999], [30, 0.001]], 2), ([[5, 0.0], [8, 1.0], [3, 0.25]], 9)]
signs = tail_signs(12, 0.5) + tail_signs(30, 0.3)
exact_products = []
for a, b, c in [(1.0, 3.0, 1 / 3), (0.1 * 3, 3.0, 0.1), (5e11, 1e12, 0.5 + 2.0**-45), (1e12, 1e12, 2.0**-40), (123456789.125, 987654321.5, 0.1249999999), (1e-200, 1e-200, 0.3), (7.0, 2.0, 0.25), (1e12 / 7, 1e12 / 3, 0.3)]:
    A, B, C = F(a), F(b), F(c)
    exact_products.append([[a, b, c], float(A - B * C), float(A - (A + B) * C) if c <= 0.5 else float(A * (1 - C) - B * C)])
print('{"origin": ' + json.dumps({"software": f"Python {sys.version.split()[0]}, fractions", "command": "python3 scripts/golden-values/exact-fractions.py > test/statistics/golden/exact-fractions.json"}) + ",")
sections = {"hypergeometric": [[list(c), hyper(*c)] for c in hypers],
            "betaBinomialUpperTail": [[list(c), beta_binomial(*c)] for c in betas],
            "fisherExact": [[list(c), fisher(*c)] for c in tables],
            "discreteQuantiles": rows, "tailSigns": signs, "poissonBinomial": [[strata, observed, *poisson_binomial(strata, observed)] for strata, observed in mixtures], "exactProducts": exact_products}
print(",\n".join(f'"{name}": ' + json.dumps(section, separators=(",", ":")) for name, section in sections.items()) + "}")
