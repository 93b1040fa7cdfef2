"""Golden values of Fisher's exact test: exact rational arithmetic, and 40-digit sums where enumeration is out of reach.

Command:  python3 scripts/golden-values/fisher.py > test/statistics/golden/fisher.json
Each row: [a, b, c, d], [two-sided, greater, less, two-sided mid-p, greater mid-p, less mid-p]. Ties within a factor 1 + 1e-7, as in R.
"""
import json, sys
from fractions import Fraction as F
from math import comb
import mpmath as mp

mp.mp.dps = 40
TIE = F(10**7 + 1, 10**7)
T = 10**12


def exact(a, b, c, d):
    N, M, n = a + b + c + d, a + c, a + b
    lowest, highest = max(0, n + M - N), min(n, M)
    if lowest == highest:
        return [1.0] * 6
    pmf = {k: F(comb(M, k) * comb(N - M, n - k), comb(N, n)) for k in range(lowest, highest + 1)}
    seen = pmf[a]
    at_most = sum(p for p in pmf.values() if p <= seen * TIE)
    below = sum(p for p in pmf.values() if p * TIE <= seen)
    greater, less = sum(p for k, p in pmf.items() if k >= a), sum(p for k, p in pmf.items() if k <= a)
    return [float(v) for v in (at_most, greater, less, (at_most + below) / 2, greater - seen / 2, less - seen / 2)]


def log_pmf(k, N, M, n):
    if not max(0, n + M - N) <= k <= min(n, M):
        return -mp.inf
    g = lambda m, j: mp.loggamma(m + 1) - mp.loggamma(j + 1) - mp.loggamma(m - j + 1)
    return g(M, k) + g(N - M, n - k) - g(N, n)


def tail(k, step, N, M, n, stop):
    """Sum from k outwards by ratios of neighbours, until nothing is added."""
    term = total = mp.exp(log_pmf(k, N, M, n))
    if term == 0:
        return term
    while k != stop:
        if step > 0:
            term = term * ((M - k) * (n - k)) / ((k + 1) * (N - M - n + k + 1))
        else:
            term = term * (k * (N - M - n + k)) / ((M - k + 1) * (n - k + 1))
        k += step
        if term < total * mp.mpf(10) ** -22:
            break
        total += term
    return total


def enormous(a, b, c, d):
    N, M, n = a + b + c + d, a + c, a + b
    lowest, highest = max(0, n + M - N), min(n, M)
    mode = (n + 1) * (M + 1) // (N + 2)
    seen = log_pmf(a, N, M, n)
    far = lowest - 1 if a > mode else highest + 1

    def edge(bound):
        yes, no = far, mode
        while abs(no - yes) > 1:
            middle = (yes + no) // 2
            if log_pmf(middle, N, M, n) <= bound:
                yes = middle
            else:
                no = middle
        return yes

    near = tail(a, 1 if a > mode else -1, N, M, n, highest if a > mode else lowest)
    opposite = 1 - near + mp.exp(seen)
    greater, less = (near, opposite) if a > mode else (opposite, near)
    if a == mode:
        raise ValueError("The observed table is the mode.")
    sums = []
    for tie in (mp.log1p(mp.mpf("1e-7")), -mp.log1p(mp.mpf("1e-7"))):
        k = edge(seen + tie)
        other = mp.mpf(0) if k == far else tail(k, -1 if a > mode else 1, N, M, n, lowest if a > mode else highest)
        # The near edge by the same rule: tables beside the observed one that are within the tie.
        j = a
        direction = -1 if a > mode else 1
        while j != mode and tie > 0 and log_pmf(j + direction, N, M, n) <= seen + tie:
            j += direction
        while log_pmf(j, N, M, n) > seen + tie:
            j -= direction
        sums.append(tail(j, -direction, N, M, n, highest if a > mode else lowest) + other)
    return [float(v) for v in (sums[0], greater, less, (sums[0] + sums[1]) / 2, greater - mp.exp(seen) / 2, less - mp.exp(seen) / 2)]


small = [(3, 1, 1, 3), (2, 10, 15, 3), (45, 45, 30, 60), (3, 3, 6, 0), (6, 0, 0, 6), (90, 60, 60, 90), (5, 995, 0, 1000), (3, 997, 0, 20000), (0, 5, 0, 9), (7, 0, 8, 0), (1, 30, 9, 12), (200, 100, 60, 140),
         (12, 12, 12, 12), (0, 1, 1, 0), (3, 47, 1, 149), (7, 12, 5, 30), (600, 400, 100, 900), (0, 30, 9, 12), (1, 1, 1, 1), (2, 0, 1, 1)]
large = [(40, T, 10, T), (T, 40, T, 10), (300, T - 300, 150, T - 150), (10**4 + 450, T, 10**4, T), (3, T, 4, 1000), (10**12 // 2, 60, 10**12 // 2, 20), (3 * 10**8 + 90000, 7 * 10**11, 3 * 10**8, 7 * 10**11), (500, T, 0, T)]
origin = {"software": f"Python {sys.version.split()[0]} fractions; mpmath {mp.__version__} at 40 digits",
          "command": "python3 scripts/golden-values/fisher.py > test/statistics/golden/fisher.json"}
line = lambda rows: "[\n" + ",\n".join(json.dumps(r, separators=(",", ":")) for r in rows) + "\n]"
print(f'{{\n"origin": {json.dumps(origin)},\n"exact": {line([[list(c), exact(*c)] for c in small])},\n"enormous": {line([[list(c), enormous(*c)] for c in large])}\n}}')
