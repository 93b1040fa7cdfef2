"""Golden values of stratified two-by-two tables: exact fractions where the method is rational, else mpmath at 50 digits.

Command:  python3 scripts/golden-values/stratified.py > test/statistics/golden/stratified.json
Each case: strata [a, b, c, d]; the expected values by method, null where the method refuses.
"""
import json, sys
from fractions import Fraction as Q
from math import comb
import mpmath as mp

mp.mp.dps = 50
F = mp.mpf
T = 10**12
Z = mp.sqrt(2) * mp.erfinv(F(0.95))


def m(q):
    return F(q.numerator) / q.denominator


def informative(strata):
    return [t for t in strata if min(t[0] + t[1], t[2] + t[3], t[0] + t[2], t[1] + t[3]) > 0]


def p1(x):
    return mp.erfc(mp.sqrt(x / 2))


def cmh(strata):
    difference = sum(a - Q((a + b) * (a + c), a + b + c + d) for a, b, c, d in strata)
    variance = sum(Q((a + b) * (c + d) * (a + c) * (b + d), (a + b + c + d) ** 2 * (a + b + c + d - 1)) for a, b, c, d in strata)
    plain = m(difference**2 / variance)
    corrected = m(max(Q(0), abs(difference) - Q(1, 2)) ** 2 / variance)
    return [plain, p1(plain), corrected, p1(corrected)]


def odds_ratio(strata):
    R = [Q(a * d, a + b + c + d) for a, b, c, d in strata]
    S = [Q(b * c, a + b + c + d) for a, b, c, d in strata]
    P = [Q(a + d, a + b + c + d) for a, b, c, d in strata]
    if sum(R) == 0 or sum(S) == 0:
        return None
    r, s = sum(R), sum(S)
    v = sum(p * x for p, x in zip(P, R)) / (2 * r * r) + sum(p * y + (1 - p) * x for p, x, y in zip(P, R, S)) / (2 * r * s) + sum((1 - p) * y for p, y in zip(P, S)) / (2 * s * s)
    e, reach = m(r / s), Z * mp.sqrt(m(v))
    return [e, e * mp.exp(-reach), e * mp.exp(reach)]


def breslow_day(strata):
    if len(strata) < 2 or odds_ratio(strata) is None:
        return None
    psi = odds_ratio(strata)[0]
    statistic = difference = variances = F(0)
    for a, b, c, d in strata:
        r, s, n = a + b, a + c, a + b + c + d
        low, high = F(max(0, r + s - n)), F(min(r, s))
        for _ in range(220):
            A = (low + high) / 2
            if A * (n - r - s + A) > psi * (r - A) * (s - A):
                high = A
            else:
                low = A
        v = 1 / (1 / A + 1 / (r - A) + 1 / (s - A) + 1 / (n - r - s + A))
        statistic += (a - A) ** 2 / v
        difference += a - A
        variances += v
    tarone = statistic - difference**2 / variances
    return [tarone, mp.gammainc(F(len(strata) - 1) / 2, tarone / 2, regularized=True), statistic]


def difference(strata):
    strata = [t for t in strata if t[0] + t[1] > 0 and t[2] + t[3] > 0]
    w = D = P = S = Q(0)
    for x, b, y, d in strata:
        n1, n2 = x + b, y + d
        N = n1 + n2
        w += Q(n1 * n2, N)
        D += Q(x * n2 - y * n1, N)
        P += Q(2 * n1 * n1 * y - 2 * n2 * n2 * x + n1 * n2 * (n2 - n1), 2 * N * N)
        S += Q(x * (n2 - y) + y * (n1 - x), 2 * N)
    D /= w
    return [m(D), mp.sqrt(m(max(Q(0), (D * P + S) / w**2)))]


def exact(strata):
    law, base = {0: Q(1)}, 0
    for a, b, c, d in strata:
        n, r, s = a + b + c + d, a + b, a + c
        pmf = {k: Q(comb(s, k) * comb(n - s, r - k), comb(n, r)) for k in range(max(0, r + s - n), min(r, s) + 1)}
        new = {}
        for i, p in law.items():
            for k, q in pmf.items():
                new[i + k] = new.get(i + k, 0) + p * q
        law = new
    seen = law[sum(t[0] for t in strata)]
    return [m(sum(p for p in law.values() if p <= seen * Q(10**7 + 1, 10**7)))]


def wilson(k, n):
    k, n = F(k), F(n)
    center, half = k + Z * Z / 2, Z * mp.sqrt(Z * Z / 4 + k * (n - k) / n)
    return (center - half) / (n + Z * Z), (center + half) / (n + Z * Z)


def standardised(strata):
    """Row one of each table, in the mix of all rows."""
    if any(a + b == 0 for a, b, c, d in strata):
        return None
    total = sum(sum(t) for t in strata)
    W = [Q(sum(t), total) for t in strata]
    rate = m(sum(w * Q(t[0], t[0] + t[1]) for w, t in zip(W, strata)))
    error = mp.sqrt(m(sum(w * w * Q(t[0] * t[1], (t[0] + t[1]) ** 3) for w, t in zip(W, strata))))
    centres = [((t[0] + Z * Z / 2) / (t[0] + t[1] + Z * Z), t[0] + t[1]) for t in strata]
    centre = sum(m(w) * c for w, (c, _) in zip(W, centres))
    size = centre * (1 - centre) / sum(m(w) ** 2 * c * (1 - c) / n for w, (c, n) in zip(W, centres))
    lower, upper = wilson(rate * size, size)
    return [rate, lower if rate > 0 else F(0), upper if rate < 1 else F(1), error, size]


def directions(strata):
    """Pooled sign, strata with it, against it, without direction, without information."""
    sign = lambda v: (v > 0) - (v < 0)
    pooled = sign(sum(t[0] for t in strata) * sum(t[3] for t in strata) - sum(t[1] for t in strata) * sum(t[2] for t in strata))
    signs = [sign(a * d - b * c) for a, b, c, d in informative(strata)]
    none = signs.count(0)
    same = signs.count(pooled) if pooled else 0
    return [pooled, same, len(signs) - none - same, none, len(strata) - len(signs)]


berkeley = [(512, 313, 89, 19), (353, 207, 17, 8), (120, 205, 202, 391), (138, 279, 131, 244), (53, 138, 94, 299), (22, 351, 24, 317)]
cases = {
    "UCBAdmissions": berkeley,
    "UCBAdmissions and strata of one group": berkeley + [(5, 6, 0, 0), (0, 0, 0, 0), (3, 0, 4, 0)],
    "small": [(8, 12, 5, 40), (3, 20, 9, 50), (1, 6, 2, 30)],
    "sparse": [(1, 0, 0, 1), (0, 1, 1, 0), (1, 1, 0, 1), (2, 0, 1, 1), (1, 2, 1, 1)],
    "one table": [(7, 12, 5, 30)],
    "zero cells": [(0, 30, 0, 300), (0, 10, 1, 100), (3, 0, 4, 5)],
    "reversed": [(90, 10, 850, 150), (300, 700, 20, 80)],
    "one event": [(0, 5, 1, 9), (0, 7, 0, 20)],
    "imbalanced": [(3, 10**6, 1, 10), (5, 2, 10**6, 10**5), (1, 1, 10**9, 10**9)],
    "pairs": [(1, 0, 0, 1)] * 9 + [(0, 1, 1, 0)] * 4,
    "of 1e12": [(5 * 10**11 + 10**6, 5 * 10**11, 5 * 10**11, 5 * 10**11), (10**10, T, 10**10 + 2 * 10**5, T), (3, 10**11, 1, 10**11)],
    "equal odds of 1e12": [(T, T, T, T), (10**6, 10**12, 10**6, 10**12)],
}
result = []
for name, strata in cases.items():
    inside = informative(strata)
    span = sum(min(a + b, a + c) - max(0, a - d) for a, b, c, d in inside)
    values = {
        "cochranMantelHaenszel": cmh(inside), "oddsRatio": odds_ratio(inside), "breslowDayTarone": breslow_day(inside), "difference": difference(strata),
        "exact": exact(inside) if span <= 600 and sum(map(sum, inside)) < 10**5 else None, "standardised": standardised(strata), "directions": directions(strata),
    }
    result.append({"name": name, "strata": strata, **{k: v and [float(x) for x in v] for k, v in values.items()}})
origin = {"software": f"Python {sys.version.split()[0]} fractions, mpmath {mp.__version__} at 50 digits",
          "command": "python3 scripts/golden-values/stratified.py > test/statistics/golden/stratified.json"}
print('{\n"origin": ' + json.dumps(origin) + ',\n"cases": [\n' + ",\n".join(json.dumps(r, separators=(",", ":")) for r in result) + "\n]\n}")
