"""Golden values of sequences: full enumeration with exact fractions, mpmath at 50 digits, statsmodels."""

import itertools
import json
import math
import sys
from collections import Counter
from fractions import Fraction as F

import mpmath
import numpy
import statsmodels
from statsmodels.sandbox.stats.runs import runstest_1samp

mpmath.mp.dps = 50
M = mpmath.mpf


def chain(probabilities, length):
    """P(run of at least `length`) by the Markov chain of run lengths."""
    state = [M(1)] + [M(0)] * length
    for p in probabilities:
        p = M(p)
        state = [mpmath.fsum(state[:length]) * (1 - p)] + [state[j] * p for j in range(length - 1)] + [state[length] + state[length - 1] * p]
    return float(state[length])


longest = [
    {"n": n, "L": L, "p": p, "probability": chain([p] * n, L)}
    for n, L, p in ((200, 60, 0.92), (500, 30, 0.85), (50, 1, 0.01), (1000, 200, 0.5), (300, 299, 0.3), (40, 40, 0.9), (2000, 5, 0.99), (10, 3, 0.7), (60, 4, 1.0), (60, 4, 0.0))
]

varying = []
for blocks, length in (
    ([(3, 0.9), (2, 0.2), (4, 0.7)], 3),
    ([(3, 0.9), (2, 0.2), (4, 0.7)], 9),
    ([(1, 1.0), (5, 0.5), (1, 0.0), (3, 0.8)], 4),
    ([(50, 0.98), (30, 0.6), (80, 0.95), (40, 0.99)], 35),
    ([(100, 0.92), (100, 0.92)], 60),
    ([(7, 0.3)] * 40, 12),
    ([(400, 0.5), (1, 0.999), (400, 0.45)], 150),
):
    trials = [p for count, p in blocks for _ in range(count)]
    value = chain(trials, length)
    if len(trials) <= 12:
        exact = F(0)
        for outcome in itertools.product((0, 1), repeat=len(trials)):
            if "1" * length in "".join(map(str, outcome)):
                exact += math.prod(F(p) if hit else 1 - F(p) for p, hit in zip(trials, outcome))
        assert abs(float(exact) - value) < 1e-15
        value = float(exact)
    varying.append({"blocks": blocks, "L": length, "probability": value})


def run_law(n1, n2):
    law = Counter()
    for places in itertools.combinations(range(n1 + n2), n1):
        chosen = set(places)
        law[1 + sum((k in chosen) != (k - 1 in chosen) for k in range(1, n1 + n2))] += 1
    return law


runs = []
for n1, n2 in ((5, 5), (1, 6), (6, 2), (1, 1), (7, 6)):
    law, total = run_law(n1, n2), math.comb(n1 + n2, n1)
    for r in sorted(law):
        lower, upper = F(sum(law[k] for k in law if k <= r), total), F(sum(law[k] for k in law if k >= r), total)
        runs.append({"first": n1, "second": n2, "runs": r, "lower": float(lower), "upper": float(upper), "p": float(min(F(1), 2 * min(lower, upper)))})


def run_tail(n1, n2, runs_from, runs_to):
    """Sum of the probabilities of Wald and Wolfowitz with whole numbers."""
    total = 0
    for r in range(runs_from, runs_to + 1):
        k = r // 2
        if r % 2 == 0:
            total += 2 * math.comb(n1 - 1, k - 1) * math.comb(n2 - 1, k - 1)
        else:
            total += math.comb(n1 - 1, k) * math.comb(n2 - 1, k - 1) + math.comb(n1 - 1, k - 1) * math.comb(n2 - 1, k)
    return F(total, math.comb(n1 + n2, n1))


for n1, n2, r in ((300, 200, 180), (300, 200, 241), (1000, 12, 13), (1000, 12, 25), (900, 1100, 600), (50, 50, 100), (400, 400, 2)):
    most = min(n1 + n2, 2 * min(n1, n2) + 1)
    lower, upper = run_tail(n1, n2, 2, r), run_tail(n1, n2, r, most)
    ends = {"lower": float(lower), "upper": float(upper), "p": float(min(F(1), 2 * min(lower, upper)))}
    runs.append({"first": n1, "second": n2, "runs": r, **ends})

runs_normal = []
for seed, n in ((1, 30), (2, 45), (7, 20)):
    bits = (numpy.random.default_rng(seed).random(n) < 0.6).astype(int)
    z, p = runstest_1samp(bits, cutoff=0.5, correction=True)
    runs_normal.append({"first": int(n - bits.sum()), "second": int(bits.sum()), "runs": int(1 + (bits[1:] != bits[:-1]).sum()), "z": float(z), "p": float(p)})


def maximum_by_enumeration(k, n, T):
    hits = sum(max(Counter(slots).values()) >= k for slots in itertools.product(range(T), repeat=n))
    return float(F(hits, T**n))


def maximum_by_polynomial(k, n, T):
    """1 - n!/T^n [x^n] (1 + x + ... + x^(k-1)/(k-1)!)^T with exact fractions."""
    e = T
    series = [F(1, math.factorial(j)) if j < k else F(0) for j in range(n + 1)]
    result = [F(1)] + [F(0)] * n
    multiply = lambda a, b: [sum((a[i] * b[j - i] for i in range(j + 1)), F(0)) for j in range(n + 1)]
    while e:
        if e % 2:
            result = multiply(result, series)
        series = multiply(series, series)
        e //= 2
    return float(1 - result[n] * math.factorial(n) / F(T) ** n)


def maximum_by_recursion(k, n, T, digits):
    """The same power by the recursion of Freeman, with enough digits to bear its cancellation."""
    with mpmath.workdps(digits):
        a = [1 / mpmath.factorial(j) for j in range(k)]
        c = [M(1)]
        for j in range(1, n + 1):
            c.append(mpmath.fsum((l * (T + 1) - j) * a[l] * c[j - l] for l in range(1, min(k - 1, j) + 1)) / j)
        return float(1 - c[n] * mpmath.factorial(n) / M(T) ** n)


maximum = [{"k": k, "n": n, "T": T, "p": maximum_by_enumeration(k, n, T)} for k, n, T in ((2, 4, 5), (3, 6, 4), (4, 8, 3), (5, 9, 2), (2, 7, 7))]
maximum += [{"k": k, "n": n, "T": T, "p": maximum_by_polynomial(k, n, T)} for k, n, T in ((2, 23, 365), (5, 40, 20), (6, 40, 20), (12, 60, 7), (3, 30, 100000), (30, 60, 2), (9, 30, 4))]
maximum += [
    {"k": k, "n": n, "T": T, "p": maximum_by_recursion(k, n, T, 400 + n)}
    for k, n, T in (
        (6, 500, 480),
        (14, 500, 480),
        (20, 400, 40),
        (40, 400, 40),
        (70, 1000, 20),
        (7, 300, 1000000),
        (4, 2000, 1000000),
        (5, 3000, 28800),
        (60, 60, 1000),
        (560, 1000, 2),
        (12, 100, 25),
    )
]
# As many balls and slots as are allowed: the sum over slots less half its square, from the definition.
for k, n, T in ((15, 1000000, 1000000), (24, 1000000, 1000000), (24, 200000, 57600)):
    with mpmath.workdps(50):
        p = M(1) / T
        term = mpmath.exp(mpmath.loggamma(n + 1) - mpmath.loggamma(k + 1) - mpmath.loggamma(n - k + 1) + k * mpmath.log(p) + (n - k) * mpmath.log1p(-p))
        total, j = M(0), k
        while term > total * M("1e-40"):
            total += term
            term *= M(n - j) / (j + 1) * p / (1 - p)
            j += 1
        S = T * total
        maximum.append({"k": k, "n": n, "T": T, "p": float(S), "error": float(S / 2)})

json.dump(
    {
        "origin": {
            "software": f"exact fractions of Python, mpmath {mpmath.__version__} at 50 digits and more, statsmodels {statsmodels.__version__}",
            "command": "python3 scripts/golden-values/sequences.py > test/statistics/golden/sequences.json",
        },
        "longestRun": longest,
        "longestRunVarying": varying,
        "runs": runs,
        "runsNormal": runs_normal,
        "maximum": maximum,
    },
    sys.stdout,
)
print()
