"""Golden values of agreement and paired decisions: mpmath at 50 digits from the definitions."""

import json
import math
import sys

import mpmath

mpmath.mp.dps = 50
M = mpmath.mpf
Z = lambda level: mpmath.sqrt(2) * mpmath.erfinv(M(level))


def wilson(k, n, level):
    z = Z(level)
    middle, half = k + z**2 / 2, z * mpmath.sqrt(z**2 / 4 + M(k) * (n - k) / n)
    return [(middle - half) / (n + z**2), (middle + half) / (n + z**2)]


def delta_error(coefficient, table):
    """Standard error by numerical derivatives of the coefficient by the shares."""
    n, q = mpmath.fsum(map(mpmath.fsum, table)), len(table)
    shares = [M(cell) / n for row in table for cell in row]
    gradient = []
    for k in range(q * q):
        h = M("1e-18")
        up, down = list(shares), list(shares)
        up[k] += h
        down[k] -= h
        gradient.append((coefficient(up, q) - coefficient(down, q)) / (2 * h))
    mean = mpmath.fsum(p * g for p, g in zip(shares, gradient))
    variance = mpmath.fsum(p * (g - mean) ** 2 for p, g in zip(shares, gradient)) / n
    return mpmath.sqrt(max(variance, M(0)))


def parts(p, q):
    rows = [mpmath.fsum(p[k * q : (k + 1) * q]) for k in range(q)]
    columns = [mpmath.fsum(p[k::q]) for k in range(q)]
    return mpmath.fsum(p[k * q + k] for k in range(q)), rows, columns


def kappa(p, q):
    pa, rows, columns = parts(p, q)
    pe = mpmath.fsum(a * b for a, b in zip(rows, columns))
    return (pa - pe) / (1 - pe)


def ac1(p, q):
    pa, rows, columns = parts(p, q)
    pi = [(a + b) / 2 for a, b in zip(rows, columns)]
    pe = mpmath.fsum(x * (1 - x) for x in pi) / (q - 1)
    return (pa - pe) / (1 - pe)


def pseudo_pairs(table, level):
    """Counts with z^2/2 agreeing and z^2/2 disagreeing pairs, each spread evenly over its cells."""
    q, half = len(table), Z(level) ** 2 / 2
    return [[M(cell) + (half / q if k == l else half / (q * (q - 1))) for l, cell in enumerate(row)] for k, row in enumerate(table)]


def limits_of(coefficient, table, level):
    """Limits from the table with pseudo-pairs, widened to the coefficient itself."""
    q, n = len(table), sum(map(sum, table))
    value = coefficient([M(cell) / n for row in table for cell in row], q)
    adjusted = pseudo_pairs(table, level)
    total = mpmath.fsum(cell for row in adjusted for cell in row)
    middle = coefficient([cell / total for row in adjusted for cell in row], q)
    half = Z(level) * delta_error(coefficient, adjusted)
    return [float(max(M(-1), min(value, middle - half))), float(min(M(1), max(value, middle + half)))]


tables = [
    [[88, 14], [10, 120]],
    [[53, 5, 2], [11, 14, 5], [1, 6, 3]],
    [[118, 5], [2, 0]],
    [[999999999000, 3], [5, 1000]],
    [[400000000000, 100000000000], [50000000000, 450000000000]],
    [[3, 1], [1, 2]],
    [[10, 0, 3], [0, 0, 0], [4, 0, 20]],
    [[2, 9], [7, 1]],
]
ratings = []
for table in tables:
    n, q = sum(map(sum, table)), len(table)
    p = [M(cell) / n for row in table for cell in row]
    entry = {"table": table, "level": 0.95}
    for name, coefficient in (("kappa", kappa), ("ac1", ac1)):
        value, error = coefficient(p, q), delta_error(coefficient, table)
        entry[name] = float(value)
        entry[name + "Error"] = float(error)
        entry[name + "Limits"] = limits_of(coefficient, table, 0.95)
    ratings.append(entry)

uniform = []
for table in ([[7, 0], [0, 5]], [[0, 4], [6, 0]], [[0, 2, 1], [3, 0, 1], [2, 2, 0]], [[30, 0], [0, 1]]):
    n, q = sum(map(sum, table)), len(table)
    p = [M(cell) / n for row in table for cell in row]
    entry = {"table": table, "level": 0.9}
    for name, coefficient in (("kappa", kappa), ("ac1", ac1)):
        entry[name] = float(coefficient(p, q))
        entry[name + "Limits"] = limits_of(coefficient, table, 0.9)
    uniform.append(entry)

pabak = []
for agreements, pairs, q in ((208, 232, 2), (0, 7, 2), (7, 7, 3), (70, 100, 3), (999999999999, 1000000000000, 5)):
    line = lambda x: (q * x - 1) / (q - 1)
    pabak.append(
        {
            "agreements": agreements,
            "pairs": pairs,
            "categories": q,
            "level": 0.95,
            "estimate": float(line(M(agreements) / pairs)),
            "limits": [float(line(x)) for x in wilson(agreements, pairs, 0.95)],
        }
    )


def binomial(k, n):
    """P(X <= k) and P(X = k) for p = 1/2."""
    if n < 5000:
        return M(sum(math.comb(n, j) for j in range(k + 1))) / 2**n, M(math.comb(n, k)) / 2**n
    point = mpmath.exp(mpmath.loggamma(n + 1) - mpmath.loggamma(k + 1) - mpmath.loggamma(n - k + 1) - n * mpmath.log(2))
    total, term = M(0), point
    for j in range(k, -1, -1):
        total += term
        term *= M(j) / (n - j + 1)
        if term < total * M("1e-40"):
            break
    return total, point


mcnemar = []
for b, c in ((25, 11), (40, 12), (0, 1), (0, 40), (17, 17), (1, 2), (900, 1100), (200000, 203000), (3, 1000000), (2, 1000)):
    twice, point = binomial(min(b, c), b + c)
    mcnemar.append({"b": b, "c": c, "exact": float(min(M(1), 2 * twice)), "midP": float(min(M(1), 2 * twice - point))})

paired = []
for b, c, n, level in ((25, 11, 300, 0.95), (0, 0, 20, 0.95), (5, 0, 5, 0.9), (0, 9, 30, 0.99), (400000000000, 300000000000, 1000000000000, 0.95)):
    first, second = M(b + 1) / (n + 2), M(c + 1) / (n + 2)
    half = Z(level) * mpmath.sqrt((first + second - (first - second) ** 2) / (n + 2))
    paired.append(
        {
            "b": b,
            "c": c,
            "n": n,
            "level": level,
            "estimate": float(M(b - c) / n),
            "limits": [float(max(M(-1), first - second - half)), float(min(M(1), first - second + half))],
        }
    )


def change(up, down, n):
    # With fewer than 5 decisions of another kind than the most frequent one, not below the variance with half a change more each way.
    few = sum(sorted((up, down, n - up - down))[:2]) < 5
    variances = [(M(up + down + e) / (n + e) - (M(up - down) / (n + e)) ** 2) / (n + e) for e in ((0, 1) if few else (0,))]
    return M(up - down) / n, max(variances)


def normal_p(z):
    return mpmath.erfc(abs(z) / mpmath.sqrt(2))


changes = []
for first, second in (
    ((30, 60, 1000), (25, 10, 800)),
    ((0, 0, 40), (0, 0, 60)),
    ((4, 0, 50), (0, 5, 90)),
    ((5, 0, 5), (2, 3, 40)),
    ((200000000000, 100000000000, 1000000000000), (150000000000, 150000000000, 900000000000)),
    ((1, 3, 4), (3, 2, 6)),
):
    a, b = change(*first), change(*second)
    delta, error = a[0] - b[0], mpmath.sqrt(a[1] + b[1])
    changes.append(
        {
            "group": first,
            "rest": second,
            "delta": float(delta),
            "error": float(error),
            "z": float(delta / error),
            "p": float(normal_p(delta / error)),
            "limits": [float(max(M(-2), delta - Z(0.95) * error)), float(min(M(2), delta + Z(0.95) * error))],
        }
    )

stratified = []
for strata in (
    [((12, 30, 400), (10, 6, 300)), ((18, 30, 600), (15, 9, 500))],
    [((12, 30, 400), (10, 6, 300)), ((18, 30, 600), (0, 0, 0)), ((1, 0, 9), (0, 2, 700000))],
    [((5, 0, 5), (1, 0, 3)), ((0, 0, 0), (4, 4, 8))],
):
    rows = [(M(g[2]) * r[2] / (g[2] + r[2]), change(*g), change(*r)) for g, r in strata if g[2] and r[2]]
    total = mpmath.fsum(weight for weight, _, _ in rows)
    delta = mpmath.fsum(weight * (g[0] - r[0]) for weight, g, r in rows) / total
    error = mpmath.sqrt(mpmath.fsum(weight**2 * (g[1] + r[1]) for weight, g, r in rows)) / total
    stratified.append({"strata": strata, "used": len(rows), "delta": float(delta), "error": float(error), "p": float(normal_p(delta / error)), "limits": [float(max(M(-2), delta - Z(0.95) * error)), float(min(M(2), delta + Z(0.95) * error))]})

json.dump(
    {
        "origin": {
            "software": f"mpmath {mpmath.__version__} at 50 digits",
            "command": "python3 scripts/golden-values/agreement.py > test/statistics/golden/agreement.json",
        },
        "ratings": ratings,
        "uniform": uniform,
        "pabak": pabak,
        "mcnemar": mcnemar,
        "paired": paired,
        "changes": changes,
        "stratified": stratified,
    },
    sys.stdout,
)
print()
