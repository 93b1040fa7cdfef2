"""Golden values of tables of counts: mpmath at 50 digits from the definitions, scipy, exact fractions over all tables."""

import itertools
import json
import math
from fractions import Fraction as F

import mpmath
import numpy
import scipy
from scipy import stats
from scipy.stats import contingency

mpmath.mp.dps = 50
M = mpmath.mpf
Z = lambda level: mpmath.sqrt(2) * mpmath.erfinv(M(level))


def margins(table):
    return [sum(row) for row in table], [sum(column) for column in zip(*table)]


def filled(table):
    rows, columns = margins(table)
    return [[cell for cell, column in zip(row, columns) if column] for row, total in zip(table, rows) if total]


def chi_squared(table):
    rows, columns = margins(table)
    n = sum(rows)
    return sum((F(o) - F(r * c, n)) ** 2 / F(r * c, n) for row, r in zip(table, rows) for o, c in zip(row, columns))


def fraction(value):
    return M(value.numerator) / M(value.denominator)


def survival(x, df):
    return mpmath.gammainc(M(df) / 2, x / 2, mpmath.inf, regularized=True)


def noncentral_cdf(x, df, lam, upper):
    """Poisson mixture; terms from the mean outwards."""
    half, total = lam / 2, M(0)
    reach = int(12 * mpmath.sqrt(half) + 80)
    for j in range(max(0, int(half) - reach), int(half) + reach):
        tail = (M(df) / 2 + j, x / 2, mpmath.inf) if upper else (M(df) / 2 + j, 0, x / 2)
        total += mpmath.exp(-half + j * mpmath.log(half) - mpmath.loggamma(j + 1)) * mpmath.gammainc(*tail, regularized=True)
    return total


def noncentrality(x, df, tail, upper):
    central = survival(x, df)
    if upper and central >= tail or not upper and 1 - central <= tail:
        return M(0)
    f = lambda lam: noncentral_cdf(x, df, lam, upper) - tail
    low, high = M("1e-9"), M(1)
    while f(high) < 0 if upper else f(high) > 0:
        low, high = high, high * 2
    for _ in range(70):
        middle = (low + high) / 2
        if (f(middle) < 0) == upper:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def cramers_v(table, level):
    table = filled(table)
    rows, columns = margins(table)
    n, r, c = sum(rows), len(rows), len(columns)
    x = fraction(chi_squared(table))
    df, span = (r - 1) * (c - 1), min(r, c) - 1
    phi2 = max(M(0), x / n - M(df) / (n - 1))
    corrected = min(r - M((r - 1) ** 2) / (n - 1), c - M((c - 1) ** 2) / (n - 1))
    estimate, V = mpmath.sqrt(phi2 / (corrected - 1)), mpmath.sqrt(x / n / span)
    sparse = min(rows) * min(columns) < 5 * n
    result = {"estimate": estimate, "uncorrected": V, "scipy": float(contingency.association(numpy.array(table), method="cramer"))}
    if not sparse:
        # Variance by numerical derivatives of phi2 by the shares, a path that shares no formula with the method's.
        shares = [M(cell) / n for row in table for cell in row]

        def phi(p):
            grid = [p[i * c : (i + 1) * c] for i in range(r)]
            a, b = [mpmath.fsum(row) for row in grid], [mpmath.fsum(column) for column in zip(*grid)]
            return mpmath.fsum(cell**2 / (a[i] * b[j]) for i, row in enumerate(grid) for j, cell in enumerate(row)) - 1

        slope_at = V
        if V == 0:
            # The limit: shares with a trace of association.
            trace = M("1e-13")
            for i, j, sign in ((0, 0, 1), (0, 1, -1), (1, 0, -1), (1, 1, 1)):
                shares[i * c + j] += sign * trace
            slope_at = mpmath.sqrt(phi(shares) / span)
        gradient = []
        for k in range(r * c):
            h = M("1e-18")
            up, down = list(shares), list(shares)
            up[k] += h
            down[k] -= h
            gradient.append((phi(up) - phi(down)) / (2 * h))
        mean = mpmath.fsum(p * g for p, g in zip(shares, gradient))
        variance = mpmath.fsum(p * (g - mean) ** 2 for p, g in zip(shares, gradient)) / n
        se = mpmath.sqrt(variance) / (2 * slope_at * span)
        tail = (1 - M(level)) / 2
        limits = [mpmath.sqrt(noncentrality(x, df, tail, upper) / n / span) for upper in (True, False)]
        result["lower"] = max(M(0), min(limits[0], estimate - Z(level) * se))
        result["upper"] = min(M(1), max(limits[1], V + Z(level) * se))
    return {name: float(value) for name, value in result.items()}


def all_tables(rows, columns):
    """Every table with these totals."""
    if len(rows) == 1:
        yield [list(columns)]
        return
    for first in itertools.product(*[range(min(rows[0], column) + 1) for column in columns]):
        if sum(first) == rows[0]:
            for rest in all_tables(rows[1:], [column - cell for column, cell in zip(columns, first)]):
                yield [list(first)] + rest


def probability(table):
    rows, columns = margins(table)
    top = math.prod(math.factorial(value) for value in rows + columns)
    return F(top, math.factorial(sum(rows)) * math.prod(math.factorial(cell) for row in table for cell in row))


def exact_p(table):
    observed = chi_squared(table)
    return float(sum(probability(other) for other in all_tables(*margins(table)) if chi_squared(other) >= observed))


tables = [
    [[20, 15, 30], [25, 30, 10]],
    [[2000] * 10, [90, 95, 110, 105, 100, 98, 102, 88, 97, 115]],
    [[5, 0, 7], [0, 0, 0], [3, 0, 9], [6, 0, 1]],
    [[40, 3, 1], [2, 50, 5], [1, 4, 60]],
    [[1, 0], [0, 1]],
    [[3, 1], [1, 3]],
    [[1000000000000, 999999000000], [999999000000, 1000000000000]],
    [[1000000000000, 0], [0, 1000000000000]],
    [[999999999999, 7], [1000000000000, 1]],
    [[10, 20], [20, 40]],
    [[120, 80, 100, 60], [70, 90, 40, 110], [55, 65, 75, 85]],
    [[2, 3, 2, 93], [1, 4, 1, 894]],
]
chi = []
for table in tables:
    kept = filled(table)
    x = fraction(chi_squared(kept))
    rows, columns = margins(kept)
    df = (len(rows) - 1) * (len(columns) - 1)
    reference = stats.chi2_contingency(kept, correction=False)
    expected = [M(r) * c / sum(rows) for r in rows for c in columns]
    chi.append(
        {
            "table": table,
            "statistic": float(x),
            "df": df,
            "p": float(survival(x, df)),
            "smallestExpected": float(min(expected)),
            "shareBelowFive": sum(e < 5 for e in expected) / len(expected),
            "scipyStatistic": float(reference.statistic),
        }
    )
v_tables = [t for t in tables if t != [[1, 0], [0, 1]]]
v = [{"table": table, "level": level, **cramers_v(table, level)} for table in v_tables for level in (0.9, 0.95) if sum(map(sum, table)) < 1e6]
monte_carlo = [
    {"table": table, "p": exact_p(table)}
    for table in (
        [[3, 1, 0], [0, 1, 4], [1, 0, 2]],
        [[8, 0, 1, 1], [2, 3, 2, 3]],
        [[3, 1], [1, 3]],
        [[4, 0, 0], [0, 4, 0], [0, 0, 4]],
        [[12, 3, 1, 0], [9, 2, 2, 3]],
    )
]
rows, columns = [4, 3, 2], [5, 3, 1]
random_table = {
    "rows": rows,
    "columns": columns,
    "tables": [{"table": table, "probability": float(probability(table))} for table in all_tables(rows, columns)],
}


def hypergeometric(k, N, m, n):
    return F(math.comb(m, k) * math.comb(N - m, n - k), math.comb(N, n))


def bands(N, m, n):
    """Shares of draws at most the quartile-like points mean - sd, mean, mean + sd, + 2 sd, by exact fractions or the normal law for enormous counts."""
    mean, sd = n * m / N, math.sqrt(n * (m / N) * (1 - m / N) * (N - n) / (N - 1))
    points = [math.floor(mean + step * sd) for step in (-2, -1, 0, 1, 2)]
    law = stats.hypergeom(N, m, n)
    if N < 5000:
        return [{"k": k, "cdf": float(sum(hypergeometric(j, N, m, n) for j in range(max(0, n - N + m), k + 1)))} for k in points]
    return [{"k": k, "cdf": float(stats.norm.cdf((k + 0.5 - mean) / sd))} for k in points]


hyper = [
    {"N": N, "M": m, "n": n, "bands": bands(N, m, n)}
    for N, m, n in ((30, 12, 9), (4000, 1800, 2000), (2000, 20, 1500), (1000000000000, 400000000000, 300000000000), (1000000, 600000, 500000))
]


def sequential(most, stop):
    """P(p <= x) over all orders of exchangeable values: the data's rank among R + 1 is uniform, draws are a random order of the others."""
    law = {}
    for above in range(most + 1):
        for places in itertools.combinations(range(1, most + 1), above):
            p = F(stop, places[stop - 1]) if above >= stop else F(above + 1, most + 1)
            law[p] = law.get(p, F(0)) + F(1, (most + 1) * math.comb(most, above))
    total, result = F(0), []
    for p in sorted(law):
        total += law[p]
        result.append({"p": float(p), "cumulative": float(total)})
    return {"mostDraws": most, "stopAfter": stop, "law": result}


json.dump(
    {
        "origin": {
            "software": f"scipy {scipy.__version__}, mpmath {mpmath.__version__} at 50 digits, exact fractions of Python",
            "command": "python3 scripts/golden-values/contingency.py > test/statistics/golden/contingency.json",
        },
        "chiSquared": chi,
        "cramersV": v,
        "monteCarlo": monte_carlo,
        "randomTable": random_table,
        "hypergeometric": hyper,
        "sequential": [sequential(9, 2), sequential(8, 9), sequential(10, 3)],
    },
    __import__("sys").stdout,
)
print()
