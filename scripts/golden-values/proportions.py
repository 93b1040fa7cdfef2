"""Golden intervals of proportions: closed forms at 40 digits, independent of the solver in src/statistics.

Command:  python proportions.py > ../../test/statistics/golden/proportions.json
Needs:    mpmath (1.4.1 was used). Miettinen-Nurminen by the trigonometric root of the cubic (1985, appendix I), then bisection.
"""
import json, sys
import mpmath as mp

mp.mp.dps = 40


def z_of(level):
    return mp.sqrt(2) * mp.erfinv(mp.mpf(level))


def wilson(k, n, level):
    z = z_of(level)
    center, half = k + z * z / 2, z * mp.sqrt(z * z / 4 + mp.mpf(k) * (n - k) / n)
    return (center - half) / (n + z * z), (center + half) / (n + z * z)


def newcombe(x1, n1, x2, n2, level):
    (l1, u1), (l2, u2) = wilson(x1, n1, level), wilson(x2, n2, level)
    p1, p2 = mp.mpf(x1) / n1, mp.mpf(x2) / n2
    return p1 - p2 - mp.hypot(p1 - l1, u2 - p2), p1 - p2 + mp.hypot(u1 - p1, p2 - l2)


def bisect(f, low, high):
    low, high = mp.mpf(low), mp.mpf(high)
    sign = f(high) > 0
    for _ in range(135):
        middle = (low + high) / 2
        if (f(middle) > 0) == sign:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def difference_score(x1, n1, x2, n2, d):
    # p1 = p2 + d; cubic in p2 with samples labelled as in the paper (S1 = p1, S0 = p2).
    N, S = mp.mpf(n1 + n2), mp.mpf(x1 + x2)
    L3, L2 = N, (n1 + 2 * n2) * d - N - S
    L1, L0 = (n2 * d - N - 2 * x2) * d + S, x2 * d * (1 - d)
    q = L2**3 / (3 * L3) ** 3 - L1 * L2 / (6 * L3**2) + L0 / (2 * L3)
    p = mp.sign(q) * mp.sqrt(max(mp.mpf(0), L2**2 / (3 * L3) ** 2 - L1 / (3 * L3)))
    if p == 0:
        p2 = -L2 / (3 * L3)
    else:
        ratio = max(mp.mpf(-1), min(mp.mpf(1), q / p**3))
        p2 = 2 * p * mp.cos((mp.pi + mp.acos(ratio)) / 3) - L2 / (3 * L3)
    p2 = max(max(mp.mpf(0), -d), min(min(mp.mpf(1), 1 - d), p2))
    p1 = p2 + d
    v = (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * N / (N - 1)
    distance = mp.mpf(x1) / n1 - mp.mpf(x2) / n2 - d
    return distance / mp.sqrt(v) if v > 0 else mp.sign(distance) * mp.mpf(10) ** 30


def mn_difference(x1, n1, x2, n2, level):
    z, d0 = z_of(level), mp.mpf(x1) / n1 - mp.mpf(x2) / n2
    tiny = mp.mpf(10) ** -25
    outside = lambda d: abs(difference_score(x1, n1, x2, n2, d)) - z
    lower = mp.mpf(-1) if d0 == -1 else bisect(outside, d0 - tiny, -1 + tiny)
    upper = mp.mpf(1) if d0 == 1 else bisect(outside, d0 + tiny, 1 - tiny)
    return lower, upper


def ratio_score(x1, n1, x2, n2, r):
    N = mp.mpf(n1 + n2)
    A, B, C = N * r, -(n1 * r + x1 + n2 + x2 * r), mp.mpf(x1 + x2)
    p2 = (-B - mp.sqrt(max(mp.mpf(0), B * B - 4 * A * C))) / (2 * A)
    p1 = r * p2
    v = (p1 * (1 - p1) / n1 + r * r * p2 * (1 - p2) / n2) * N / (N - 1)
    distance = mp.mpf(x1) / n1 - r * x2 / mp.mpf(n2)
    return distance / mp.sqrt(v) if v > 0 else mp.sign(distance) * mp.mpf(10) ** 30


def mn_ratio(x1, n1, x2, n2, level):
    z = z_of(level)
    outside = lambda log_r: abs(ratio_score(x1, n1, x2, n2, mp.exp(log_r))) - z
    tiny = mp.mpf(10) ** -25
    if x1 == 0:
        return mp.mpf(0), mp.exp(bisect(outside, -60, 20))
    center = mp.log(mp.mpf(x1) * n2 / (mp.mpf(x2) * n1))
    return mp.exp(bisect(outside, center - tiny, center - 60)), mp.exp(bisect(outside, center + tiny, center + 60))


ones = [(0, 30), (15, 148), (81, 263), (0, 20), (1, 29), (20, 20), (1, 10**12), (5 * 10**11, 10**12), (10**12 - 1, 10**12), (3, 7)]
twos = [(56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 0, 29), (0, 10, 0, 20), (0, 10, 0, 10), (10, 10, 0, 20), (10, 10, 0, 10), (10, 10, 20, 20), (0, 15, 20, 20), (60, 1000, 52, 1000),
        (1, 1000, 999, 1000), (108, 300, 80, 190), (3, 10**6, 1, 10**6), (3, 10**12, 1, 10**12), (999999, 10**6, 999990, 10**6), (1, 2, 1, 1), (500000, 10**6, 500000, 10**6)]
ratios = [case for case in twos if case[2] > 0]
rows = lambda f, cases, levels: [[list(c) + [l], [float(v) for v in f(*c, l)]] for c in cases for l in levels]
print(json.dumps({"origin": {"software": f"mpmath {mp.__version__} at 40 digits, Python {sys.version.split()[0]}", "command": "python scripts/golden-values/proportions.py"},
                  "wilsonInterval": rows(wilson, ones, [0.9, 0.95]),
                  "newcombeDifference": rows(newcombe, twos, [0.9, 0.95]),
                  "miettinenNurminenDifference": rows(mn_difference, twos, [0.9, 0.95, 0.999]),
                  "miettinenNurminenRatio": rows(mn_ratio, ratios, [0.9, 0.95, 0.999])}, indent=1))
