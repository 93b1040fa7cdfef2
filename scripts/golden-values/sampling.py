"""Golden values of audit sampling in exact whole numbers, by walking through every candidate (or bisecting where there are too many).

Command:  python3 scripts/golden-values/sampling.py > test/statistics/golden/sampling.json
"""
import json, sys
from fractions import Fraction as Q
from math import comb
import mpmath as mp

mp.mp.dps = 60


def below(k, N, M, n):
    """P(X <= k), exactly."""
    return Q(sum(comb(M, j) * comb(N - M, n - j) for j in range(max(0, n - N + M), min(k, M, n) + 1)), comb(N, n))


def falling(k, N, M, n):
    """The same for few exceptions in an enormous file, from log factorials at 60 digits."""
    g = lambda m, j: mp.loggamma(m + 1) - mp.loggamma(j + 1) - mp.loggamma(m - j + 1)
    return mp.fsum(mp.exp(g(M, j) + g(N - M, n - j) - g(N, n)) for j in range(max(0, n - N + M), min(k, M, n) + 1))


def size(N, p, k, alpha):
    rate = Q(str(p))
    M = -((-rate * N).__floor__())
    if k >= M:
        return None
    law = below if N <= 10**4 else falling
    low, high = k, N
    while high - low > 1:
        middle = (low + high) // 2
        if law(k, N, M, middle) <= (Q(str(alpha)) if N <= 10**4 else mp.mpf(str(alpha))):
            high = middle
        else:
            low = middle
    if N <= 600:
        assert high == min(n for n in range(k, N + 1) if below(k, N, M, n) <= Q(str(alpha)))
    return [high, M, float(law(k, N, M, high))]


def evaluate(N, n, k, alpha):
    if N <= 2000:
        return max(M for M in range(k, N - n + k + 1) if below(k, N, M, n) > Q(str(alpha)))
    low, high = k, N - n + k + 1
    while high - low > 1:
        middle = (low + high) // 2
        if falling(k, N, middle, n) > mp.mpf(str(alpha)):
            low = middle
        else:
            high = middle
    return low


def allocate(sizes, n, minimum, deviations=None):
    """By bisection of lambda in exact fractions, then largest remainder."""
    weights = [N * (Q(s) if deviations else 1) for N, s in zip(sizes, deviations or sizes)]
    least = [min(minimum, N) for N in sizes]
    held = lambda lam: [min(max(lam * w, l), Q(N)) for w, l, N in zip(weights, least, sizes)]
    # lambda is a root of a piecewise linear function: find the piece, then solve it.
    corners = sorted({Q(x) / w for w, l, N in zip(weights, least, sizes) if w > 0 for x in (l, N)})
    lam = max([c for c in corners if sum(held(c)) <= n], default=Q(0))
    free = [h for h, (w, l, N) in enumerate(zip(weights, least, sizes)) if w > 0 and least[h] <= lam * w < N]
    rest = n - sum(held(lam))
    ideal = held(lam)
    if rest > 0 and free:
        slope = sum(weights[h] for h in free)
        ideal = held(lam + rest / slope)
    elif rest > 0:
        # Only strata without spread are left: by size, between the bounds.
        flat = [h for h, w in enumerate(weights) if w == 0]
        inner = allocate_real([sizes[h] for h in flat], n - sum(ideal[h] for h in range(len(sizes)) if h not in flat), minimum)
        for h, v in zip(flat, inner):
            ideal[h] = v
    assert sum(ideal) == n, (ideal, n)
    whole = [v.__floor__() for v in ideal]
    order = sorted(range(len(sizes)), key=lambda h: (-(ideal[h] - whole[h]), -sizes[h], h))
    for h in order[: n - sum(whole)]:
        whole[h] += 1
    return whole


def allocate_real(sizes, n, minimum):
    least = [min(minimum, N) for N in sizes]
    held = lambda lam: [min(max(lam * N, Q(l)), Q(N)) for N, l in zip(sizes, least)]
    corners = sorted({Q(x) / N for N, l in zip(sizes, least) for x in (l, N)})
    lam = max(c for c in corners if sum(held(c)) <= n)
    free = sum(N for N, l in zip(sizes, least) if l <= lam * N < N)
    return held(lam + (n - sum(held(lam))) / free) if free else held(lam)


sizes = [(500, 0.05, 0, 0.05), (5000, 0.01, 0, 0.05), (500, 0.05, 2, 0.05), (100, 0.07, 0, 0.05), (100, 0.07, 6, 0.05), (10, 0.1, 0, 0.05), (10, 0.1, 1, 0.05), (1, 1, 0, 0.05), (20, 1, 5, 0.1),
         (50, 0.29, 3, 0.01), (1000, 0.001, 0, 0.05), (10**12, 0.05, 0, 0.05), (10**12, 0.02, 3, 0.01), (10**12, 1e-6, 0, 0.99), (10**9, 0.1, 1, 0.001), (300, 0.5, 149, 0.05), (7, 0.15, 0, 0.5)]
results = [(500, 95, 2, 0.05), (500, 56, 0, 0.05), (500, 55, 0, 0.05), (10, 10, 3, 0.05), (10, 10, 0, 0.05), (10, 10, 10, 0.05), (10, 4, 4, 0.05), (1, 1, 0, 0.05), (1, 1, 1, 0.05), (20, 1, 0, 0.05),
           (20, 1, 1, 0.05), (100, 99, 1, 0.05), (1000, 300, 150, 0.1), (10**12, 59, 0, 0.05), (10**12, 200, 4, 0.01), (10**9, 60, 60, 0.05), (2000, 1000, 0, 0.001), (30, 15, 7, 0.5)]
allocations = [([500, 300, 200], 100, 0, None), ([500, 300, 200], 101, 0, None), ([1, 1, 1], 2, 0, None), ([5, 1000, 3], 50, 10, None), ([10**12, 10**6, 7], 1000, 5, None), ([10, 20, 30], 60, 2, None),
               ([10, 20, 30], 6, 2, None), ([400, 300, 300], 10, 0, [1.0, 5.0, 0.1]), ([10, 1000, 1000], 500, 2, [100.0, 1.0, 0.0]), ([10, 20], 25, 0, [0.3, 0.0]), ([7, 7, 7, 7], 10, 1, [0.1, 0.2, 0.3, 0.4]),
               ([0, 10, 10], 5, 1, None), ([100, 50, 50, 10], 150, 20, [1e-300, 3.0, 0.25, 9.0]), ([30, 20, 20, 10], 45, 8, [0.0, 0.0, 2.0, 3.0]), ([10**12, 10**12 - 1, 3], 10**12, 0, [1.0, 1.0, 1.0]),
               ([50, 40, 30, 20, 10, 5], 77, 6, [9.0, 1.0, 4.0, 8.0, 2.0, 7.0])]
origin = {"software": f"Python {sys.version.split()[0]} whole numbers and fractions, mpmath {mp.__version__} at 60 digits",
          "command": "python3 scripts/golden-values/sampling.py > test/statistics/golden/sampling.json"}
lines = lambda rows: "[\n" + ",\n".join(json.dumps(r, separators=(",", ":")) for r in rows) + "\n]"
print('{\n"origin": ' + json.dumps(origin) + ',\n"sampleSize": ' + lines([[list(c), size(*c)] for c in sizes]) + ',\n"evaluation": ' + lines([[list(c), evaluate(*c)] for c in results])
      + ',\n"allocation": ' + lines([[list(c), allocate(*c)] for c in allocations]) + "\n}")
