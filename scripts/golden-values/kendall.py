"""Golden values of the Kendall trend tests and of Sen's slope.

Command:  python3 scripts/golden-values/kendall.py > test/statistics/golden/kendall.json
Needs:    pymannkendall, scipy, numpy, mpmath. Limits of the slope: Gilbert (1987) 16.5 from the definition, ranks and normal points by mpmath;
scipy's theilslopes rounds the ranks, so it is taken where both ranks are whole.
Homogeneity of the seasons: van Belle and Hughes (1984) from the definition.
"""
import json, math, platform
from fractions import Fraction
import mpmath as mp, numpy as np, pymannkendall, scipy, scipy.stats as st

mp.mp.dps = 50
rng = np.random.default_rng(20)
cases = []


def slopes_of(t, y):
    return sorted((Fraction(y[j]) - Fraction(y[i])) / (Fraction(t[j]) - Fraction(t[i])) for i in range(len(y)) for j in range(i + 1, len(y)))


def at(slopes, rank):
    whole = int(mp.floor(rank))
    low = mp.mpf(slopes[whole - 1].numerator) / slopes[whole - 1].denominator
    if rank == whole:
        return low
    high = mp.mpf(slopes[whole].numerator) / slopes[whole].denominator
    return low + (rank - whole) * (high - low)


def variance(y):
    term = lambda k: k * (k - 1) * (2 * k + 5)
    return Fraction(term(len(y)) - sum(term(c) for c in {v: y.count(v) for v in y}.values()), 18)


def plain(name, t, y, level):
    y = [float(v) for v in y]
    r = pymannkendall.original_test(y)
    v = variance(y)
    z = (mp.mpf(int(r.s)) - mp.sign(int(r.s))) / mp.sqrt(mp.mpf(v.numerator) / v.denominator)
    s = slopes_of(t, y)
    c = mp.sqrt(2) * mp.erfinv(mp.mpf(level)) * mp.sqrt(mp.mpf(v.numerator) / v.denominator)
    low, high = (len(s) - c) / 2, (len(s) + c) / 2 + 1
    case = dict(name=name, kind="plain", time=list(t), value=y, level=level, s=int(r.s), variance=float(r.var_s), z=float(r.z), tau=float(r.Tau),
                p=float(mp.erfc(abs(z) / mp.sqrt(2))), median=float(at(s, mp.mpf(len(s) + 1) / 2)), lower=float(at(s, low)), upper=float(at(s, high)))
    assert abs(case["z"] - float(z)) < 1e-12
    if list(t) == list(range(len(t))):
        case["pymannkendallSlope"] = float(r.slope)
    near = lambda rank: abs(rank - mp.nint(rank)) < 0.02
    if near(low) and near(high):
        res = st.theilslopes(y, t, level)
        case["theilLow"], case["theilHigh"] = float(res[2]), float(res[3])
    cases.append(case)


plain("review G12", range(10), [3, 5, 4, 5, 6, 6, 7, 5, 8, 9], 0.95)
plain("gaps in time, falling", [1, 2, 3, 5, 6, 7, 8, 9], [9, 8, 8, 7, 7.5, 6, 5, 5.5], 0.9)
plain("two values, half tied", range(12), [0, 0, 0, 0, 1, 0, 0, 1, 1, 1, 1, 1], 0.95)
plain("one value differs", range(8), [2, 2, 2, 2, 2, 2, 2, 3], 0.9)
plain("strict rise", range(9), [1e-9 * 3 ** k for k in range(9)], 0.99)
plain("60 windows", range(60), [round(float(v), 2) for v in np.cumsum(rng.normal(0.02, 1, 60))], 0.95)
plain("104 windows, few values", range(104), [int(v) for v in rng.integers(0, 4, 104)], 0.999)
plain("values of 1e12 that differ by 1", range(8), [10 ** 12 + k for k in [0, 2, 1, 3, 3, 4, 2, 5]], 0.9)
# A level whose ranks are whole: 28 slopes, C = 16, ranks 6 and 23.
level = float(mp.erf(mp.mpf(16) / mp.sqrt(mp.mpf(196) / 3) / mp.sqrt(2)))
plain("ranks 6 and 23", range(8), [1, 4, 2, 7, 5, 11, 6, 13], level)


def seasonal(name, y, period):
    y = [None if v is None else float(v) for v in y]
    r = pymannkendall.seasonal_test([math.nan if v is None else v for v in y], period=period)
    parts = []
    for g in range(period):
        own = [v for v in y[g::period] if v is not None]
        s = sum(int(np.sign(own[j] - own[i])) for i in range(len(own)) for j in range(i + 1, len(own)))
        parts.append((s, variance(own)))
    varying = [(s, v) for s, v in parts if v > 0]
    zs = [mp.mpf(s) / mp.sqrt(mp.mpf(v.numerator) / v.denominator) for s, v in varying]
    df = len(zs) - 1
    x2 = sum(z * z for z in zs) - len(zs) * (sum(zs) / len(zs)) ** 2
    total, spread = sum(s for s, _ in parts), sum(v for _, v in parts)
    assert total == r.s and abs(float(spread) - r.var_s) < 1e-9
    z = (mp.mpf(total) - mp.sign(total)) / mp.sqrt(mp.mpf(spread.numerator) / spread.denominator)
    cases.append(dict(name=name, kind="seasonal", period=period, value=y, s=int(r.s), variance=float(r.var_s), z=float(r.z),
                      p=float(mp.erfc(abs(z) / mp.sqrt(2))), pymannkendallP=float(r.p), slope=float(r.slope), homogeneity=float(x2), df=df,
                      homogeneityP=float(mp.gammainc(mp.mpf(df) / 2, x2 / 2, regularized=True)) if df else 1.0))


seasonal("4 quarters, 5 years", [round(10 * math.sin(k * math.pi / 2) + 0.3 * k + float(rng.normal()), 2) for k in range(20)], 4)
seasonal("12 months, 3 years, ties", [int(v) for v in rng.integers(0, 5, 36)], 12)
seasonal("12 months, 4 years, a falling season among rising ones", [k // 12 * (-1 if k % 12 == 3 else 1) + (k * 7 % 5) for k in range(48)], 12)
gaps = [float(v) for v in np.round(rng.normal(0, 1, 40) + 0.05 * np.arange(40), 1)]
for hole in (3, 4, 11, 17, 18, 19, 30):
    gaps[hole] = None
seasonal("windows missing, last cycle partial", gaps, 6)
constant = [5.0 if k % 4 == 1 else float(k // 4 + (k * 3) % 7) for k in range(24)]
seasonal("one season constant", constant, 4)
seasonal("one season", [1, 3, 2, 5, 4, 6, 8, 7], 1)
seasonal("weekdays, 8 weeks", [round(float(v), 3) for v in rng.normal(0, 1, 56) - 0.02 * np.arange(56)], 7)

origin = dict(software=f"Python {platform.python_version()}, pymannkendall {pymannkendall.__version__}, scipy {scipy.__version__}, numpy {np.__version__}, mpmath {mp.__version__}",
              command="python3 scripts/golden-values/kendall.py > test/statistics/golden/kendall.json")
print('{"origin": %s,\n"cases": [\n%s\n]}' % (json.dumps(origin), ",\n".join(json.dumps(c) for c in cases)))
