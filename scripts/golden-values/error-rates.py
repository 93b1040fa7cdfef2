"""Golden values of error rates: scikit-learn for the estimates, variances by mpmath's numerical derivative of the definition at 50 digits,
Manski bounds by trying every completion, regression errors by exact fractions and scikit-learn.

Command:  python3 scripts/golden-values/error-rates.py > test/statistics/golden/error-rates.json
"""
import json, math, sys
from fractions import Fraction as Q
import mpmath as mp
import numpy as np
import scipy, sklearn
from scipy import stats
from sklearn import metrics

mp.mp.dps = 50
F = mp.mpf
T = 10**12
Z = mp.sqrt(2) * mp.erfinv(F(0.95))


def wilson(k, n, z=Z):
    center, half = k + z * z / 2, z * mp.sqrt(max(F(0), z * z / 4 + k * (n - k) / n))
    return (center - half) / (n + z * z), (center + half) / (n + z * z)


def delta_variance(statistic, counts):
    """Variance of a function of multinomial counts, to first order: sum x g^2 - (sum x g)^2 / n."""
    counts = [F(c) for c in counts]
    gradient = [mp.diff(lambda v: statistic(counts[:i] + [v] + counts[i + 1 :]), counts[i], h=counts[i] * F(10) ** -18) if counts[i] else F(0) for i in range(len(counts))]
    first = sum(c * g for c, g in zip(counts, gradient))
    return sum(c * g * g for c, g in zip(counts, gradient)) - first**2 / sum(counts)


def expand(tp, fp, fn, tn):
    return [1, 0, 1, 0], [1, 1, 0, 0], [tp, fp, fn, tn]


def f_beta(tp, fp, fn, tn, beta):
    y, p, w = expand(tp, fp, fn, tn)
    sk = float(metrics.fbeta_score(y, p, beta=beta, sample_weight=w))
    b = F(beta) ** 2
    of = lambda c: (1 + b) * c[0] / ((1 + b) * c[0] + b * c[2] + c[1])
    e = of([F(v) for v in (tp, fp, fn)])
    if e in (0, 1):
        n = F(b * fn + fp) / (1 + b) if e == 0 else (1 + b) * tp / max(F(1), b)
    else:
        n = e * (1 - e) / delta_variance(of, [tp, fp, fn])
    low, high = wilson(e * n, n)
    return [sk, e, max(F(0), low) if e else F(0), min(F(1), high) if e != 1 else F(1)]


def matthews(tp, fp, fn, tn):
    y, p, w = expand(tp, fp, fn, tn)
    of = lambda c: (c[0] * c[3] - c[1] * c[2]) / mp.sqrt((c[0] + c[1]) * (c[2] + c[3]) * (c[0] + c[2]) * (c[1] + c[3]))
    e = of([F(v) for v in (tp, fp, fn, tn)])
    se = mp.sqrt(delta_variance(of, [tp, fp, fn, tn]))
    reach = Z * se / (1 - e * e)
    return [float(metrics.matthews_corrcoef(y, p, sample_weight=w)), e, mp.tanh(mp.atanh(e) - reach), mp.tanh(mp.atanh(e) + reach), se]


def balanced(tp, fp, fn, tn):
    y, p, w = expand(tp, fp, fn, tn)
    p1, p2 = F(tp) / (tp + fn), F(tn) / (tn + fp)
    (l1, u1), (l2, u2) = wilson(F(tp), F(tp + fn)), wilson(F(tn), F(tn + fp))
    e = (p1 + p2) / 2
    return [float(metrics.balanced_accuracy_score(y, p, sample_weight=w)), e, max(F(0), e - mp.hypot(p1 - l1, p2 - l2) / 2), min(F(1), e + mp.hypot(u1 - p1, u2 - p2) / 2)]


def rates(tp, fp, fn, tn):
    pairs = [(tp, tp + fn), (fp, fp + tn), (tn, fp + tn), (fn, tp + fn), (tp, tp + fp), (fp, tp + fp), (tn, fn + tn), (fn, fn + tn), (tp + tn, tp + fp + fn + tn), (tp + fn, tp + fp + fn + tn)]
    return [[float(Q(k, n)), *(float(v) for v in wilson(F(k), F(n)))] if n else None for k, n in pairs]


def multiclass(table):
    K = len(table)
    y = [i for i in range(K) for j in range(K)]
    p = [j for i in range(K) for j in range(K)]
    w = [c for row in table for c in row]
    keep = [i for i, c in enumerate(w) if c]
    y, p, w_ = [y[i] for i in keep], [p[i] for i in keep], [w[i] for i in keep]
    result = {"accuracy": [float(metrics.accuracy_score(y, p, sample_weight=w_))]}
    flat = lambda c: [c[i * K : (i + 1) * K] for i in range(K)]

    def statistic(metric, average):
        def of(c):
            t = flat(c)
            hit, row, col = [t[k][k] for k in range(K)], [sum(t[k]) for k in range(K)], [sum(r[k] for r in t) for k in range(K)]
            here = [k for k in range(K) if sum(table[k]) + sum(r[k] for r in table) > 0]
            if average == "weighted":
                here = [k for k in here if sum(table[k]) > 0]
            value = {"precision": lambda k: hit[k] / col[k], "recall": lambda k: hit[k] / row[k], "f1": lambda k: 2 * hit[k] / (row[k] + col[k])}[metric]
            weight = [row[k] if average == "weighted" else F(1) for k in here]
            return sum(v * value(k) for v, k in zip(weight, here)) / sum(weight)
        return of

    for average in ("macro", "weighted"):
        sk = metrics.precision_recall_fscore_support(y, p, average=average, sample_weight=w_, zero_division=np.nan)
        for metric, number in zip(("precision", "recall", "f1"), sk):
            of = statistic(metric, average)
            try:
                e = of([F(c) for c in w])
            except ZeroDivisionError:
                result[f"{average} {metric}"] = None
                continue
            v = delta_variance(of, w)
            # Classes at 0 or 1: the binomial variance at the middle of their Wilson interval.
            t, middles, weights = flat(w), [], []
            for k in range(K):
                hit, row, col = t[k][k], sum(t[k]), sum(r[k] for r in t)
                weight = row if average == "weighted" else int(row + col > 0)
                if weight:
                    events, rows_ = {"precision": (hit, col), "recall": (hit, row), "f1": (2 * hit, row + col)}[metric]
                    middles.append((weight, events, rows_, sum(wilson(F(events), F(rows_))) / 2))
                    weights.append(weight)
            v += sum(F(weight) ** 2 * q * (1 - q) / rows_ for weight, events, rows_, q in middles if events in (0, rows_)) / F(sum(weights)) ** 2
            mean = sum(weight * q for weight, _, _, q in middles) / sum(weights)
            n = (mean * (1 - mean) if e in (0, 1) else e * (1 - e)) / v
            if (metric, average) == ("recall", "weighted"):
                n = F(sum(w))  # The accuracy, of which all rows are one binomial sample.
            low, high = wilson(e * n, n)
            result[f"{average} {metric}"] = [float(number), float(e), float(max(F(0), low)), float(min(F(1), high))]
    return result


def imbens(lc, lr, uc, ur, level):
    l, u = F(lc) / lr, F(uc) / ur
    sl, su = mp.sqrt(l * (1 - l) / lr), mp.sqrt(u * (1 - u) / ur)
    excess = lambda C: mp.ncdf(C + (u - l) / max(sl, su)) - mp.ncdf(-C) - F(level)
    if u == l:
        excess = lambda C: 2 * mp.ncdf(C) - 1 - F(level)
    low, high = mp.sqrt(2) * mp.erfinv(2 * F(level) - 1) - F(10) ** -20, mp.sqrt(2) * mp.erfinv(F(level)) + F(10) ** -20
    for _ in range(160):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) < 0 else (low, middle)
    return [low, max(F(0), wilson(F(lc), F(lr), low)[0]), min(F(1), wilson(F(uc), F(ur), low)[1])]


def manski(tp, fp, fn, tn, up, un):
    """Smallest and largest of every rate over all completions, in the order of CONFUSION_RATES."""
    seen = [[] for _ in range(10)]
    for i in range(up + 1):
        for j in range(un + 1):
            a, b, c, d = tp + i, fp + up - i, fn + j, tn + un - j
            pairs = [(a, a + c), (b, b + d), (d, b + d), (c, a + c), (a, a + b), (b, a + b), (d, c + d), (c, c + d), (a + d, a + b + c + d), (a + c, a + b + c + d)]
            for values, (k, n) in zip(seen, pairs):
                if n:
                    values.append(Q(k, n))
    return [[float(min(v)), float(max(v))] for v in seen]


def regression(unit, y, e, copies=1):
    """y and e in whole steps of unit; every row `copies` times."""
    n = len(y) * copies
    s = {"n": n, "e": copies * sum(e), "absoluteE": copies * sum(map(abs, e)), "squaredE": copies * sum(v * v for v in e), "y": copies * sum(y), "squaredY": copies * sum(v * v for v in y)}
    u = F(unit)
    mean, mae, mse = u * s["e"] / n, u * s["absoluteE"] / n, u * u * s["squaredE"] / n
    error = lambda total: u * mp.sqrt(F(n * s["squaredE"] - total**2) / (F(n) ** 2 * (n - 1)))
    t = F(float(stats.t.ppf(0.975, n - 1)))
    out = {"bias": [mean, mean - t * error(s["e"]), mean + t * error(s["e"]), error(s["e"])], "mae": [mae, max(F(0), mae - t * error(s["absoluteE"])), mae + t * error(s["absoluteE"]), error(s["absoluteE"])],
           "mse": mse, "rmse": mp.sqrt(mse), "r2": 1 - F(n * s["squaredE"]) / (n * s["squaredY"] - s["y"] ** 2)}
    truth, guess = np.array(y) * unit, (np.array(y) + np.array(e)) * unit
    sk = [metrics.mean_absolute_error(truth, guess), metrics.mean_squared_error(truth, guess), metrics.r2_score(truth, guess)]
    plain = lambda v: [float(x) for x in v] if isinstance(v, list) else float(v)
    return {"unit": unit, **{k: str(v) if k != "n" else v for k, v in s.items()}, "expected": {k: plain(v) for k, v in out.items()}, "scikitLearn": [float(v) for v in sk]}


cells = [(30, 10, 20, 140), (1, 2, 3, 4), (500, 3, 1, 9), (5 * 10**11, 10**9, 3 * 10**10, T), (1, 10**6, 1, 10**6), (10, 1, 90, 1), (3, 97, 97, 3)]
edges = [(0, 5, 7, 9), (12, 0, 0, 3), (0, 0, 4, 6), (0, 3, 0, 6)]
tables = {
    "three": [[50, 3, 2], [4, 40, 6], [1, 9, 30]],
    "imbalanced": [[10**6, 10, 3], [20, 7, 1], [2, 0, 1]],
    "never predicted": [[8, 2, 0], [3, 7, 0], [1, 2, 0]],
    "never happened": [[8, 2, 1], [3, 7, 2], [0, 0, 0]],
    "absent class": [[5, 0, 2, 1], [0, 0, 0, 0], [1, 0, 9, 0], [2, 0, 0, 7]],
    "perfect": [[4, 0], [0, 9]],
    "of 1e12": [[10**12, 10**10, 5], [10**9, 5 * 10**11, 10**8], [3, 10**7, 10**6]],
    "two": [[30, 20], [10, 140]],
}
regions = [(300, 1000, 900, 1000, 0.95), (500, 1000, 510, 1000, 0.95), (5, 10, 5, 10, 0.95), (100, 700, 100, 100, 0.9), (1, 10**12, 3, 10**12, 0.95), (0, 40, 12, 40, 0.99), (40, 100, 90, 120, 0.999999), (5, 5, 5, 5, 0.95), (0, 7, 0, 7, 0.9), (5, 6, 6, 6, 0.95)]
labelled = [(300, 100, 0, 0, 0, 600), (3, 2, 4, 1, 5, 6), (1, 0, 0, 1, 3, 0)]
rng = np.random.default_rng(20)
y = [int(v) for v in rng.integers(-5000, 5000, 40)]
e = [int(v) for v in rng.integers(-300, 320, 40)]
regressions = [regression(0.01, y, e), regression(1.0, [1, 2, 3], [1, -1, 2]), regression(0.001, [10**9 + v for v in y], e), regression(0.5, y, [v + 1000 for v in e], 25 * 10**9), regression(2.0, [0, 1], [5, -7])]

numbers = lambda v: [x if x is None or isinstance(x, float) else float(x) for x in v]
golden = {
    "origin": {"software": f"scikit-learn {sklearn.__version__}, scipy {scipy.__version__}, mpmath {mp.__version__} at 50 digits, Python {sys.version.split()[0]}",
               "command": "python3 scripts/golden-values/error-rates.py > test/statistics/golden/error-rates.json"},
    "rates": [[list(c), rates(*c)] for c in cells + edges],
    "fBeta": [[[*c, b], numbers(f_beta(*c, b))] for c in cells + [(0, 5, 7, 9), (12, 0, 0, 3), (0, 0, 4, 6)] for b in (1, 0.5, 2)],
    "matthews": [[list(c), numbers(matthews(*c))] for c in cells],
    "balanced": [[list(c), numbers(balanced(*c))] for c in cells + [(0, 5, 7, 9), (12, 0, 0, 3)]],
    "multiclass": [{"name": name, "table": t, "expected": multiclass(t)} for name, t in tables.items()],
    "manski": [[list(c), manski(*c)] for c in labelled],
    "imbensManski": [[list(c), numbers(imbens(*c))] for c in regions],
    "regression": regressions,
}
print("{\n" + ",\n".join(f'"{k}": {json.dumps(v, separators=(",", ":"))}' for k, v in golden.items()) + "\n}")
