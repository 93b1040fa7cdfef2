"""Golden values of two samples, divergences, their limits and trends where R loses digits or has no such method.

Command:  python3 scripts/golden-values/drift-exact.py > test/statistics/golden/drift-exact.json
Needs:    mpmath (50 digits), scipy (quantiles of the beta of unseen shares; Wasserstein, Jensen-Shannon as a second reference). Everything is written from the definition, on shares of
mpmath or on exact fractions, never from the rearranged forms of src/statistics.
"""
import json, platform
from fractions import Fraction as F
from math import comb
import mpmath as mp, scipy, scipy.spatial.distance as sd, scipy.stats as st

mp.mp.dps = 50
cases = {}
E12 = 10 ** 12


def num(x):
    return float(mp.mpf(x.numerator) / x.denominator) if isinstance(x, F) else float(x)


def put(group_, **values):
    cases.setdefault(group_, []).append({k: (num(v) if isinstance(v, (mp.mpf, F)) else v) for k, v in values.items()})


def m(x):
    return mp.mpf(x.numerator) / x.denominator if isinstance(x, F) else mp.mpf(x)


z_of = lambda level: mp.sqrt(2) * mp.erfinv(mp.mpf(level))
two_sided = lambda z: mp.erfc(abs(z) / mp.sqrt(2))
chi_sf = lambda x, df: mp.gammainc(mp.mpf(df) / 2, x / 2, regularized=True)


def t_sf(t, df):
    return mp.betainc(mp.mpf(df) / 2, mp.mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2


def t_point(level, df):
    return mp.findroot(lambda t: t_sf(t, df) - (1 - mp.mpf(level)) / 2, float(st.t.ppf(0.5 + level / 2, df)))


# --- samples: close, far, sparse, empty cells, 1e12 a cell, 1e12 against 50, two cells, hundreds of cells
PAIRS = {
    "review G1": ([5, 3, 2], [4, 4, 2]),
    "review G7": ([2000] * 10, [90, 95, 110, 105, 100, 98, 102, 88, 97, 115]),
    "two cells": ([7, 3], [1, 9]),
    "empty on either side": ([50, 50, 0, 0, 3], [40, 0, 20, 0, 3]),
    "disjoint": ([12, 8, 0, 0], [0, 0, 5, 9]),
    "1e12 a cell, nearly equal": ([E12 + k * k for k in range(8)], [E12 - 3 * k for k in range(8)]),
    "1e12 a cell, shifted": ([E12 * (k + 1) for k in range(6)], [E12 * (7 - k) + k for k in range(6)]),
    "1e12 against 50": ([E12, 2 * E12, E12 + 1, 3 * E12, 5], [5, 20, 3, 22, 0]),
    "300 cells": ([1000 + (k * 37) % 101 for k in range(300)], [20 + (k * 53) % 11 for k in range(300)]),
    "six levels": ([9, 10, 9, 11, 10, 11], [1, 0, 5, 12, 14, 13]),
    "1e12 turned round": ([E12, 1, 5], [1, E12, 0]),
    "one row in the window": ([30, 40, 30], [0, 0, 1]),
}
for name, (b, w) in PAIRS.items():
    n, k = sum(b), sum(w)
    filled = [(c, o) for c, o in zip(b, w) if c + o]
    B = len(filled)
    scale = F(1, n) + F(1, k)
    X2 = sum(F(c - F(n * (c + o), n + k)) ** 2 / F(n * (c + o), n + k) + F(o - F(k * (c + o), n + k)) ** 2 / F(k * (c + o), n + k) for c, o in filled)
    put("chi-squared", name=name, baseline=b, window=w, statistic=X2, df=B - 1, p=chi_sf(m(X2), B - 1), smallestExpected=min(F((c + o) * min(n, k), n + k) for c, o in filled))

    def psi(a):
        ps = [((c + a) / (n + a * B), (o + a) / (k + a * B)) for c, o in ((F(c), F(o)) for c, o in filled)]
        return mp.fsum((m(p) - m(q)) * mp.log(m(p) / m(q)) for p, q in ps)

    smoothed = psi(F(1, 2))
    raw = psi(F(0)) if all(c and o for c, o in filled) else None
    floor = F(1, 10000)
    floored = mp.fsum((m(p) - m(q)) * mp.log(m(p) / m(q)) for p, q in ((max(F(c, n), floor), max(F(o, k), floor)) for c, o in filled))
    bias = (B - 1) * m(scale)
    put("psi", name=name, baseline=b, window=w, smoothed=smoothed, bias=bias, corrected=max(mp.mpf(0), smoothed - bias), standardised=smoothed / m(scale), floored=floored, **({"raw": raw} if raw is not None else {}))
    xlog = lambda p, s: p * mp.log(p / s) if p else mp.mpf(0)
    shares = [(m(F(c, n)), m(F(o, k))) for c, o in filled]
    nats = mp.fsum(xlog(p, (p + q) / 2) + xlog(q, (p + q) / 2) for p, q in shares) / 2
    put("jensen-shannon", name=name, baseline=b, window=w, distance=mp.sqrt(nats / mp.log(2)), nats=nats, corrected=mp.sqrt(max(mp.mpf(0), nats - bias / 8) / mp.log(2)),
        **({"scipy": float(sd.jensenshannon(b, w, 2))} if max(b) < 1e6 else {}))
    h2 = mp.fsum((mp.sqrt(p) - mp.sqrt(q)) ** 2 for p, q in shares) / 2
    put("hellinger", name=name, baseline=b, window=w, distance=mp.sqrt(h2), corrected=mp.sqrt(max(mp.mpf(0), h2 - bias / 8)))
    tv = sum(abs(F(c, n) - F(o, k)) for c, o in filled) / 2
    tvFloor = mp.fsum(mp.sqrt(2 * m(F(c + o, n + k)) * (1 - m(F(c + o, n + k))) * m(scale) / mp.pi) for c, o in filled) / 2
    put("total-variation", name=name, baseline=b, window=w, distance=tv, floor=tvFloor, corrected=max(mp.mpf(0), m(tv) - tvFloor))

    # Ordered methods on the same counts.
    C, O, D = 0, 0, F(0)
    for c, o in zip(b, w):
        C, O = C + c, O + o
        D = max(D, abs(F(C, n) - F(O, k)))
    x = m(D) * mp.sqrt(mp.mpf(n) * k / (n + k))
    K = 1 - mp.sqrt(2 * mp.pi) / x * mp.fsum(mp.exp(-((2 * j - 1) ** 2) * mp.pi ** 2 / (8 * x * x)) for j in range(1, 60)) if x < 1 else 2 * mp.fsum((-1) ** (j - 1) * mp.exp(-2 * j * j * x * x) for j in range(1, 60))
    exact = n * k <= 10 ** 7
    p = K
    if exact and n + k <= 2000 or (exact and name in ("review G1", "two cells", "disjoint", "one row in the window", "empty on either side")):
        paths, done = {0: 1}, 0
        for c, o in filled:
            for _ in range(c + o):
                done += 1
                new = {}
                for i, ways in paths.items():
                    for to in (i, i + 1):
                        if to <= n and done - to <= k:
                            new[to] = new.get(to, 0) + ways
                paths = new
            paths = {i: ways for i, ways in paths.items() if abs(F(i, n) - F(done - i, k)) < D}
        p = 1 - F(sum(paths.values()), comb(n + k, n))
        exact = True
    elif exact:
        p = None
    put("ks", name=name, baseline=b, window=w, d=D, exact=exact, **({"p": p} if p is not None else {}))

    below, belowOther, double_u = 0, 0, 0
    ridits, others = [], []
    for c, o in zip(b, w):
        ridits.append(F(2 * below + c, 2 * n)); others.append(F(2 * belowOther + o, 2 * k))
        double_u += o * (2 * below + c)
        below += c; belowOther += o
    theta = F(double_u, 2 * n * k)
    N = n + k
    if n > 1 and k > 1:
        mean = lambda v, c: sum(x * y for x, y in zip(v, c)) / sum(c)
        ss = lambda v, c: sum((x - mean(v, c)) ** 2 * y for x, y in zip(v, c))
        var = ss(ridits, w) / (k - 1) / k + ss(others, b) / (n - 1) / n
        own = ss(ridits, b) / n
        level = 0.95
        z = z_of(level)
        star = mp.mpf(N) / 2 - 1
        # Newcombe (2006), method 5: bisection for the theta at which (thetahat - theta)^2 = z^2 V(theta); the farther of his and DeLong's limits.
        gap = lambda q: (m(theta) - q) ** 2 - z * z * q * (1 - q) * (1 + star * (1 - q) / (2 - q) + star * q / (1 + q)) / (mp.mpf(n) * k)
        score = []
        for end in (0, 1):
            outer, inner = mp.mpf(end), m(theta)
            if outer != inner:
                inner += (outer - inner) * mp.mpf(10) ** -40
                for _ in range(300):
                    middle = (outer + inner) / 2
                    if gap(middle) > 0: outer = middle
                    else: inner = middle
            score.append(outer)
        low = max(m(F(-1, 2)), min(score[0], m(theta) - z * mp.sqrt(m(var))) - m(F(1, 2)))
        high = min(m(F(1, 2)), max(score[1], m(theta) + z * mp.sqrt(m(var))) - m(F(1, 2)))
        s2 = F(n * k, 12) * (N + 1 - F(sum((c + o) ** 3 - (c + o) for c, o in filled), N * (N - 1)))
        if sum(1 for c in b if c) > 1:
            put("mean-ridit", name=name, baseline=b, window=w, level=level, shift=theta - F(1, 2), variance=var, nullVariance=own / k, lower=low, upper=high,
                p=two_sided(m(theta - F(1, 2)) * n * k / mp.sqrt(m(s2))))
        centred = F(double_u, 2) - F(n * k, 2)
        step = F(1, 2) if centred > 0 else F(-1, 2) if centred < 0 else F(0)
        zu = m(centred - step) / mp.sqrt(m(s2))
        put("mann-whitney", name=name, baseline=b, window=w, level=level, superiority=theta, z=zu, sigma=mp.sqrt(m(s2)), p=two_sided(zu), lower=low + mp.mpf(1) / 2, upper=high + mp.mpf(1) / 2, doubleU=str(double_u))

    values = [round(0.25 * i * i - 3 * i, 2) + 13 * i for i in range(len(b))]
    if len(b) <= 20:
        # Area between the quantile functions, the other definition of W1.
        def steps(counts):
            total, at, out = sum(counts), F(0), []
            for v, c in zip(values, counts):
                if c:
                    out.append((at + F(c, total), F(v))); at += F(c, total)
            return out
        A, Bq, at, area = steps(b), steps(w), F(0), F(0)
        i = j = 0
        while i < len(A) and j < len(Bq):
            end = min(A[i][0], Bq[j][0])
            area += (end - at) * abs(A[i][1] - Bq[j][1]); at = end
            if A[i][0] == end: i += 1
            if j < len(Bq) and Bq[j][0] == end: j += 1
        put("wasserstein", name=name, values=values, baseline=b, window=w, sigma=2.5, raw=area,
            **({"scipy": float(st.wasserstein_distance(values, values, b, w))} if max(b) < 1e6 else {}))
        # Straight lines between edges: |F - G| is linear in each piece between a zero and an edge.
        edges = [-1.5] + values[:-1] + [values[-1] + 0.5]
        edges = [min(e, edges[i + 1]) if i + 1 < len(edges) else e for i, e in enumerate(edges)]
        total, err, d0, Cc, Oo = F(0), F(0), F(0), 0, 0
        for i, (c, o) in enumerate(zip(b, w)):
            width = F(edges[i + 1]) - F(edges[i])
            Cc, Oo = Cc + c, Oo + o
            d1 = F(Cc, n) - F(Oo, k)
            if (d0 < 0) == (d1 < 0) or d0 == 0 or d1 == 0:
                total += width * abs(d0 + d1) / 2
            else:
                zero = d0 / (d0 - d1)
                total += width * (zero * abs(d0) + (1 - zero) * abs(d1)) / 2
            err += width * (F(c, n) + F(o, k)) / 2
            d0 = d1
        put("wasserstein-cells", name=name, edges=edges, baseline=b, window=w, sigma=0.75, raw=total, largestError=err / F(0.75))

    # Bounds: enumerate where the rows of a cell may lie; without slack only the edges count.
    for atoms in ([], [i % 2 == 1 for i in range(len(b))]):
        L = U = F(0)
        f0 = g0 = F(0)
        for i, (c, o) in enumerate(zip(b, w)):
            f1, g1 = f0 + F(c, n), g0 + F(o, k)
            L = max(L, abs(f1 - g1))
            corners = [abs(f0 - g0), abs(f1 - g1)]
            if c and o and not (atoms and atoms[i]):
                corners += [abs(f1 - g0), abs(f0 - g1)]
            U = max(U, *corners)
            f0, g0 = f1, g1
        put("ks-bounds", name=name, baseline=b, window=w, atoms=atoms, lower=L, upper=U)
put("ks-bounds", name="review G10", baseline=[100] * 4, window=[50, 70, 30, 50], atoms=[], lower=F(1, 10), upper=F(7, 20))


# --- Clopper-Pearson and beta-binomial: out of range, unseen
def binomial_below(k, n, p):
    """P(X < k) as a sum of its terms."""
    return mp.fsum(mp.binomial(n, j) * p ** j * (1 - p) ** (n - j) for j in range(k))


def limits(k, n, level):
    tail = (1 - mp.mpf(level)) / 2
    start = lambda q, a, b: mp.mpf(float(st.beta.ppf(float(q), a, b)))
    low = mp.mpf(0) if k == 0 else mp.findroot(lambda p: mp.log((1 - binomial_below(k, n, p)) / tail), (start(tail, k, n - k + 1), start(tail, k, n - k + 1) * (1 - mp.mpf(10) ** -9)))
    high = mp.mpf(1) if k == n else mp.findroot(lambda p: mp.log(binomial_below(k + 1, n, p) / tail), (start(1 - tail, k + 1, n - k), start(1 - tail, k + 1, n - k) * (1 - mp.mpf(10) ** -9)))
    return low, high


def excess(share, low, high, mean, least, most):
    """Newcombe's hybrid of the limits of the share and the quantiles of the undrifted one."""
    return dict(lower=max(mp.mpf(0), share - mean - mp.sqrt((share - low) ** 2 + (most - mean) ** 2)), upper=max(mp.mpf(0), share - mean + mp.sqrt((high - share) ** 2 + (mean - least) ** 2)))


def outside_point(tail, n, upper):
    """x with P(U <= x), or P(U > x) where upper, = tail for Beta(2, n - 1), whose survival is (1 - x)^(n - 1) (1 + (n - 1) x); bisection on log x."""
    low, high = mp.mpf(-60), mp.mpf(0)
    for _ in range(200):
        middle = (low + high) / 2
        x = mp.exp(middle)
        survival = (1 - x) ** (n - 1) * (1 + (n - 1) * x)
        if (survival > tail) if upper else (1 - survival < tail): low = middle
        else: high = middle
    return mp.exp((low + high) / 2)


def beta_binomial_sf(k, N, a, b):
    """1 - sum of the terms below k, by the ratio of neighbours, at the 160 digits set below."""
    term = mp.beta(a, b + N) / mp.beta(a, b)
    total = mp.mpf(0)
    for j in range(k):
        total += term
        term *= mp.mpf(N - j) / (j + 1) * (j + a) / (N - j - 1 + b)
    return 1 - total


mp.mp.dps = 160
for outside, window, n in [(0, 1000, 1000), (5, 1000, 1000), (3, 1000, 20000), (1, 50, 200), (50, 50, 2), (7, 12, E12), (9, E12, E12), (1, 1, 2), (60, 5000, 5000)]:
    low, high = limits(outside, window, 0.9)
    e = mp.mpf(2) / (n + 1)
    put("out-of-range", outside=outside, m=window, n=n, level=0.9, p=beta_binomial_sf(outside, window, mp.mpf(2), mp.mpf(n - 1)), estimate=max(mp.mpf(0), mp.mpf(outside) / window - e),
        expected=e, **excess(mp.mpf(outside) / window, low, high, e, outside_point((1 - mp.mpf(0.9)) / 2, n, False), outside_point((1 - mp.mpf(0.9)) / 2, n, True)))
for unseen, window, n, once, twice in [(3, 500, 10000, 0, 0), (8, 200, 1000, 12, 5), (1, 100, 400, 3, 9), (0, 10, 10, 5, 1), (2, 2, 1, 1, 0), (40, E12, E12, 20, 3), (5, 10, 4, 4, 0), (1, 1, 1000, 1000, 0), (3, 20, 10 ** 6, 0, 250000)]:
    mu = mp.mpf(once + 1) / (n + 2)
    v = min(mp.mpf(once + 2 * twice + 1) / (n + 2) ** 2, mu * (1 - mu) / (1 + mp.mpf("0.001") / min(mu, 1 - mu)))
    s = mu * (1 - mu) / v - 1
    low, high = limits(unseen, window, 0.95)
    put("unseen", unseen=unseen, m=window, n=n, once=once, twice=twice, level=0.95, p=beta_binomial_sf(unseen, window, mu * s, (1 - mu) * s), expected=mu,
        estimate=max(mp.mpf(0), mp.mpf(unseen) / window - mu), **excess(mp.mpf(unseen) / window, low, high, mu, float(st.beta.ppf(0.025, float(mu * s), float((1 - mu) * s))), float(st.beta.isf(0.025, float(mu * s), float((1 - mu) * s)))))
# Millions of terms: the probability as an integral over the beta, the binomial part as a normal distribution with continuity correction.
mp.mp.dps = 30
for unseen, window, n, once, twice in [(31_000_000_000, E12, 100, 2, 4), (10_130_000, 10 ** 9, 10 ** 6, 10 ** 4, 2000), (100_030_000, 10 ** 9, 10 ** 9, 10 ** 8, 10 ** 7)]:
    mu = mp.mpf(once + 1) / (n + 2)
    v = mp.mpf(once + 2 * twice + 1) / (n + 2) ** 2
    s = mu * (1 - mu) / v - 1
    a, b = mu * s, (1 - mu) * s
    constant = mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)
    density = lambda x: mp.exp((a - 1) * mp.log(x) + (b - 1) * mp.log(1 - x) + constant)
    tail = lambda x: mp.erfc((mp.mpf(unseen) - mp.mpf(1) / 2 - window * x) / mp.sqrt(2 * window * x * (1 - x))) / 2
    sd_, at = mp.sqrt(v), mp.mpf(unseen) / window
    width = mp.sqrt(at * (1 - at) / window)
    points = sorted({mp.mpf(0) + mp.mpf(10) ** -25, 1 - mp.mpf(10) ** -25} | {x for x in [mu + sd_ * j for j in range(-9, 30, 2)] + [at + width * j for j in (-12, -6, -2, 0, 2, 6, 12)] if 0 < x < 1})
    put("unseen-large", unseen=unseen, m=window, n=n, once=once, twice=twice, level=0.95, p=mp.quad(lambda x: density(x) * tail(x), points))
mp.mp.dps = 50


# --- non-central chi-squared: limits of the effect, power, rows
def ncx2_cdf(x, df, lam):
    """Poisson mixture; the central distribution functions by P(a + 1, y) = P(a, y) - y^a e^-y / Gamma(a + 1), at 40 digits more."""
    with mp.extradps(40):
        half, mean, a = mp.mpf(x) / 2, mp.mpf(lam) / 2, mp.mpf(df) / 2
        central, step = mp.gammainc(a, 0, half, regularized=True), mp.exp(a * mp.log(half) - half - mp.loggamma(a + 1))
        total, j, weight = mp.mpf(0), 0, mp.exp(-mean)
        last = int(mean + 14 * mp.sqrt(mean + 1) + 60)
        while j <= last:
            total += weight * central
            central -= step
            j += 1
            step *= half / (a + j)
            weight *= mean / j
        return +total


def root(f, low, high, steps=90):
    """Bisection of a falling function."""
    low, high = mp.mpf(low), mp.mpf(high)
    for _ in range(steps):
        middle = (low + high) / 2
        if f(middle) > 0: low = middle
        else: high = middle
    return (low + high) / 2


def lambda_upper(x, df, alpha):
    if ncx2_cdf(x, df, 0) <= alpha: return mp.mpf(0)
    return root(lambda l: ncx2_cdf(x, df, l) - alpha, 0, x * 2 + 40)


def lambda_lower(x, df, alpha):
    if 1 - ncx2_cdf(x, df, 0) >= alpha: return mp.mpf(0)
    return root(lambda l: alpha - (1 - ncx2_cdf(x, df, l)), 0, x + 1)


mp.mp.dps = 25
for t, x2, df, n, k, alpha in [(31.2, 29.5, 9, 20000, 400, 0.05), (4.0, 4.5, 9, 1000, 1000, 0.05), (1.0, 0.8, 9, 20000, 50, 0.01), (200.0, 260.0, 1, E12, 50, 0.001), (30.0, 32.0, 20, E12, E12, 0.1)]:
    s = mp.mpf(1) / n + mp.mpf(1) / k
    a = mp.mpf(alpha)
    put("effect-limits", t=t, x2=x2, df=df, n=n, m=k, alpha=alpha, lower=s * lambda_lower(min(t, x2), df, a), upper=s * lambda_upper(max(t, x2), df, a))


def chi_point(alpha, df):
    return mp.findroot(lambda x: chi_sf(x, df) - alpha, float(st.chi2.isf(float(alpha), df)))


for df, alpha, power in [(9, 0.05, 0.8), (1, 0.05, 0.8), (9, 0.001, 0.99), (250, 0.05, 0.5)]:
    c = chi_point(mp.mpf(alpha), df)
    lam = root(lambda l: ncx2_cdf(c, df, l) - (1 - mp.mpf(power)), 0, 300, 80)
    put("power", df=df, alpha=alpha, power=power, noncentrality=lam, rows=[int(mp.ceil(1 / (mp.mpf("0.1") / lam - mp.mpf(1) / 20000)))], effect=0.1, n=20000)
mp.mp.dps = 18
for effect, threshold, df, n, alpha in [(0.01, 0.1, 9, 20000, 0.05), (0.08, 0.1, 9, 20000, 0.05), (0.0, 0.1, 3, 1000, 0.01)]:
    def settled(k):
        s = mp.mpf(1) / n + mp.mpf(1) / k
        return ncx2_cdf(effect / s + df, df, threshold / s) < alpha
    low, high = 1, 10 ** 6
    while high - low > 1:
        middle = (low + high) // 2
        if settled(middle): high = middle
        else: low = middle
    put("rows-to-decide", effect=effect, threshold=threshold, df=df, n=n, alpha=alpha, rows=high)
mp.mp.dps = 50

# --- trends
for name, t, x, n in [("1e12 rows a week", list(range(9)), [E12 // 3 + 400_000 * k + (k * k * 31) % 7 for k in range(9)], [E12] * 9),
                      ("strong imbalance", [0, 1, 2, 3, 4, 5, 6, 9], [E12 // 5, 3, 7, 9, 2, 12, 11, 10], [E12, 20, 20, 20, 20, 20, 20, 20]),
                      ("rate of 1e-11", list(range(8)), [3, 5, 9, 12, 10, 15, 18, 17], [E12] * 8),
                      ("one row short of all", list(range(8)), [50] * 7 + [49], [50] * 8)]:
    N, X = sum(n), sum(x)
    P = F(X, N)
    c = F(sum(a * b for a, b in zip(n, t)), N)
    S = sum(a * (b - c) ** 2 for a, b in zip(n, t))
    T = sum((b - c) * (y - a * P) for a, b, y in zip(n, t, x))
    var = P * (1 - P)
    z = m(T) / mp.sqrt(m(var * S))
    slope = T / S
    dep = sum(F(a) * (F(y, a) - P - slope * (b - c)) ** 2 for a, b, y in zip(n, t, x)) / var
    k = len(t)
    phi = max(F(1), dep / (k - 2))
    se = mp.sqrt(m(var / S * phi)) * (max(t) - min(t))
    tt = z / mp.sqrt(m(phi))
    change = m(slope) * (max(t) - min(t))
    q = t_point(0.95, k - 2)
    put("armitage", name=name, score=t, count=x, rows=n, level=0.95, z=z, p=two_sided(z), departure=dep, change=change, standardError=se, overdispersion=phi, t=tt,
        scaledP=2 * t_sf(abs(tt), k - 2), lower=change - q * se, upper=change + q * se)

for statistic, df in [(0, 9), (0.5, 9), (9, 9), (21.7, 4), (1e-9, 1), (1e12, 3), (250, 299), (5, 1)]:
    v = mp.mpf(2) / (9 * df)
    put("wilson-hilferty", statistic=statistic, df=df, value=(mp.cbrt(mp.mpf(statistic) / df) - (1 - v)) / mp.sqrt(v))

values, allowance, height, path = [F(3, 4), F(2), F(-1, 8), F(-4), F(1, 2), F(5, 2), F(1, 4)], F(1, 2), F(0), []
for value in values:
    height = max(F(0), height + value - allowance)
    path.append(num(height))
put("cusum-path", values=[num(v) for v in values], allowance=0.5, path=path)
T, df, maxima = [9.0, 14.0, 30.0, 2.0, 25.0], [9, 9, 4, 4, 1], [round(0.17 * k, 2) for k in range(99)]
height, heights = mp.mpf(0), []
for statistic, own in zip(T, df):
    v = mp.mpf(2) / (9 * own)
    height = max(mp.mpf(0), height + (mp.cbrt(mp.mpf(statistic) / own) - (1 - v)) / mp.sqrt(v) - mp.mpf(1) / 2)
    heights.append(height)
for alpha in (0.05, 0.1, 0.33):
    put("cusum", standardised=T, df=df, maxima=maxima, alpha=alpha, largest=max(heights), p=F(1 + sum(1 for x in maxima if x >= max(heights)), 100), limit=sorted(maxima)[int(mp.ceil((1 - F(str(alpha))) * 100)) - 1])

# In-control run length of the one-sided CUSUM of normal values, k = .5, h = 5: Siegmund's formula, and the integral equation solved by
# Gauss-Legendre collocation (Page 1954): L(u) = 1 + L(0) Phi(k - u) + int_0^h L(x) phi(x + k - u) dx.
k_, h_ = mp.mpf("0.5"), mp.mpf(5)
import numpy as np
nodes, weights = np.polynomial.legendre.leggauss(80)
nodes, weights = (nodes + 1) * 2.5, weights * 2.5
phi_ = lambda x: np.exp(-x * x / 2) / np.sqrt(2 * np.pi)
u = np.concatenate([[0.0], nodes])
A = np.eye(81)
A[:, 0] -= st.norm.cdf(0.5 - u)
A[:, 1:] -= weights * phi_(nodes[None, :] + 0.5 - u[:, None])
hp = h_ + mp.mpf("1.166")
put("run-length", k=0.5, h=5.0, siegmund=(mp.exp(2 * k_ * hp) - 1 - 2 * k_ * hp) / (2 * k_ * k_), exact=float(np.linalg.solve(A, np.ones(81))[0]))

for name, time, T, df, rows, n, level in [("rising", list(range(10)), [3.0, 4.5, 2.5, 6.0, 8.0, 7.5, 11.0, 9.0, 14.0, 15.5], [4] * 10, [500, 480, 510, 700, 300, 450, 520, 90, 500, 505], 5000, 0.9),
                                          ("merged cells, gaps, falling", [0, 1, 3, 4, 7, 8, 9, 12], [30.0, 12.0, 9.5, 8.0, 3.0, 1.5, 2.5, 0.1], [9, 9, 7, 9, 4, 4, 9, 2], [800, 900, 120, 1000, 60, 55, 2000, 40], 20000, 0.95),
                                          ("1e12 rows", list(range(8)), [9.0, 8.0, 12.0, 7.0, 10.0, 11.0, 9.5, 6.0], [9] * 8, [E12] * 8, E12, 0.9)]:
    s = [mp.mpf(1) / n + mp.mpf(1) / r for r in rows]
    y = [(mp.mpf(a) - d) * b for a, d, b in zip(T, df, s)]
    w = [1 / (2 * d * b * b) for d, b in zip(df, s)]
    # Normal equations of the weighted line.
    W, Wt, Wtt, Wy, Wty = (mp.fsum(q) for q in zip(*[(a, a * b, a * b * b, a * c, a * b * c) for a, b, c in zip(w, time, y)]))
    slope = (W * Wty - Wt * Wy) / (W * Wtt - Wt * Wt)
    inter = (Wy - slope * Wt) / W
    k = len(time)
    phi = mp.fsum(a * (c - inter - slope * b) ** 2 for a, b, c in zip(w, time, y)) / (k - 2)
    span = time[-1] - time[0]
    se = mp.sqrt(max(mp.mpf(1), phi) * W / (W * Wtt - Wt * Wt)) * span
    mid = mp.fsum(y) / k
    ends = mp.sqrt(max(mp.mpf(0), mid - slope * span / 2)) + mp.sqrt(max(mp.mpf(0), mid + slope * span / 2))
    full = mp.sqrt(se ** 2 + 4 * ends ** 2 / n)
    wh = [(mp.cbrt(mp.mpf(a) / d) - 1 + mp.mpf(2) / (9 * d)) / mp.sqrt(mp.mpf(2) / (9 * d)) for a, d in zip(T, df)]
    S = sum(int(mp.sign(wh[j] - wh[i])) for i in range(k) for j in range(i + 1, k))
    assert len({mp.nstr(v, 20) for v in wh}) == k
    z = (S - (1 if S > 0 else -1 if S < 0 else 0)) / mp.sqrt(mp.mpf(k * (k - 1) * (2 * k + 5)) / 18)
    q = t_point(level, k - 2)
    put("index-trend", name=name, time=time, standardised=T, df=df, windowRows=rows, baselineRows=n, level=level, change=slope * span, standardError=full, overdispersion=phi,
        lower=slope * span - q * full, upper=slope * span + q * full, p=two_sided(z), tau=F(2 * S, k * (k - 1)))

null = [round(0.03 * k * k, 4) for k in range(39)]
for effect, alpha in [(20.0, 0.05), (43.3, 0.05), (43.32, 0.025), (0.0, 0.1), (36.0, 0.1)]:
    floor_ = sorted(null)[int(mp.ceil((1 - F(str(alpha))) * 40)) - 1]
    put("monte-carlo", effect=effect, null=null, alpha=alpha, p=F(1 + sum(1 for v in null if v >= effect), 40), floor=floor_, expected=sum(F(v) for v in null) / 39, corrected=max(F(0), F(effect) - sum(F(v) for v in null) / 39))

origin = dict(software=f"Python {platform.python_version()}, mpmath {mp.__version__}, scipy {scipy.__version__}", command="python3 scripts/golden-values/drift-exact.py > test/statistics/golden/drift-exact.json")
lines = ",\n".join(f'{json.dumps(name)}: [\n' + ",\n".join(json.dumps(case) for case in group) + "\n]" for name, group in cases.items())
print('{"origin": %s,\n%s\n}' % (json.dumps(origin), lines))
