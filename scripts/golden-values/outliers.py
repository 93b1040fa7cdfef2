"""Golden values of funnels and outliers: mpmath at 50 digits from the definitions."""

import json
import sys

import mpmath

mpmath.mp.dps = 50
M = mpmath.mpf
Z = lambda level: mpmath.sqrt(2) * mpmath.erfinv(M(level))


def root(f, low, high):
    """Bisection for a function with one change of sign."""
    sign = f(low) > 0
    for _ in range(160):
        middle = (low + high) / 2
        if (f(middle) > 0) == sign:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def t_survival(t, df):
    x = M(df) / (df + t * t)
    half = mpmath.betainc(M(df) / 2, M(1) / 2, 0, x, regularized=True) / 2
    return half if t > 0 else 1 - half


limits = []
for centre, n, tau2, level in ((0.08, 50, 0, 0.998), (0.08, 200, 0, 0.998), (0.08, 1000, 0, 0.998), (0.3, 50, 0.0001, 0.95), (0.3, 5e6, 0.0001, 0.95), (0.01, 20, 0, 0.998), (0.97, 30, 0.002, 0.95), (0.25, 1e12, 0, 0.95), (0, 40, 0, 0.95), (1, 40, 0.001, 0.95)):
    p, c = M(centre), Z(level)
    half = c * mpmath.sqrt(p * (1 - p) / M(n) + M(tau2))
    angle, reach = mpmath.asin(mpmath.sqrt(p)), c * mpmath.sqrt(1 / (4 * M(n)) + M(tau2))
    limits.append(
        {
            "centre": centre,
            "cases": n,
            "overdispersion": tau2,
            "level": level,
            "score": [float(max(M(0), p - half)), float(min(M(1), p + half))],
            "arcsine": [float(mpmath.sin(max(M(0), angle - reach)) ** 2), float(mpmath.sin(min(mpmath.pi / 2, angle + reach)) ** 2)],
        }
    )


def paule_mandel(y, s):
    def q(between):
        w = [1 / (v + between) for v in s]
        mean = mpmath.fsum(a * b for a, b in zip(w, y)) / mpmath.fsum(w)
        return mpmath.fsum(a * (b - mean) ** 2 for a, b in zip(w, y)) - (len(y) - 1)

    if q(M(0)) <= 0:
        return M(0)
    high = M(1)
    while q(high) > 0:
        high *= 2
    return root(q, M(0), high)


spreads = []
for y, s in (
    ([-0.04, 0.01, 0.03, -0.07, 0.09, 0.02], [0.0004, 0.0003, 0.0006, 0.0005, 0.0004, 0.0008]),
    ([0.01, 0.012, 0.009], [0.01, 0.02, 0.01]),
    ([1e-9, -1e-9, 3e-9], [1e-20, 2e-20, 1e-19]),
    ([0, 1], [1e-12, 1e12]),
    ([-30, 2, 55, 8, -12], [0.001, 0.5, 0.2, 4, 0.0001]),
):
    spreads.append({"values": y, "variances": s, "tau2": float(paule_mandel([M(v) for v in y], [M(v) for v in s]))})


def convolve(strata, theta):
    law = [M(1)]
    for n, p in strata:
        odds = M(p) / (1 - M(p)) * mpmath.exp(theta)
        p = odds / (1 + odds)
        single = [mpmath.binomial(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
        nxt = [M(0)] * (len(law) + n)
        for i, a in enumerate(law):
            for k, b in enumerate(single):
                nxt[i + k] += a * b
        law = nxt
    return law


def mean(strata, theta):
    total = M(0)
    for n, p in strata:
        odds = M(p) / (1 - M(p)) * mpmath.exp(theta)
        total += n * odds / (1 + odds)
    return total


def exact_excess(observed, strata, alpha):
    cases = sum(n for n, _ in strata)
    at = lambda theta: (mean(strata, theta) - mean(strata, 0)) / cases
    lower = -mean(strata, 0) / cases if observed == 0 else at(root(lambda t: mpmath.fsum(convolve(strata, t)[observed:]) - M(alpha) / 2, M(-12), M(12)))
    upper = 1 - mean(strata, 0) / cases if observed == cases else at(root(lambda t: mpmath.fsum(convolve(strata, t)[: observed + 1]) - M(alpha) / 2, M(-12), M(12)))
    law = convolve(strata, M(0))
    return [lower, upper], min(M(1), 2 * min(mpmath.fsum(law[observed:]), mpmath.fsum(law[: observed + 1])))


exact = []
for observed, strata, alpha in (
    (6, [[25, 0.04], [15, 0.1]], 0.05),
    (0, [[25, 0.04], [15, 0.1]], 0.05),
    (40, [[25, 0.04], [15, 0.1]], 0.05),
    (38, [[25, 0.96], [15, 0.9]], 0.05),
    (30, [[25, 0.96], [15, 0.9]], 0.01),
    (3, [[60, 0.01]], 0.1),
    (1, [[2, 0.3], [1, 0.6], [4, 0.05]], 0.05),
):
    interval, p = exact_excess(observed, strata, alpha)
    exact.append({"observed": observed, "strata": strata, "alpha": alpha, "limits": [float(x) for x in interval], "p": float(p)})


def rates_without(units, own):
    """Stratum rates of the other units, one pseudo-case at their overall rate (half an event each way) in each."""
    cases, events = {}, {}
    for name, cells in units.items():
        for stratum, n, o in cells:
            if name != own:
                cases[stratum] = cases.get(stratum, 0) + n
                events[stratum] = events.get(stratum, 0) + o
    overall = (sum(events.values()) + M("0.5")) / (sum(cases.values()) + 1)
    return {s: ((events.get(s, 0) + overall) / (cases.get(s, 0) + 1), cases.get(s, 0) + 1) for s in {c[0] for cells in units.values() for c in cells}}


def log_odds(events, cases):
    return mpmath.log((events + M("0.5")) / (cases - events + M("0.5")))


def deviation(cells, rates):
    n, o = sum(c[1] for c in cells), sum(c[2] for c in cells)
    expected = mpmath.fsum(c[1] * rates[c[0]][0] for c in cells)
    variance = mpmath.fsum(c[1] * rates[c[0]][0] * (1 - rates[c[0]][0]) for c in cells) / M(n) ** 2
    steep = M(n) ** 2 / (expected * (n - expected))
    return n, o, expected, (o - expected) / n, variance, log_odds(o, n) - log_odds(expected, n), variance * steep**2, steep


def funnel(units, own, left_out, level):
    """One unit against the others without `left_out`, as the method's header says."""
    reference = {name: cells for name, cells in units.items() if name not in left_out and name != own}
    rates = rates_without({**reference, own: units[own]}, own)
    others = [deviation(cells, rates) for cells in reference.values()]
    tau = paule_mandel([d[3] for d in others], [d[4] for d in others])
    log_tau = paule_mandel([d[5] for d in others], [d[6] for d in others])
    n, o, expected, y, variance, lo, log_variance, steep = deviation(units[own], rates)
    rate_error = mpmath.fsum(M(c[1]) ** 2 * rates[c[0]][0] * (1 - rates[c[0]][0]) / rates[c[0]][1] for c in units[own]) / M(n) ** 2
    total = sum(d[0] for d in others)
    concentration = mpmath.fsum((M(d[0]) / total) ** 2 for d in others)
    se = mpmath.sqrt(variance + rate_error + tau * (1 + concentration))
    log_se = mpmath.sqrt(log_variance + rate_error * steep**2 + log_tau * (1 + concentration))
    df = len(others) - 1
    p = max(2 * t_survival(abs(y / se), df), 2 * t_survival(abs(lo / log_se), df))
    t = root(lambda x: t_survival(x, df) - (1 - M(level)) / 2, M(0), M(1000))
    back = lambda shift: ((n + 1) / (1 + mpmath.exp(-log_odds(expected, n) - shift)) - M("0.5") - expected) / n
    low, high = min(y - t * se, back(lo - t * log_se)), max(y + t * se, back(lo + t * log_se))
    few = min(expected, n - expected) < 5
    if few:
        strata = [[c[1], rates[c[0]][0]] for c in units[own]]
        limits, exact_p = exact_excess(o, strata, 1 - M(level))
        low, high, p = min(low, limits[0]), max(high, limits[1]), max(p, exact_p)
    return {
        "unit": own,
        "level": level,
        "expected": float(expected),
        "overdispersion": float(tau),
        "standardError": float(se),
        "logOddsError": float(log_se),
        "p": float(min(M(1), p)),
        "few": few,
        "limits": [float(max(M(-1), low)), float(min(M(1), high))],
    }


six = {"a": [("all", 100, 35)], "b": [("all", 100, 12)], "c": [("all", 120, 9)], "d": [("all", 130, 15)], "e": [("all", 150, 22)], "f": [("all", 80, 7)]}
few = {**six, "a": [("all", 20, 6)]}
often = {name: [(s, n, n - o) for s, n, o in cells] for name, cells in few.items()}
events, cases = [41, 52, 38, 47, 60, 44, 35, 50, 55, 43], [400, 430, 380, 410, 470, 420, 390, 405, 450, 415]
twelve = {f"r{k}": [("all", n, o)] for k, (o, n) in enumerate(zip(events, cases))}
twelve |= {"k": [("all", 410, 0)], "l": [("all", 440, 104)]}
mixed = {
    "a": [("hard", 400, 160), ("easy", 20, 0)],
    "b": [("hard", 100, 45), ("easy", 400, 9)],
    "c": [("hard", 120, 40), ("easy", 380, 12)],
    "d": [("hard", 90, 30), ("easy", 410, 4)],
    "e": [("hard", 100, 52), ("easy", 420, 6), ("new", 30, 11)],
}
funnels = [
    {"units": units, **funnel(units, own, left_out, level), "leftOut": left_out}
    for units, own, left_out, level in (
        (six, "a", [], 0.95),
        (six, "f", [], 0.9),
        (few, "a", [], 0.95),
        (often, "a", [], 0.95),
        (twelve, "k", ["l"], 0.95),
        (twelve, "l", ["k"], 0.95),
        (twelve, "r4", ["k", "l"], 0.95),
        (mixed, "a", [], 0.95),
        (mixed, "e", [], 0.99),
    )
]

json.dump(
    {
        "origin": {
            "software": f"mpmath {mpmath.__version__} at 50 digits",
            "command": "python3 scripts/golden-values/outliers.py > test/statistics/golden/outliers.json",
        },
        "limits": limits,
        "pauleMandel": spreads,
        "exactExcess": exact,
        "funnels": funnels,
    },
    sys.stdout,
)
print()
