"""Golden values of proportions: closed forms at 50 digits, independent of the solvers in src/statistics.

Command:  python3 scripts/golden-values/proportions.py > test/statistics/golden/proportions.json
Needs:    mpmath. Miettinen-Nurminen by the trigonometric root of the cubic (1985, appendix I), then bisection.
"""
import json, sys
import mpmath as mp

mp.mp.dps = 50
F = mp.mpf
T = 10**12


def z_of(level):
    return mp.sqrt(2) * mp.erfinv(F(level))


def two_sided(z):
    return mp.erfc(abs(z) / mp.sqrt(2))


def wilson(k, n, level):
    z, k, n = z_of(level), F(k), F(n)
    center, half = k + z * z / 2, z * mp.sqrt(z * z / 4 + k * (n - k) / n)
    return (center - half) / (n + z * z) if k else F(0), (center + half) / (n + z * z)


def bisect(f, low, high, steps=170):
    low, high = F(low), F(high)
    sign = f(high) > 0
    for _ in range(steps):
        middle = (low + high) / 2
        if (f(middle) > 0) == sign:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def clopper_pearson(k, n, level):
    """From the binomial sum itself."""
    tail = (1 - F(level)) / 2
    sums = lambda p, js: mp.fsum(mp.binomial(n, j) * p**j * (1 - p) ** (n - j) for j in js)
    lower = F(0) if k == 0 else bisect(lambda p: (sums(p, range(k, n + 1)) if n - k < k else 1 - sums(p, range(k))) - tail, 0, 1)
    upper = F(1) if k == n else bisect(lambda p: (sums(p, range(k + 1)) if k <= n - k else 1 - sums(p, range(k + 1, n + 1))) - tail, 1, 0)
    return lower, upper


def newcombe(x1, n1, x2, n2, level):
    (l1, u1), (l2, u2) = wilson(x1, n1, level), wilson(x2, n2, level)
    p1, p2 = F(x1) / n1, F(x2) / n2
    return p1 - p2 - mp.hypot(p1 - l1, u2 - p2), p1 - p2 + mp.hypot(u1 - p1, p2 - l2)


def restricted_variance(x1, n1, x2, n2, d):
    # p1 = p2 + d; cubic in p2 with samples labelled as in the paper (S1 = p1, S0 = p2).
    d = F(d)
    N, S = F(n1 + n2), F(x1 + x2)
    L3, L2 = N, (n1 + 2 * n2) * d - N - S
    L1, L0 = (n2 * d - N - 2 * x2) * d + S, x2 * d * (1 - d)
    q = L2**3 / (3 * L3) ** 3 - L1 * L2 / (6 * L3**2) + L0 / (2 * L3)
    p = mp.sign(q) * mp.sqrt(max(F(0), L2**2 / (3 * L3) ** 2 - L1 / (3 * L3)))
    if p == 0:
        p2 = -L2 / (3 * L3)
    else:
        ratio = max(F(-1), min(F(1), q / p**3))
        p2 = 2 * p * mp.cos((mp.pi + mp.acos(ratio)) / 3) - L2 / (3 * L3)
    p2 = max(max(F(0), -d), min(min(F(1), 1 - d), p2))
    p1 = p2 + d
    return p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2


def difference_score(x1, n1, x2, n2, d):
    N = F(n1 + n2)
    v = restricted_variance(x1, n1, x2, n2, d) * N / (N - 1)
    distance = F(x1) / n1 - F(x2) / n2 - d
    return distance / mp.sqrt(v) if v > 0 else mp.sign(distance) * F(10) ** 30


def mn_difference(x1, n1, x2, n2, level):
    z, d0 = z_of(level), F(x1) / n1 - F(x2) / n2
    tiny = F(10) ** -30
    outside = lambda d: abs(difference_score(x1, n1, x2, n2, d)) - z
    lower = F(-1) if d0 == -1 else bisect(outside, d0 - tiny, -1 + tiny)
    upper = F(1) if d0 == 1 else bisect(outside, d0 + tiny, 1 - tiny)
    return lower, upper


def ratio_score(x1, n1, x2, n2, r):
    N = F(n1 + n2)
    A, B, C = N * r, -(n1 * r + x1 + n2 + x2 * r), F(x1 + x2)
    p2 = (-B - mp.sqrt(max(F(0), B * B - 4 * A * C))) / (2 * A)
    p1 = r * p2
    v = (p1 * (1 - p1) / n1 + r * r * p2 * (1 - p2) / n2) * N / (N - 1)
    distance = F(x1) / n1 - r * x2 / F(n2)
    return distance / mp.sqrt(v) if v > 0 else mp.sign(distance) * F(10) ** 30


def mn_ratio(x1, n1, x2, n2, level):
    z = z_of(level)
    outside = lambda log_r: abs(ratio_score(x1, n1, x2, n2, mp.exp(log_r))) - z
    tiny = F(10) ** -30
    if x1 == 0:
        return F(0), mp.exp(bisect(outside, -60, 20))
    center = mp.log(F(x1) * n2 / (F(x2) * n1))
    return mp.exp(bisect(outside, center - tiny, center - 60)), mp.exp(bisect(outside, center + tiny, center + 60))


def katz(x1, n1, x2, n2, level):
    r, s = F(x1) * n2 / (F(n1) * x2), mp.sqrt(F(1) / x1 - F(1) / n1 + F(1) / x2 - F(1) / n2)
    return r * mp.exp(-z_of(level) * s), r * mp.exp(z_of(level) * s)


def woolf(a, b, c, d, level):
    r, s = F(a) * d / (F(b) * c), mp.sqrt(F(1) / a + F(1) / b + F(1) / c + F(1) / d)
    return r * mp.exp(-z_of(level) * s), r * mp.exp(z_of(level) * s)


def z_test(x1, n1, x2, n2):
    p = F(x1 + x2) / (n1 + n2)
    z = (F(x1) / n1 - F(x2) / n2) / mp.sqrt(p * (1 - p) * (F(1) / n1 + F(1) / n2))
    return z, two_sided(z)


def score_test(x1, n1, x2, n2):
    z = z_test(x1, n1, x2, n2)[0] * mp.sqrt(F(n1 + n2 - 1) / (n1 + n2))
    return z, two_sided(z)


def detectable(n1, n2, rate, alpha, power):
    """Increase and decrease, -1 for none."""
    za, zb = z_of(1 - F(alpha)), mp.sqrt(2) * mp.erfinv(2 * F(power) - 1)

    def excess(d, sign):
        p2 = F(rate)
        p1 = p2 + sign * d
        p = (n1 * p1 + n2 * p2) / (n1 + n2)
        root = lambda v: mp.sqrt(max(F(0), v))
        return d - za * root(p * (1 - p) * (F(1) / n1 + F(1) / n2)) - zb * root(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)

    result = []
    for sign in (1, -1):
        end = 1 - F(rate) if sign == 1 else F(rate)
        result.append(F(-1) if end == 0 or excess(end, sign) < 0 else bisect(lambda d: excess(d, sign), F(10) ** -40, end))
    return result


ones = [(0, 30), (15, 148), (81, 263), (0, 20), (1, 29), (20, 20), (1, T), (5 * 10**11, T), (T - 1, T), (3, 7), (0, T), (T, T), (1, 1), (0, 1), (0.55 * 10.0609756098, 10.0609756098)]
exact = [(0, 30), (30, 30), (1, 1), (0, 1), (15, 148), (81, 263), (1, 29), (28, 29), (3, 7), (500, 1000), (2, 95)]
twos = [(56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 0, 29), (0, 10, 0, 20), (0, 10, 0, 10), (10, 10, 0, 20), (10, 10, 0, 10), (10, 10, 20, 20), (0, 15, 20, 20), (60, 1000, 52, 1000),
        (1, 1000, 999, 1000), (108, 300, 80, 190), (3, 10**6, 1, 10**6), (3, T, 1, T), (999999, 10**6, 999990, 10**6), (1, 2, 1, 1), (500000, 10**6, 500000, 10**6),
        (5 * 10**11, T, 5 * 10**11 + 10**6, T), (1, 2, 5 * 10**11, T), (T - 1, T, T, T), (2, 3, 10**9, T), (0, 1, 0, 1), (1, 1, 1, 1), (0, 5, T, T)]
ratios = [case for case in twos if case[2] > 0]
katzes = [(108, 300, 80, 190), (1, 1000, 999, 1000), (3, T, 1, T), (5 * 10**11, T, 5 * 10**11 + 10**6, T), (10, 10, 3, 20), (999999, 10**6, 10**6, 10**6), (T - 1, T, T, T)]
tables = [(1198, 557, 1493, 1278), (1, 1, 1, 1), (1, T, T, 1), (5 * 10**11, 5 * 10**11, 5 * 10**11 + 10**6, 5 * 10**11), (3, 97, 40, 12)]
tests = [(56, 70, 48, 80), (60, 1000, 52, 1000), (1, 1000, 999, 1000), (5 * 10**11, T, 5 * 10**11 + 2 * 10**6, T), (10**9, T, 10**9 + 10**5, T), (400, 500, 20, 5000), (50, 100, 50, 100)]
plans = [(n1, n2, p, a, w) for n1, n2, p in [(1000, 1000, 0.2), (200, 20000, 0.05), (20, 30, 0.5), (T, T, 0.5), (T, 50, 0.01), (500, 700, 0), (500, 700, 1), (40, 60, 0.02), (300, 200, 0.98)] for a, w in [(0.05, 0.8), (0.05 / 1000, 0.8), (0.05, 0.5)]]
variances = [(*case, d) for case in twos for d in (-0.75, -1e-3, 0, 1e-9, 0.25, 0.9)]
zero_events = [(59, 0.95), (149, 0.95), (1, 0.5), (T, 0.999)]

f = lambda v: 0.0 if abs(v) < 1e-24 else float(v)
row = lambda make, case: [list(case), [f(v) for v in make(*case)]]
rows = lambda make, cases, levels: [row(make, (*c, l)) for c in cases for l in levels]
origin = {"software": f"mpmath {mp.__version__} at 50 digits, Python {sys.version.split()[0]}",
          "command": "python3 scripts/golden-values/proportions.py > test/statistics/golden/proportions.json"}
golden = {
    "wilsonInterval": rows(wilson, ones, [0.9, 0.95, 0.999999]),
    "clopperPearson": rows(clopper_pearson, exact, [0.9, 0.95]),
    "newcombeDifference": rows(newcombe, twos, [0.9, 0.95]),
    "miettinenNurminenDifference": rows(mn_difference, twos, [0.9, 0.95, 0.999]),
    "miettinenNurminenRatio": rows(mn_ratio, ratios, [0.9, 0.95, 0.999]),
    "restrictedVariance": [[list(c), [float(mp.chop(restricted_variance(*c), F(10) ** -25))]] for c in variances],
    "katzRatio": rows(katz, katzes, [0.9, 0.999]),
    "oddsRatioWoolf": rows(woolf, tables, [0.9, 0.999]),
    "twoProportionTest": [row(z_test, c) for c in tests],
    "scoreTestDifference": [row(score_test, c) for c in tests],
    "smallestDetectableDifference": [[list(c), [float(v) for v in detectable(*c)]] for c in plans],
    "zeroEventUpperLimit": [[list(c), [float(1 - (1 - F(c[1])) ** (F(1) / c[0]))]] for c in zero_events],
    "casesForZeroEventBound": [[list(c), [int(mp.ceil(mp.log(1 - F(c[1])) / mp.log(1 - F(c[0]))))]] for c in [(0.05, 0.95), (0.02, 0.95), (0.5, 0.6), (1e-9, 0.99)]],
}
print("{\n" + ",\n".join(f'"{name}": {json.dumps(value, separators=(",", ":"))}' for name, value in {"origin": origin, **golden}.items()) + "\n}")
