"""Golden values of the distributions at 50 digits, on a grid that is meant to hurt.

Command:  python3 scripts/golden-values/distributions-mpmath.py > test/statistics/golden/distributions-mpmath.json
Needs:    mpmath (1.4.1 was used). Arguments are taken as the exact value of the double that JSON carries.
Rows:     tails [arguments, P(X <= x), P(X > x)]; points [[p, shapes...], x with P(X <= x) = p, x with P(X > x) = p, condition, condition],
          where condition = |relative change of x / relative change of the smaller tail|. null where a number is outside 1e-290..1e300.
"""
import json, multiprocessing, sys, time
import mpmath
import mpmath_tails
from mpmath_tails import *

# Name of the section: function of a case to its row, and the cases; the rows are computed by two processes.
jobs = {}


def shown(value):
    number = float(value)
    return None if number != 0 and not 1e-290 <= abs(number) <= 1e300 else number


def tails(name, function, cases):
    jobs[name] = (lambda case: [list(case)] + [shown(tail) for tail in function(*case)], cases)


PS = [1e-300, 1e-100, 1e-20, 1e-6, 0.3, 0.5, 0.975, 1 - 1e-12]


def root(function, target, side, start):
    """log x where the log of the tail is log target, and the slope there: bracketed at 22 digits, then a secant step at 50."""
    sign = 1 if side == 0 else -1

    def miss(s):
        tail = function(mp.exp(s))[side]
        return mp.mpf(-(10**9)) * sign if tail <= 0 else sign * (mp.log(tail) - mp.log(target))

    with mp.workdps(22), mpmath_tails.reach(50):
        low = high = mp.mpf(start)
        f_low = f_high = miss(low)
        step = mp.mpf(1) / 64
        while f_low > 0:
            high, f_high = low, f_low
            low -= step
            step *= 4
            f_low = miss(low)
            # Beyond 1e-290..1e290 doubles lack digits.
            if f_low > 0 and low < -667:
                return None
        step = mp.mpf(1) / 64
        while f_high <= 0:
            low, f_low = high, f_high
            high += step
            step *= 4
            f_high = miss(high)
            if f_high <= 0 and high > 667:
                return None
        side_kept = 0
        for _ in range(300):
            if high - low < mp.mpf(10) ** -16 * max(1, abs(high)):
                break
            far = abs(f_low) > 50 or abs(f_high) > 50
            s = (low + high) / 2 if far else high - f_high * (high - low) / (f_high - f_low)
            value = miss(s)
            if value == 0:
                low = high = s
            elif value > 0:
                high, f_high = s, value
                f_low = f_low / 2 if side_kept == 1 else f_low
                side_kept = 1
            else:
                low, f_low = s, value
                f_high = f_high / 2 if side_kept == -1 else f_high
                side_kept = -1
        s = (low + high) / 2
    h = mp.mpf(10) ** -16 * max(1, abs(s))
    f0, f1 = miss(s), miss(s + h)
    slope = (f1 - f0) / h
    # x is 1 at these digits.
    if slope == 0:
        return None
    return s - f0 / slope, slope


def points(name, function, shapes, start, quantiles=PS, sides=(0, 1)):
    def row_of(case):
        p, *shape = case
        row, conditions = [list(case)], []
        # The upper point of a large p is the quantile of a small one.
        for side in (0, 1):
            if side not in sides and p <= 0.5 or side == 1 and p > 0.5:
                row.append(None)
                conditions.append(None)
                continue
            # The smaller tail decides.
            compared, target = (side, mp.mpf(p)) if p <= 0.5 else (1 - side, 1 - mp.mpf(p))
            found = root(lambda x: function(x, *shape), target, compared, start(*shape))
            usable = found is not None and abs(found[0]) <= 667
            row.append(float(mp.exp(found[0])) if usable else None)
            conditions.append(float(mp.nstr(abs(1 / found[1]), 3)) if usable else None)
        return row + conditions

    jobs[name] = (row_of, [(p, *shape) for shape in shapes for p in quantiles])


zs = [0.0, 1e-300, 1e-9, 0.3, 0.67, 1.0, 1.41, 1.96, 2.83, 3.5, 6.0, 8.2, 12.0, 21.27, 30.0, 36.0]
tails("normal", normal_tails, [(s * z,) for z in zs for s in (1, -1)])


def normal_point(p):
    p = mp.mpf(p)
    if p == half:
        return 0.0
    z = mp.sqrt(2) * mp.erfinv(2 * p - 1) if 0.01 < p < 0.99 else None
    if z is None:
        tail = min(p, 1 - p)
        z = mp.sqrt(-2 * mp.log(tail))
        for _ in range(60):
            survival = mp.erfc(z / mp.sqrt(2)) / 2
            z += mp.log(survival / tail) * survival / (mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi))
        z = z if p > half else -z
    return float(z)


jobs["normalQuantile"] = (lambda case: [list(case), normal_point(*case)], [(p,) for p in PS + [1e-5, 0.02425, 0.29999, 0.3, 0.45, 0.4999999999, 0.5 - 2.0**-40, 0.5 + 2.0**-50, 0.7, 0.7000001, 0.9999, 3e-308]])

dfs = [0.1, 0.9, 1.0, 2.0, 24.0, 1e3, 1e5, 1e7, 1e12]
around = lambda df: [df + z * (2 * df) ** 0.5 for z in (-20.0, -8.0, -1.0, 0.0, 0.5, 6.0, 20.0, 40.0)] + [1e-10 * df, 1e-3 * df]
tails("chiSquared", lambda x, df: gamma_tails(mp.mpf(df) / 2, mp.mpf(x) / 2), [(x, df) for df in dfs for x in around(df) if 0 < x and abs(x - df) < 45 * (2 * df) ** 0.5 + 100])
points("chiSquaredPoint", lambda x, df: gamma_tails(mp.mpf(df) / 2, x / 2), [(df,) for df in [0.1, 1.0, 24.0, 1e3, 1e7, 1e12]], lambda df: mp.log(df))

tdfs = [0.1, 1.0, 2.5, 4.0, 24.0, 1e3, 1e7, 1e12]
ts = [1e-12, 1e-3, 0.5, 1.0, 1.96, 4.0, 21.0, 30.0, 1e4, 1e20, 1e100, 1e140, 1e200, 1e300]
tails("studentT", lambda t, df: (1 - student_upper(t, df), student_upper(t, df)), [(t, df) for df in tdfs for t in ts if t < 35 or df < 30])
# Points of |T|, whose tails are twice those of T; near its median those for which 1/2 + p/2 is a double.
absolute_student_tails = lambda t, df: ((1 - 2 * student_upper(t, df)), 2 * student_upper(t, df))
points("studentTPoint", absolute_student_tails, [(df,) for df in [0.1, 1.0, 24.0, 1e3, 1e7, 1e12]], lambda df: mp.mpf(0), [1e-300, 2e-100, 2e-20, 1e-6, 0.3, 1 - 1e-12], (1,))
points("studentTCenter", absolute_student_tails, [(df,) for df in [0.1, 24.0, 1e12]], lambda df: mp.mpf(0), [2.0**-40, 2.0**-20, 0.25], (0,))

fpairs = [(0.1, 0.1), (1.0, 1.0), (1.0, 24.0), (9.0, 3.5), (5.0, 1e12), (1e12, 2.0), (200.0, 300.0), (1e6, 1e6), (1e12, 1e12), (0.1, 1e12)]
fx = [1e-300, 1e-20, 1e-3, 0.3, 0.9, 0.99, 0.99999, 1.0, 1.00000123, 1.001, 1.7, 4.0, 50.0, 1e4, 1e100, 1e300]
tails("f", f_tails, [(x, *pair) for pair in fpairs for x in fx if min(pair) < 1e5 or abs(x - 1) < 1e-2 and (min(pair) < 1e7 or abs(x - 1) < 1e-4)])
points("fPoint", f_tails, [(0.1, 0.1), (1.0, 24.0), (9.0, 3.5), (1e12, 2.0), (200.0, 300.0), (1e12, 1e12)], lambda a, b: mp.mpf(0))

bpairs = [(1e-3, 3.0), (0.5, 0.5), (2.0, 5.0), (300.0, 700.0), (3.0, 1e12)]
points("betaPoint", lambda x, a, b: beta_tails(x, a, b) if x < 1 else (mp.mpf(1), mp.mpf(0)), bpairs, lambda a, b: mp.log(mp.mpf(a) / (a + b)))

binomials = [(k, n, p) for n, p, ks in [
    (10, 0.3, range(-1, 11)), (1, 0.5, (0, 1)), (1000, 0.1, (0, 3, 50, 99, 100, 150, 400, 999)), (10**4, 0.3, (2000, 2900, 3000, 3100, 4000)), (10**6, 1e-6, (0, 1, 9, 60)), (10**6, 1 - 2.0**-20, (999900, 999999, 999990)),
    (10**12, 0.5, (499989500000, 499999000000, 499999999999, 500000000000, 500001000000, 500010500000)), (10**12, 1e-12, (0, 3, 60)), (10**12, 0.1, (99994000000, 99999000000, 100001000000, 100006000000)), (10**12, 1e-300, (0, 1)),
    (999999999989, 0.987654321, (987654000000, 987654321000, 987656000000)), (10**15, 1e-17, (0, 1))] for k in ks]
tails("binomial", binomial_tails, binomials)
binomial_term = lambda k, m, p: mp.exp(log_choose(mp.mpf(k + m), mp.mpf(k)) + k * mp.log(mp.mpf(p)) + m * mp.log1p(-mp.mpf(p)))
jobs["binomialTerm"] = (lambda case: [list(case), shown(binomial_term(*case))],
    [(0, 10, 0.3), (10, 0, 0.3), (3, 7, 0.3), (50, 950, 0.1), (900, 100, 0.1), (3, 10**12 - 3, 1e-12), (5 * 10**11, 5 * 10**11, 0.5), (499990000000, 500010000000, 0.5), (2.5, 7.25, 0.125)])

hypers = [(k, 10**12, M, n) for M, n, ks in [(10**11, 5 * 10**10, (4998600000, 4999933000, 5000067000)), (10**6, 10**6, (0, 1, 5, 60)), (5 * 10**11, 5 * 10**11, (249995000000, 250000500000)),
          (10**12 - 10**6, 10**11, (99999899000, 99999899999, 99999900000, 99999902000)), (3 * 10**11, 10**7, (2969000, 3000000, 3005000)), (10**9, 123456789, (119000, 123456, 124000))] for k in ks]
hypers += [(k, 10**6, 50, 30000) for k in range(0, 50, 5)] + [(k, 10**8, 10**5, 50000) for k in (20, 40, 50, 70, 120)] + [(k, 5 * 10**7, 2 * 10**7, 10**7) for k in (3950000, 4000000, 4003000)]
tails("hypergeometric", hypergeometric_tails, hypers)


def beta_binomial_tails(k, m, a, b):
    upper = beta_binomial_upper(k + 1, m, a, b)
    lower = beta_binomial_upper(m - k, m, b, a) if upper > 0.5 else 1 - upper
    return lower, (1 - lower if upper > 0.5 else upper)


tails("betaBinomial", beta_binomial_tails, [(k, m, a, b) for m, a, b, ks in [
    (1000, 0.5, 2.5, (0, 10, 100, 500, 999)), (1000, 1e-3, 1e-3, (0, 500, 999)), (40000, 2.25, 999.5, (0, 20, 90, 300, 2000)), (40000, 300.5, 0.5, (20000, 39000, 39900, 39999)), (40000, 0.7, 0.7, (3, 11000, 25000, 39990)), (40000, 1e6 + 0.5, 3e6 + 0.5, (9000, 10000, 11000))] for k in ks])
tails("betaBinomialLarge", lambda k, m, a, b: (lambda u: (1 - u, u))(beta_binomial_integral(k + 1, m, a, b)), [(2 * 10**8, 10**9, 2.5, 99.5), (10**9, 10**12, 2.5, 999.5)])

mus = [(9.0, 12.0), (9.0, 150.0), (9.0, 2500.0), (1.0, 4.0), (0.1, 0.5), (0.1, 300.0), (49.0, 1e4), (9.0, 1e5), (1e5, 1e3), (9.0, 1e6), (1e12, 1e6), (1e12, 1e-3), (9.0, 0.0), (24.0, 1e-3), (24.0, 30.0), (1e3, 1e4), (2.0, 1e-10)]
ncs = [(df + lam + z * (2 * df + 4 * lam) ** 0.5, df, lam) for df, lam in mus for z in (-18.0, -6.0, -0.5, 0.0, 0.4, 6.0, 18.0)]
tails("noncentral", noncentral_tails, [case for case in ncs if case[0] > 0] + [(1e-6, 9.0, 12.0), (1e-3, 9.0, 700.0), (2000.0, 9.0, 12.0), (0.05, 0.1, 0.001), (10.0, 2.0, 0.0)])
points("noncentralPoint", noncentral_tails, [(9.0, 0.0), (24.0, 1e-3), (9.0, 30.0), (9.0, 1e4)], lambda df, lam: mp.log(df + lam), [1e-100, 1e-6, 0.3, 1 - 1e-12])


def noncentrality_limits(case):
    x, df, alpha = case
    fall = lambda side, lam: noncentral_tails(x, df, lam)[side] - mp.mpf(alpha)
    limit = lambda side: float(mp.findroot(lambda lam: fall(side, lam), (mp.mpf(1e-6), mp.mpf(4 * x + 40)), solver="illinois", verify=False, maxsteps=60)) if fall(side, mp.mpf(0)) * (1 if side == 0 else -1) > 0 else 0.0
    return [list(case), limit(0), limit(1)]


jobs["noncentralityLimits"] = (noncentrality_limits, [(20.0, 9.0, 0.05), (16.9, 9.0, 0.001), (900.0, 24.0, 1e-6)])

tails("kolmogorov", kolmogorov_tails, [(x,) for x in (0.03, 0.05, 0.1, 0.2, 0.5, 0.83, 0.999, 1.0, 1.001, 1.36, 2.0, 5.0, 10.7, 15.0, 18.0)])
points("kolmogorovPoint", kolmogorov_tails, [()], lambda: mp.mpf(0))



def timed_row(job):
    name, case = job
    start = time.monotonic()
    row = jobs[name][0](case)
    return name, row, time.monotonic() - start


# Names of sections as arguments make only those.
wanted = sys.argv[1:] or list(jobs)
sections, seconds = {name: [] for name in wanted}, {name: 0.0 for name in wanted}
with multiprocessing.get_context("fork").Pool(2) as pool:
    for name, row, taken in pool.imap(timed_row, [(name, case) for name in wanted for case in jobs[name][1]]):
        sections[name].append(row)
        seconds[name] += taken
        if taken > 10:
            print(name, row[0], f"{taken:.0f} s", file=sys.stderr, flush=True)
print(", ".join(f"{name} {taken:.1f} s" for name, taken in seconds.items()), file=sys.stderr)
print('{"origin": ' + json.dumps({"software": f"mpmath {mpmath.__version__} at 50 digits, Python {sys.version.split()[0]}",
      "command": "python3 scripts/golden-values/distributions-mpmath.py > test/statistics/golden/distributions-mpmath.json"}) + ",")
print(",\n".join(f'"{name}": ' + json.dumps(rows, separators=(",", ":")) for name, rows in sections.items()) + "}")
