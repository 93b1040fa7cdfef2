"""Golden values of calibration: scikit-learn where it has the method, else the definitions row by row in mpmath at 50 digits.

Command:  python3 scripts/golden-values/calibration.py > test/statistics/golden/calibration.json
"""
import json, random, sys
from fractions import Fraction as F
import mpmath, numpy as np, sklearn
from mpmath import mp, mpf
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss

mp.dps = 50
rng = random.Random(20260304)
G = 2**30


def exact(x):
    return mpf(x.numerator) / mpf(x.denominator)


def mean(values):
    return sum(values, F(0)) / len(values)


def deviation(ks):
    """E|X - sum f| for X a sum of Bernoulli(f): the exact Poisson-binomial, by convolution; only for bins with one forecast the same as the formula."""
    probabilities = [mpf(1)]
    for k in ks:
        f = mpf(k) / G
        probabilities = [(probabilities[i] * (1 - f) if i < len(probabilities) else 0) + (probabilities[i - 1] * f if i else 0) for i in range(len(probabilities) + 1)]
    centre = mpf(sum(ks)) / G
    return sum(p * abs(i - centre) for i, p in enumerate(probabilities))


def expected_deviation(ks):
    """The binomial law with the bin's mean by enumeration, scaled to the standard deviation of the rows."""
    n = len(ks)
    f = mpf(sum(ks)) / G / n
    if f in (0, 1):
        return mpf(0)
    binomial = sum(mp.binomial(n, i) * f**i * (1 - f) ** (n - i) * abs(i - n * f) for i in range(n + 1))
    return binomial * mp.sqrt(sum(mpf(k) * (G - k) for k in ks) / G**2 / (n * f * (1 - f)))


def forecasts(name, bins):
    """bins: lists of (k, y)."""
    rows = [row for b in bins for row in b]
    n = len(rows)
    f, y = [F(k, G) for k, _ in rows], [F(o) for _, o in rows]
    ybar = mean(y)
    reliability = resolution = wbv = wbc = ece = kumar = F(0)
    noise = true_noise = mpf(0)
    for b in bins:
        fb, yb = [F(k, G) for k, _ in b], [F(o) for _, o in b]
        fk, yk, nk = mean(fb), mean(yb), len(b)
        reliability += nk * (fk - yk) ** 2 / n
        resolution += nk * (yk - ybar) ** 2 / n
        wbv += sum((a - fk) ** 2 for a in fb) / n
        wbc += 2 * sum((a - fk) * (o - yk) for a, o in zip(fb, yb)) / n
        ece += nk * abs(fk - yk) / n
        kumar += F(nk, n) * ((fk - yk) ** 2 - yk * (1 - yk) / (nk - 1)) if nk > 1 else 0
        noise += expected_deviation([k for k, _ in b]) / n
        true_noise += deviation([k for k, _ in b]) / n
    brier = mean([(a - o) ** 2 for a, o in zip(f, y)])
    assert brier == reliability - resolution + ybar * (1 - ybar) + wbv - wbc
    numerator = sum((o - a) * (1 - 2 * a) for a, o in zip(f, y))
    variance = sum(a * (1 - a) * (1 - 2 * a) ** 2 for a in f)
    z = exact(numerator) / mp.sqrt(exact(variance)) if variance else None
    single = any(len(b) == 1 for b in bins)
    return {"name": name, "bins": [[list(row) for row in b] for b in bins],
            "scikitLearn": float(brier_score_loss([int(o) for o in y], [k / G for k, _ in rows])) if 0 < ybar < 1 else None,
            "brier": float(brier), "parts": [float(v) for v in (reliability, resolution, ybar * (1 - ybar), wbv, wbc)],
            "ece": float(ece), "noise": float(noise), "poissonBinomialNoise": float(true_noise), "kumar": None if single else float(kumar),
            "spiegelhalter": None if z is None else [float(z), float(mp.erfc(abs(z) / mp.sqrt(2)))]}


def drawn(n, width, twist=1.0):
    rows = []
    for _ in range(n):
        k = rng.randrange(G + 1)
        rows.append((k, int(rng.random() < (k / G) ** twist)))
    return [b for b in ([row for row in rows if min(width - 1, row[0] * width // G) == i] for i in range(width)) if b]


def step(share):
    return int(share * G)


cases = [forecasts("200 calibrated, 10 bins", drawn(200, 10)), forecasts("150 twisted, 5 bins", drawn(150, 5, 2.5)),
         forecasts("one forecast a bin", [[(step(0.1), int(i < 3)) for i in range(20)], [(step(0.5), int(i < 11)) for i in range(20)], [(step(0.9), int(i < 14)) for i in range(15)]]),
         forecasts("rare events", [[(step(0.001) + i, 0) for i in range(60)], [(step(0.01) + 7 * i, int(i == 4)) for i in range(40)]]),
         forecasts("sharp and right", [[(0, 0)] * 8, [(G, 1)] * 6]), forecasts("sharp and wrong", [[(0, 1)] * 3 + [(1, 0)] * 8, [(G, 0)] * 2 + [(G - 1, 1)] * 6]),
         forecasts("all one half", [[(G // 2, i % 2) for i in range(9)]]), forecasts("single rows", [[(step(0.2), 0)], [(step(0.4), 1)], [(step(0.9), 1)]]),
         forecasts("no events", [[(step(0.05) + i, 0) for i in range(12)], [(step(0.2), 0)] * 5])]


def isotonic(cells, at):
    used = [c for c in cells if c[1]]
    fit = IsotonicRegression(out_of_bounds="clip").fit([c[0] for c in used], [c[2] / c[1] for c in used], sample_weight=[c[1] for c in used])
    merged = {}
    for x, n, e in used:
        a, b = merged.get(x, (0, 0))
        merged[x] = (a + n, b + e)
    xs = sorted(merged)
    # min-max formula: max over starts s <= i of min over ends t >= i of the mean of s..t, in fractions.
    fitted = []
    for i in range(len(xs)):
        fitted.append(float(max(min(F(sum(merged[x][1] for x in xs[s:t + 1]), sum(merged[x][0] for x in xs[s:t + 1])) for t in range(i, len(xs))) for s in range(i + 1))))
    return {"cells": cells, "at": at, "scikitLearn": [float(v) for v in fit.predict(at)], "scores": xs, "minMax": fitted}


points = [-5, -1, 0, 0.05, 0.1, 0.15, 0.25, 0.3, 0.333, 0.5, 0.61, 0.75, 0.9, 0.95, 1, 2]
isotonics = [isotonic([[x / 20, rng.randint(0, 12), 0] for x in range(21)], points)]
for width in (10, 25):
    cells = []
    for i in range(width + 1):
        n = rng.randint(1, 30)
        cells.append([i / width, n, sum(rng.random() < 0.15 + 0.7 * i / width for _ in range(n))])
    isotonics.append(isotonic(cells, points))
isotonics += [isotonic([[0.1, 5, 5], [0.5, 3, 1], [0.9, 4, 0]], points), isotonic([[0.1, 5, 0], [0.5, 3, 1], [0.9, 4, 4]], points), isotonic([[0.5, 3, 1], [0.1, 4, 1], [0.5, 3, 0], [0.9, 6, 2], [0.9, 1, 1]], points),
              isotonic([[0.3, 10, 4]], points), isotonic([[0.1, 3, 1], [0.2, 6, 2], [0.3, 9, 3], [0.9, 10**12, 999999999999]], points)]


def profile(name, x, rows, events):
    """Profile likelihood limits and likelihood ratio tests of slope 1, and of intercept 0 at slope 1."""
    xs = [mpf(v) for v in x]

    def loglik(a, b):
        return sum(e * -mp.log1p(mp.exp(-(a + b * v))) + (n - e) * -mp.log1p(mp.exp(a + b * v)) for v, n, e in zip(xs, rows, events))

    def intercept(b, start):
        a = start
        for _ in range(600):
            p = [1 / (1 + mp.exp(-(a + b * v))) for v in xs]
            step = sum(e - n * q for n, e, q in zip(rows, events, p)) / sum(n * q * (1 - q) for n, q in zip(rows, p))
            a += mp.sign(step) * min(abs(step), 1)
            if abs(step) < mpf(10) ** -40:
                return a
        raise ArithmeticError(name)

    z2 = 2 * mp.erfinv(mpf(19) / 20) ** 2
    tail = lambda q: float(mp.erfc(mp.sqrt(q / 2)))

    def limits(top, f, scale):
        found = []
        for d in (-1, 1):
            outer = top + d * scale
            while f(outer) < z2:
                outer += d * scale
            lo, hi = outer - d * scale, outer
            for _ in range(130):
                middle = (lo + hi) / 2
                lo, hi = (lo, middle) if f(middle) > z2 else (middle, hi)
            found.append(float(lo))
        return found

    # Slope by bisection of the profile's derivative.
    def score(b):
        a = intercept(b, mpf(0))
        return sum(v * (e - n / (1 + mp.exp(-(a + b * v)))) for v, n, e in zip(xs, rows, events))
    lo, hi = mpf(-8), mpf(8)
    for _ in range(170):
        middle = (lo + hi) / 2
        lo, hi = (middle, hi) if score(middle) > 0 else (lo, middle)
    slope = lo
    top = loglik(intercept(slope, mpf(0)), slope)
    drop = lambda b: 2 * (top - loglik(intercept(b, mpf(0)), b))
    large = intercept(mpf(1), mpf(0))
    best = loglik(large, mpf(1))
    below = lambda a: 2 * (best - loglik(a, mpf(1)))
    return {"name": name, "x": x, "rows": rows, "events": events, "slopeLimits": limits(slope, drop, mpf(1) / 8), "slopeTest": [float(drop(mpf(1))), tail(drop(mpf(1)))],
            "largeLimits": limits(large, below, mpf(1) / 8), "largeTest": [float(below(mpf(0))), tail(below(mpf(0)))]}


profiles = [profile("four cells", [-2.0, -0.5, 0.5, 2.5], [40, 50, 60, 30], [9, 22, 33, 25]), profile("a billion rows", [-3.0, 0.0, 2.0], [10**9, 10**9, 10**9], [47430000, 500010000, 880800000]),
            profile("four rows", [0.0, 1.0, 2.0, 3.0], [1, 1, 1, 1], [0, 1, 0, 1]), profile("10^12 rows and 13 events", [-27.0, -24.0], [10**12, 10**11], [4, 9])]
print(json.dumps({"origin": {"software": f"Python {sys.version.split()[0]}, scikit-learn {sklearn.__version__}, mpmath {mpmath.__version__}", "command": "python3 scripts/golden-values/calibration.py"},
                  "forecasts": cases, "isotonic": isotonics, "profiles": profiles}))
