"""Golden values of finite distributions in exact rational arithmetic (Python standard library only).

Command:  python exact-fractions.py > ../../test/statistics/golden/exact-fractions.json
"""
import json, sys
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


hypers = [(0, 500, 25, 55), (0, 500, 25, 56), (0, 5000, 50, 289), (0, 5000, 50, 290), (2, 500, 30, 95), (2, 500, 31, 95), (7, 20, 10, 12), (2, 20, 10, 12), (10, 20, 10, 12),
          (120, 1000, 300, 400), (90, 1000, 300, 400), (200, 1000, 300, 400), (1, 3000, 1500, 700), (350, 3000, 1500, 700), (500, 3000, 1500, 700)]
betas = [(5, 1000, 2, 999), (3, 1000, 2, 19999), (1, 10, 2, 5), (10, 10, 2, 5), (30, 60, 2, 40), (60, 100, 2, 999), (5, 40, 0.5, 2.5), (20, 40, 1.5, 0.5), (12, 50, 3, 7), (40, 50, 7, 3.25)]
tables = [(3, 1, 1, 3), (2, 10, 15, 3), (45, 45, 30, 60), (3, 3, 6, 0), (6, 0, 0, 6), (90, 60, 60, 90), (5, 995, 0, 1000), (3, 997, 0, 20000), (0, 5, 0, 9), (7, 0, 8, 0), (1, 30, 9, 12), (200, 100, 60, 140), (12, 12, 12, 12), (0, 1, 1, 0)]
print(json.dumps({"origin": {"software": f"Python {sys.version.split()[0]}, fractions", "command": "python scripts/golden-values/exact-fractions.py"},
                  "hypergeometric": [[list(c), hyper(*c)] for c in hypers],
                  "betaBinomialUpperTail": [[list(c), beta_binomial(*c)] for c in betas],
                  "fisherExact": [[list(c), fisher(*c)] for c in tables]}, indent=1))
