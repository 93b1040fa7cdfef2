"""Golden values of src/statistics/estimation: confidence-based performance and the reconstruction error of principal components.

Command:  python3 scripts/golden-values/estimation.py > test/statistics/golden/estimation.json
Needs:    mpmath (1.4.1 was used), numpy (2.4.6), scikit-learn (1.9.1). Nothing here uses the closed forms of src/statistics: sums run over
single rows or all pairs, derivatives are numerical at 50 digits, calibrators are scikit-learn's, bootstrap variances are enumerated.
"""
import itertools
import json
from fractions import Fraction
from math import factorial

import mpmath as mp
import numpy as np
import sklearn
from sklearn.isotonic import IsotonicRegression

mp.mp.dps = 50
COMMAND = "python3 scripts/golden-values/estimation.py > test/statistics/golden/estimation.json"

# --- Reconstruction error -----------------------------------------------------------------------------------------------------------


def sums_of(rows, times=1):
    """Exact sums of integer rows; `times` repeats every row."""
    rows = [[int(x) for x in row] for row in rows]
    width = len(rows[0])
    return {
        "rows": len(rows) * times,
        "sums": [str(sum(row[i] for row in rows) * times) for i in range(width)],
        "products": [[str(sum(row[i] * row[j] for row in rows) * times) for j in range(i + 1)] for i in range(width)],
    }


def reconstruction(name, baseline, window, share=0.65, tolerance=1e-12, times=1, in_doubles=True):
    base = [[mp.mpf(int(x)) for x in row] for row in baseline]
    width = len(base[0])
    means = [mp.fsum(row[i] for row in base) / len(base) for i in range(width)]
    deviations = [mp.sqrt(mp.fsum((row[i] - means[i]) ** 2 for row in base) / len(base)) for i in range(width)]
    used = [i for i in range(width) if deviations[i] != 0]
    scaled = lambda rows: [[(mp.mpf(int(row[i])) - means[i]) / deviations[i] for i in used] for row in rows]
    z, w = scaled(baseline), scaled(window)
    size = len(used)
    moments = lambda rows: [[mp.fsum(row[i] * row[j] for row in rows) / len(rows) for j in range(size)] for i in range(size)]
    correlation = moments(z)
    values, vectors = mp.eigsy(mp.matrix(correlation))
    order = sorted(range(size), key=lambda k: -values[k])
    values = [values[k] for k in order]
    cut = next(k + 1 for k in range(size) if mp.fsum(values[: k + 1]) >= (mp.mpf(share) - mp.mpf("1e-12")) * size)
    while cut < size and values[cut - 1] - values[cut] <= mp.mpf("1e-9") * values[0]:
        cut += 1
    kept = [[vectors[i, order[k]] for i in range(size)] for k in range(cut)]

    def residuals(rows):
        """Row by row: the row less its projection on the kept components, squared, by column."""
        squares = [mp.mpf(0)] * size
        for row in rows:
            scores = [mp.fsum(x * v for x, v in zip(row, loading)) for loading in kept]
            for i in range(size):
                squares[i] += (row[i] - mp.fsum(s * loading[i] for s, loading in zip(scores, kept))) ** 2
        return [square / len(rows) for square in squares]

    now, before = residuals(w), residuals(z)
    error, own = mp.sqrt(mp.fsum(now)), mp.sqrt(mp.fsum(before))
    if in_doubles:
        x, y = np.array(baseline, float)[:, used], np.array(window, float)[:, used]
        standard = lambda a: (a - x.mean(0)) / x.std(0)
        _, loadings = np.linalg.eigh(standard(x).T @ standard(x) / len(x))
        top = loadings[:, ::-1][:, :cut]
        rest = standard(y) - standard(y) @ top @ top.T
        assert abs(np.sqrt((rest**2).sum(1).mean()) / float(error) - 1) < 1e-9, name
    return {
        "name": name,
        "share": share,
        "tolerance": tolerance,
        "baseline": sums_of(baseline, times),
        "window": sums_of(window, times),
        "used": used,
        "moments": [[float(v) for v in row] for row in moments(w)],
        "eigenvalues": [float(v) for v in values],
        "components": cut,
        "keptProjector": [[float(mp.fsum(v[i] * v[j] for v in kept)) for j in range(size)] for i in range(size)],
        "error": float(error),
        "baselineError": float(own),
        "columns": [[float(a), float(b)] for a, b in zip(now, before)],
    }


def factor_rows(seed, count, shift=0):
    """Five columns of whole numbers that share two factors; the shift moves the third against the others."""
    random = np.random.default_rng(seed)
    f, g = random.normal(size=(2, count))
    noise = random.normal(size=(5, count))
    columns = [f + 0.5 * noise[0], f - g + 0.5 * noise[1], g + 0.6 * noise[2] + shift, -f + noise[3], 0.2 * g + noise[4]]
    return np.round(np.stack(columns, 1) * 50).astype(int).tolist()


BASE, MOVED = factor_rows(5, 60), factor_rows(6, 25, shift=1.5)
with_column = lambda rows, make: [row + [make(row)] for row in rows]
# All combinations of four signs and a four-valued level: uncorrelated but for the first and the last, with correlation 1/2.
FACTORIAL = [list(s) + [s[0] if level < 3 else -s[0]] for *s, level in itertools.product([-1, 1], [-1, 1], [-1, 1], [-1, 1], range(4))]
reconstructions = [
    reconstruction("two factors", BASE, MOVED),
    reconstruction("the baseline itself", BASE, BASE),
    reconstruction("another share", BASE, MOVED, share=0.9),
    reconstruction("one row", BASE, MOVED[:1]),
    reconstruction("every row 1e10 times", BASE, MOVED, times=10**10),
    reconstruction(
        "means of 1e15 with spreads of 1e8", [[x * 10**6 + 10**15 for x in r] for r in BASE], [[x * 10**6 + 10**15 for x in r] for r in MOVED], in_doubles=False
    ),
    # A sum of columns beside its parts, and the sum with a little noise: eigenvalues of 0 and of 1e-5.
    reconstruction("rank deficient", with_column(BASE, lambda r: r[0] + r[1] - r[4]), with_column(MOVED, lambda r: r[0] + r[1])),
    reconstruction(
        "ill conditioned", with_column(BASE, lambda r: 1000 * r[0] + r[1] % 7), with_column(MOVED, lambda r: 1000 * r[0] + r[2] % 7), share=0.99, tolerance=1e-6
    ),
    reconstruction("constant column", [r[:2] + [7] + r[2:] for r in BASE], [r[:2] + [9] + r[2:] for r in MOVED]),
    reconstruction("missing indicator", [r + [int(i % 9 == 0)] for i, r in enumerate(BASE)], [r + [int(i % 3 == 0)] for i, r in enumerate(MOVED)]),
    reconstruction("cut inside a tie", FACTORIAL, [[3, 1, -2, 0, 1], [1, 1, 1, 1, -4], [0, 2, 5, -1, 0]], tolerance=1e-11),
]

# --- Expected performance -----------------------------------------------------------------------------------------------------------


def metrics(cells, positives):
    """Metrics when `positives[i]` of the rows of cell i are positive; areas over all pairs of cells."""
    n = [mp.mpf(cell["rows"]) for cell in cells]
    side = [cell["isPredictedPositive"] for cell in cells]
    tp = mp.fsum(p for p, s in zip(positives, side) if s)
    fn = mp.fsum(p for p, s in zip(positives, side) if not s)
    fp = mp.fsum(r - p for r, p, s in zip(n, positives, side) if s)
    tn = mp.fsum(r - p for r, p, s in zip(n, positives, side) if not s)
    wins = mp.mpf(0)
    for a, p in zip(cells, positives):
        for b, r, q in zip(cells, n, positives):
            wins += p * (r - q) * (mp.mpf(a["score"] > b["score"]) + mp.mpf(a["score"] == b["score"]) / 2)
    ratio = lambda a, b: a / b if b != 0 else None
    return {
        "cells": [tp, fp, fn, tn],
        "accuracy": ratio(tp + tn, mp.fsum(n)),
        "precision": ratio(tp, tp + fp),
        "recall": ratio(tp, tp + fn),
        "specificity": ratio(tn, tn + fp),
        "f1": ratio(tp, tp + (fp + fn) / 2),
        "areaUnderCurve": ratio(wins, (tp + fn) * (tn + fp)) if len({cell["score"] for cell in cells}) > 1 else None,
    }


METRICS = ["accuracy", "precision", "recall", "specificity", "f1", "areaUnderCurve"]


def expected(name, cells):
    cells = [dict(zip(["score", "isPredictedPositive", "rows", "probability"], cell)) for cell in cells]
    p = [mp.mpf(cell["probability"]) for cell in cells]
    positives = [cell["rows"] * q for cell, q in zip(cells, p)]
    at = metrics(cells, positives)
    variances = {}
    for metric in METRICS:
        if at[metric] is None:
            continue
        total = mp.mpf(0)
        for i, cell in enumerate(cells):
            spread = cell["rows"] * p[i] * (1 - p[i])
            if spread == 0:
                continue
            step = mp.mpf(10) ** -15
            moved = lambda by: metrics(cells, [x + (by if j == i else 0) for j, x in enumerate(positives)])[metric]
            total += spread * ((moved(step) - moved(-step)) / (2 * step)) ** 2
        # The numerical derivative of a constant is not exactly 0.
        variances[metric] = float(total) if total > mp.mpf(10) ** -60 else 0.0
    side = lambda s: float(mp.fsum(c["rows"] * q * (1 - q) for c, q in zip(cells, p) if c["isPredictedPositive"] == s))
    return {
        "name": name,
        "cells": cells,
        "confusion": [float(x) for x in at["cells"]],
        "confusionVariances": [side(True), side(False)],
        "estimates": {metric: float(at[metric]) for metric in variances},
        "variances": variances,
    }


GRID = [[i / 20, i >= 12, 50 + 37 * i % 101, (i + 1) ** 2 / 450] for i in range(21)]
expectations = [
    expected("twenty scores", GRID),
    expected("reversed cells", GRID[::-1]),
    expected("one score, both predictions", [[0.5, True, 30, 0.4], [0.5, False, 70, 0.4]]),
    expected("tied scores of both predictions", [[0.1, False, 5, 0.2], [0.4, True, 4, 0.3], [0.4, False, 6, 0.5], [0.4, True, 3, 0.3], [0.9, True, 8, 0.9]]),
    expected("one row a score", [[i, i > 4, 1, (i + 0.5) / 10] for i in range(10)]),
    expected("rare positives, 1e12 rows", [[0.1, False, 10**12, 1e-9], [0.6, False, 10**9, 1e-6], [0.8, True, 10**6, 1e-2], [0.9, True, 1000, 0.6]]),
    expected("nearly certain", [[0.01, False, 10**6, 1e-12], [0.99, True, 10**6, 1 - 1e-12]]),
    expected("nothing predicted positive", [[0.1, False, 20, 0.1], [0.3, False, 30, 0.2]]),
    expected("everything predicted positive", [[0.1, True, 20, 0.1], [0.3, True, 30, 0.2]]),
    expected("certain cells beside uncertain ones", [[0.0, False, 40, 0.0], [0.5, True, 10, 0.5], [1.0, True, 40, 1.0]]),
    expected("negative and enormous scores", [[-1e300, False, 7, 0.05], [-1.0, False, 9, 0.3], [1e-300, True, 4, 0.6], [1e300, True, 9, 0.9]]),
]

# --- The calibrator -----------------------------------------------------------------------------------------------------------------


def isotonic(cells):
    """scikit-learn's fit of cells (x, rows, events)."""
    x = [c[0] for c in cells for _ in (0, 1)]
    y = [label for _ in cells for label in (1, 0)]
    weight = [w for c in cells for w in (c[2], c[1] - c[2])]
    keep = [i for i, w in enumerate(weight) if w > 0]
    pick = lambda values: np.array([values[i] for i in keep], float)
    return IsotonicRegression(out_of_bounds="clip").fit(pick(x), pick(y), sample_weight=pick(weight))


def enumerated():
    """Two scores of 12 rows with 4 and 8 events: every multinomial draw of 24 rows, in fractions."""
    weights = [Fraction(4, 24), Fraction(8, 24), Fraction(8, 24), Fraction(4, 24)]
    moments = [[Fraction(0), Fraction(0)] for _ in range(3)]
    for a, b, c in itertools.product(range(25), repeat=3):
        d = 24 - a - b - c
        if d < 0:
            continue
        chance = Fraction(factorial(24), factorial(a) * factorial(b) * factorial(c) * factorial(d))
        for count, weight in zip((a, b, c, d), weights):
            chance *= weight**count
        # a, b: events at the low and high score; c, d: others.
        low, high = (Fraction(a, a + c) if a + c else None), (Fraction(b, b + d) if b + d else None)
        if low is None or high is None or low >= high:
            low = high = Fraction(a + b, 24)
        for moment, value in zip(moments, (low, high, high - low)):
            moment[0] += chance * value
            moment[1] += chance * value**2
    return [float(second - first**2) for first, second in moments]


def given_draws():
    """Draws handed to the bootstrap, and the whole estimate that follows from them."""
    random = np.random.default_rng(21)
    calibration = [[0.1, 200, 9], [0.3, 160, 40], [0.4, 150, 33], [0.6, 190, 120], [0.9, 300, 285]]
    events, others = [c[2] for c in calibration], [c[1] - c[2] for c in calibration]
    total = sum(events) + sum(others)
    draws = [random.multinomial(total, np.array(events + others) / total).tolist() for _ in range(12)]
    window = [[0.05, False, 40], [0.3, False, 33], [0.45, False, 21], [0.45, True, 6], [0.6, True, 25], [0.97, True, 55]]
    as_cells = lambda fit: [
        {"score": s, "isPredictedPositive": q, "rows": r, "probability": float(v)} for (s, q, r), v in zip(window, fit.predict([w[0] for w in window]))
    ]
    at = lambda cells: metrics(cells, [c["rows"] * mp.mpf(c["probability"]) for c in cells])
    values = [at(as_cells(isotonic([[c[0], d[i] + d[5 + i], d[i]] for i, c in enumerate(calibration)]))) for d in draws]
    whole = expected("given draws", [list(c.values()) for c in as_cells(isotonic(calibration))])
    z = mp.sqrt(2) * mp.erfinv(mp.mpf("0.95"))
    result = {}
    for metric in METRICS:
        column = [v[metric] for v in values]
        centre = mp.fsum(column) / len(column)
        variance = mp.fsum((v - centre) ** 2 for v in column) / (len(column) - 1)
        estimate = mp.mpf(whole["estimates"][metric])
        se = mp.sqrt(variance + mp.mpf(whole["variances"][metric]))
        logit, half = mp.log(estimate / (1 - estimate)), z * se / (estimate * (1 - estimate))
        limits = [float(1 / (1 + mp.exp(-(logit + sign * half)))) for sign in (-1, 1)]
        result[metric] = [float(variance), float(estimate), float(se), *limits]
    return {"calibration": calibration, "draws": draws, "window": window, "metrics": result}


def cross_fitted():
    random = np.random.default_rng(31)
    cells = [[fold, s / 10, int(n), int(random.binomial(n, (s / 10) ** 1.5))] for fold in range(3) for s, n in zip(range(11), random.integers(3, 40, 11))]
    cells = [c for i, c in enumerate(cells) if i not in (0, 21)]
    others = {fold: [c[1:] for c in cells if c[0] != fold] for fold in range(3)}
    least = {fold: 0.5 / (sum(c[1] for c in others[fold]) + 1) for fold in range(3)}
    fitted = [float(isotonic(others[c[0]]).predict([c[1]])[0]) for c in cells]
    assert 0 in fitted and 1 in fitted
    probabilities = [min(1 - least[c[0]], max(least[c[0]], p)) for c, p in zip(cells, fitted)]
    return {"cells": cells, "probabilities": probabilities}


def unsupported(name, calibration, window, minimum, edges):
    """Rows are counted one by one: a window row is unsupported when fewer than `minimum` calibration rows share its cell."""
    cell = lambda score: sum(score > edge for edge in edges)
    own = [cell(s) for s in calibration]
    count = sum(own.count(cell(s)) < minimum for s in window)
    cells = [[own.count(i), [cell(s) for s in window].count(i)] for i in range(len(edges) + 1)]
    return {"name": name, "minimum": minimum, "cells": cells, "share": count / len(window)}


LABELLED = [i / 100 for i in range(20, 80)]
shares = [
    unsupported("inside", LABELLED, [0.3, 0.5, 0.7], 1, [0.195, 0.4, 0.6, 0.795]),
    unsupported("below and above", LABELLED, [0.1, 0.5, 0.7, 0.95, 0.99], 1, [0.195, 0.4, 0.6, 0.795]),
    unsupported("thin cells", LABELLED, [0.41, 0.5, 0.7, 0.79, 0.2, 0.3, 0.3], 20, [0.195, 0.4, 0.6, 0.795]),
]

# Share, slope limits, error and its upper limit: the rule of the header, with limits .05, .8 to 1.25 and .03.
GATES = [[0, 0.9, 1.1, 0.01, 0.02], [0.05, 0.8, 1.25, 0.03, 0.03], [0.051, 0.9, 1.1, 0.01, 0.02], [0, 0.79, 1.1, 0.01, 0.02], [0, 0.9, 1.26, 0.01, 0.02], [0, 0.9, 1.1, 0.01, 0.031]]
gates = [[*g, g[0] <= 0.05 and 0.8 <= g[1] and g[2] <= 1.25 and g[4] <= 0.03] for g in GATES]

print(
    json.dumps(
        {
            "origin": {"software": f"mpmath {mp.__version__}, numpy {np.__version__}, scikit-learn {sklearn.__version__}", "command": COMMAND},
            "reconstructions": reconstructions,
            "expectations": expectations,
            "enumeratedVariances": enumerated(),
            "givenDraws": given_draws(),
            "crossFitted": cross_fitted(),
            "unsupportedShares": shares,
            "gates": gates,
        },
        separators=(",", ":"),
    )
)
