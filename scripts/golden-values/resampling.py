"""Golden values of simultaneous levels, Monte Carlo p-values and the studentised maximum.

Command:  python3 scripts/golden-values/resampling.py > test/statistics/golden/resampling-exact.json
Needs:    mpmath. The maximum: all resamples of small samples enumerated, squares of t compared as exact fractions.
"""
import itertools, json, sys
from fractions import Fraction as F
import mpmath as mp

mp.mp.dps = 40


def mean_and_square(values):
    """Mean and squared standard error (variance with divisor n, over n)."""
    n, m = len(values), F(sum(values), len(values))
    return m, sum((v - m) ** 2 for v in values) / n / n


def enumeration(samples, levels):
    truth = [mean_and_square(s) for s in samples]
    squares = []
    for joint in itertools.product(*[list(itertools.product(s, repeat=len(s))) for s in samples]):
        largest = F(0)
        for values, (m, _) in zip(joint, truth):
            mean, square = mean_and_square(values)
            largest = None if square == 0 or largest is None else max(largest, (mean - m) ** 2 / square)
        squares.append(largest)
    finite = sorted(s for s in squares if s is not None)
    R = len(squares)
    critical = []
    for level in levels:
        rank = -(-(R + 1) * F(level) // 1)
        critical.append([float(F(level)), float(mp.sqrt(mp.mpf(finite[rank - 1].numerator) / finite[rank - 1].denominator))])
    return {"samples": samples, "draws": R, "degenerate": R - len(finite), "critical": critical}


level = mp.mpf("0.95")
sidak = lambda k: mp.sqrt(2) * mp.erfinv(mp.power(level, mp.mpf(1) / k))
print(json.dumps({
    "origin": {"software": f"mpmath {mp.__version__} at 40 digits, Python {sys.version.split()[0]} fractions", "command": "python3 scripts/golden-values/resampling.py > test/statistics/golden/resampling-exact.json"},
    "levels": [[float(l), k, float(mp.power(mp.mpf(l), mp.mpf(1) / k)), float(1 - (1 - mp.mpf(l)) / k)] for l in (0.9, 0.95, 0.999) for k in (1, 2, 10, 1000, 10**6)],
    "monteCarlo": [[k, R, float(F(k + 1, R + 1))] for k, R in ((0, 999), (49, 999), (999, 999), (0, 0), (3, 10**12))],
    "maximum": [enumeration([[1, 2, 4], [0, 3]], ["1/4", "1/5"]), enumeration([[1, 2, 4, 8], [0, 3, 7]], ["1/2", "3/4"]), enumeration([[0, 1, 5, 6]], ["9/10"])],
    "sidak": [[k, float(sidak(k))] for k in (1, 3, 10)],
}, separators=(",", ":")))
