"""Golden values of placement sums, average precision and the clustered area under the ROC curve.

scikit-learn for average precision; the rest row by row from the definitions, in exact fractions.
Command:  python3 scripts/golden-values/ranking-definitions.py > test/statistics/golden/ranking-definitions.json
"""
import json, random, sys
from fractions import Fraction as F
import mpmath, numpy, sklearn
from mpmath import mp, mpf
from sklearn.metrics import average_precision_score

mp.dps = 50
rng = random.Random(20260302)


def exact(x):
    return mpf(x.numerator) / mpf(x.denominator)


def doubled_placements(x, other):
    return [2 * sum(o < v for o in other) + sum(o == v for o in other) for v in x]


def placements(groups):
    p = [g for g, (a, _) in enumerate(groups) for _ in range(a)]
    q = [g for g, (_, b) in enumerate(groups) for _ in range(b)]
    return [[len(x), str(sum(u)), str(sum(k * k for k in u))] for x, u in ((p, doubled_placements(p, q)), (q, doubled_placements(q, p)))]


def delong_enormous(groups):
    """Area and variance of tie groups of any size, in fractions over the groups."""
    m, n = sum(p for p, _ in groups), sum(q for _, q in groups)
    below_p = below_q = 0
    v10, v01 = [], []
    for p, q in groups:
        v10.append((p, F(2 * below_q + q, 2 * n)))
        v01.append((q, 1 - F(2 * below_p + p, 2 * m)))
        below_p += p
        below_q += q
    area = sum(c * v for c, v in v10) / m
    s10 = sum(c * (v - area) ** 2 for c, v in v10) / (m - 1) if m > 1 else F(0)
    s01 = sum(c * (v - area) ** 2 for c, v in v01) / (n - 1) if n > 1 else F(0)
    parts = [s10 / m, s01 / n]
    df = sum(parts) ** 2 / (parts[0] ** 2 / (m - 1) + parts[1] ** 2 / (n - 1))
    return [float(area), float(parts[0]), float(parts[1]), float(df)]


def average_precision(groups):
    scores, labels, weights = [], [], []
    for g, (p, q) in enumerate(groups):
        for label, count in ((1, p), (0, q)):
            if count:
                scores.append(g); labels.append(label); weights.append(float(count))
    ap = float(average_precision_score(labels, scores, sample_weight=weights))
    m = sum(p for p, _ in groups)
    # The same in fractions, and the limits from it.
    above = below = 0
    value = F(0)
    for p, q in reversed(groups):
        above += p; below += q
        if p:
            value += F(p * above, m * (above + below))
    limits = None
    if value < 1:
        a = exact(value)
        eta, tau = mp.log(a / (1 - a)), 1 / mp.sqrt(m * a * (1 - a))
        z = mp.sqrt(2) * mp.erfinv(mpf(19) / 20)
        limits = [float(1 / (1 + mp.exp(-(eta + s * z * tau)))) for s in (-1, 1)]
    return {"groups": groups, "scikitLearn": ap, "exact": float(value), "limits": limits}


def clustered(rows):
    """rows: (cluster, label, score). Obuchowski 1997, from the definition."""
    x = [(c, s) for c, y, s in rows if y]
    o = [(c, s) for c, y, s in rows if not y]
    M, N = len(x), len(o)
    psi = lambda a, b: F(1) if a > b else F(1, 2) if a == b else F(0)
    v10 = [(c, sum(psi(s, t) for _, t in o) / N) for c, s in x]
    v01 = [(c, sum(psi(t, s) for _, t in x) / M) for c, s in o]
    A = sum(v for _, v in v10) / M
    ids = sorted({c for c, _, _ in rows})
    U = {i: sum((v - A for c, v in v10 if c == i), F(0)) for i in ids}
    V = {i: sum((v - A for c, v in v01 if c == i), F(0)) for i in ids}
    I10, I01, I = len({c for c, _ in x}), len({c for c, _ in o}), len(ids)
    s10 = F(I10, (I10 - 1) * M) * sum(u * u for u in U.values())
    s01 = F(I01, (I01 - 1) * N) * sum(v * v for v in V.values())
    s11 = F(I, I - 1) * sum(U[i] * V[i] for i in ids)
    variance = s10 / M + s01 / N + 2 * s11 / (M * N)
    df = min(I10, I01) - 1
    a, se = exact(A), mp.sqrt(exact(variance))
    t = mp.findroot(lambda t: mp.betainc(mpf(df) / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) - mpf(1) / 20, (2, 2.5))
    eta = mp.log(a / (1 - a))
    limits = [float(1 / (1 + mp.exp(-(eta + s * t * se / (a * (1 - a)))))) for s in (-1, 1)]
    return {"rows": rows, "area": float(A), "variance": float(variance), "df": df, "limits": limits}


group_cases = [[[3, 0], [1, 4], [5, 2], [2, 0]], [[7, 9]], [[0, 4], [3, 0]], [[3, 0], [0, 4]], [[rng.randint(0, 3), rng.randint(0, 5)] for _ in range(40)],
               [[0, 100], [0, 0], [1, 900], [0, 3], [2, 0]], [[1, 1], [0, 5000], [1, 0]]]
enormous = [[[1, 10**12 - 1], [10**12 - 1, 1]], [[10**12, 10**12], [10**12, 10**11]], [[3, 10**12], [5, 10**12]], [[10**12, 3], [10**12, 5]], [[10**9, 10**12], [10**9, 10**9], [10**12, 10**9]]]


def log(n_clusters, per, shift, subject_sd, digits):
    rows = []
    for c in range(n_clusters):
        effect = rng.gauss(0, subject_sd)
        for _ in range(rng.randint(1, per)):
            y = int(rng.random() < 0.4)
            rows.append([c, y, round(rng.gauss(shift * y, 1) + effect, digits)])
    return rows


clusters = [log(12, 4, 1.0, 0.8, 1), log(40, 3, 2.0, 0.3, 2), log(6, 8, 0.3, 1.5, 0), log(25, 1, 0.8, 0, 1)]
print(json.dumps({"origin": {"software": f"Python {sys.version.split()[0]}, scikit-learn {sklearn.__version__}, mpmath {mpmath.__version__}", "command": "python3 scripts/golden-values/ranking-definitions.py"},
                  "placements": [{"groups": g, "sums": placements(g)} for g in group_cases],
                  "enormous": [{"groups": g, "expected": delong_enormous(g)} for g in enormous],
                  "averagePrecision": [average_precision(g) for g in group_cases + enormous],
                  "clustered": [clustered(r) for r in clusters]}))
