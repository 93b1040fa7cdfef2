"""Tails of the gamma, beta, binomial, hypergeometric, beta-binomial and noncentral chi-squared distributions at 50 digits.

Each tail is computed from its definition: mpmath's own incomplete functions for small shapes; for large ones Gauss-Legendre
integration of the density on panels over which its logarithm falls by about 6, out to exp(-120); sums term by term.
Arguments are taken as the exact value of the double. Imported by special-functions.py and distributions-mpmath.py.
"""
from contextlib import contextmanager

import mpmath as mp

mp.mp.dps = 50
half = mp.mpf(1) / 2
REACH = 120


@contextmanager
def reach(logarithms):
    """Shorter integrals, for searches at fewer digits."""
    global REACH
    before, REACH = REACH, logarithms
    yield
    REACH = before


def legendre(points):
    """Nodes and weights of the Gauss-Legendre rule."""
    nodes = []
    for i in range(points):
        # The middle node of an odd rule is 0.
        x = mp.mpf(0) if 2 * i + 1 == points else mp.cos(mp.pi * (i + mp.mpf(3) / 4) / (points + half))
        for _ in range(60):
            p, before = mp.mpf(1), mp.mpf(0)
            for n in range(1, points + 1):
                p, before = ((2 * n - 1) * x * p - (n - 1) * before) / n, p
            slope = points * (x * p - before) / (x * x - 1)
            change = p / slope
            x -= change
            if abs(change) < mp.mpf(10) ** -48:
                break
        nodes.append((x, 2 / ((1 - x * x) * slope * slope)))
    return nodes


RULE = legendre(30)


def fall_integral(fall, limit, scale):
    """Integral of exp(-fall(u)), fall convex with fall(0) = 0, from 0 to the limit or to where it has fallen by REACH."""
    high = min(limit, scale)
    while high < limit and fall(high) < REACH:
        high = min(limit, 2 * high)
    if fall(high) > REACH:
        low = mp.mpf(0)
        for _ in range(40):
            middle = (low + high) / 2
            low, high = (low, middle) if fall(middle) > REACH else (middle, high)
    edges, panels = [mp.mpf(0)], REACH // 6
    total = mp.mpf(0)
    for i in range(panels):
        left, right = high * i / panels, high * (i + 1) / panels
        if fall(left) > REACH:
            break
        width = (right - left) / 2
        total += width * mp.fsum(w * mp.exp(-fall(left + width * (1 + x))) for x, w in RULE)
    return total


def gamma_tails(a, x):
    a, x = mp.mpf(a), mp.mpf(x)
    if x == 0:
        return mp.mpf(0), mp.mpf(1)
    if a < 500:
        upper = mp.gammainc(a, x, mp.inf, regularized=True)
        lower = mp.gammainc(a, 0, x, regularized=True)
        return (lower, 1 - lower) if lower < upper else (1 - upper, upper)
    density = mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a))
    if x < a:
        lower = density * fall_integral(lambda u: -(a - 1) * mp.log1p(-u / x) - u if u < x else mp.inf, x, mp.sqrt(x))
        return lower, 1 - lower
    upper = density * fall_integral(lambda u: u - (a - 1) * mp.log1p(u / x), mp.inf, mp.sqrt(x))
    return 1 - upper, upper


def beta_tails(x, a, b, y=None):
    """I_x(a, b) and its complement; y = 1 - x may be given where x is rounded."""
    x, a, b = mp.mpf(x), mp.mpf(a), mp.mpf(b)
    y = 1 - x if y is None else mp.mpf(y)
    if x * (a + b + 2) > a + 1:
        upper, lower = lower_tail(y, x, b, a)
        return lower, upper
    return lower_tail(x, y, a, b)


def positive_series(x, y, a, b):
    """I_x(a, b) by the series 8.17.8 of the DLMF, whose terms are positive."""
    log_front = a * mp.log(x) + b * mp.log(y) - mp.log(a) - (mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b))
    term, total, k = mp.mpf(1), mp.mpf(1), 0
    while term > total * mp.eps / 100:
        term *= (a + b + k) / (a + 1 + k) * x
        total += term
        k += 1
        if k > 100_000:
            raise ValueError("series too long")
    return mp.exp(log_front) * total


def lower_tail(x, y, a, b):
    """x on the lower side of the mean: positive series; where that is long the complement with more digits, or the integral."""
    if min(a, b) < 2000 or x < mp.mpf(10) ** -30:
        if y < 0.01 and a > 5000:
            log_tail = a * mp.log(x) + b * mp.log(y) - (mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b))
            # Far below the smallest double.
            if log_tail < -5000:
                return mp.mpf(0), mp.mpf(1)
            with mp.workdps(mp.mp.dps + 30 + int(max(0, -log_tail / 2))):
                lower = 1 - positive_series(y, 1 - y, b, a)
            return +lower, 1 - lower
        lower = positive_series(x, y, a, b)
    else:
        fall = lambda u: -(a - 1) * mp.log1p(-u / x) - (b - 1) * mp.log1p(u / y) if u < x else mp.inf
        density = mp.exp((a - 1) * mp.log(x) + (b - 1) * mp.log(y) - (mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)))
        lower = density * fall_integral(fall, x, x * mp.sqrt(y / a))
    return lower, 1 - lower


def student_upper(t, df):
    t, df = mp.mpf(t), mp.mpf(df)
    with mp.workdps(1000 if df > 1e4 else mp.mp.dps):
        x, y = df / (df + t * t), t * t / (df + t * t)
    return beta_tails(x, df / 2, half, y)[0] / 2


def f_tails(x, d1, d2):
    x, d1, d2 = mp.mpf(x), mp.mpf(d1), mp.mpf(d2)
    whole = d1 * x + d2
    return beta_tails(d1 * x / whole, d1 / 2, d2 / 2, d2 / whole)


def log_choose(n, k):
    return mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)


def binomial_tails(k, n, p):
    if k < 0:
        return mp.mpf(0), mp.mpf(1)
    if k >= n:
        return mp.mpf(1), mp.mpf(0)
    upper, lower = beta_tails(p, mp.mpf(k) + 1, mp.mpf(n) - k)
    return lower, upper


def hypergeometric_tails(k, N, M, n):
    """By the ratio of neighbours; from a standard deviation of 900 on by Euler-Maclaurin with terms up to the fifth derivative."""
    lowest, highest = max(0, n - (N - M)), min(n, M)
    if k < lowest:
        return mp.mpf(0), mp.mpf(1)
    if k >= highest:
        return mp.mpf(1), mp.mpf(0)
    N, M, n = mp.mpf(N), mp.mpf(M), mp.mpf(n)
    log_pmf = lambda j: log_choose(M, j) + log_choose(N - M, n - j) - log_choose(N, n)
    below = k < (n + 1) * (M + 1) / (N + 2)
    start, direction = (mp.mpf(k), -1) if below else (mp.mpf(k) + 1, 1)
    variance = n * M / N * (N - M) / N * (N - n) / max(1, N - 1)
    if variance < 900 ** 2:
        ratio = (lambda j: j * (N - M - n + j) / ((M - j + 1) * (n - j + 1))) if below else (lambda j: (M - j) * (n - j) / ((j + 1) * (N - M - n + j + 1)))
        term, total, at = mp.mpf(1), mp.mpf(1), start
        while True:
            term *= ratio(at)
            at += direction
            total += term
            if term < total * mp.mpf(10) ** -40:
                break
        small = mp.exp(log_pmf(start)) * total
    else:
        at_start = log_pmf(start)
        relative = lambda u: log_pmf(start + direction * u) - at_start
        integral = fall_integral(lambda u: -relative(u), mp.inf, mp.sqrt(variance) / 10)
        # Derivatives of f = exp(relative) at 0 from those of relative.
        h = [relative(mp.mpf(0))] + [mp.diff(relative, 0, i, h=mp.sqrt(variance) / 10**6) if i < 6 else mp.mpf(0) for i in range(1, 6)]
        d = [mp.mpf(1)]
        for i in range(1, 6):
            d.append(mp.fsum(mp.binomial(i - 1, j) * h[i - j] * d[j] for j in range(i)))
        total = integral + half - d[1] / 12 + d[3] / 720 - d[5] / 30240
        small = mp.exp(at_start) * total
    return (small, 1 - small) if below else (1 - small, small)


def beta_binomial_upper(k, m, a, b):
    """P(X >= k) term by term."""
    a, b, m = mp.mpf(a), mp.mpf(b), mp.mpf(m)
    log_first = log_choose(m, mp.mpf(k)) + mp.loggamma(k + a) + mp.loggamma(m - k + b) - mp.loggamma(m + a + b) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b)
    term, total, j = mp.mpf(1), mp.mpf(1), k
    while j < m:
        term *= (m - j) / (j + 1) * (j + a) / (m - j - 1 + b)
        total += term
        j += 1
        if b >= 1 and term < total * mp.mpf(10) ** -30 * (1 - term / total) and j > (k + 100):
            break
    return mp.exp(log_first) * total


def beta_binomial_integral(k, m, a, b):
    """P(X >= k) as the integral of I_p(k, m - k + 1) over the beta density, for enormous m and smooth shapes."""
    a, b = mp.mpf(a), mp.mpf(b)
    log_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    center, width = mp.mpf(k) / m, mp.sqrt(mp.mpf(k) * (m - k) / m) / m
    # Beyond nine standard deviations I_p(k, m - k + 1) is 0 or 1 to 18 digits.
    below, above = center - 9 * width, center + 9 * width
    density = lambda p: mp.exp((a - 1) * mp.log(p) + (b - 1) * mp.log1p(-p) - log_beta)
    edges = [below + (above - below) * i / 6 for i in range(7)]
    inner = mp.mpf(0)
    with mp.workdps(30), reach(60):
        for left, right in zip(edges, edges[1:]):
            w = (right - left) / 2
            inner += w * mp.fsum(v * density(left + w * (1 + x)) * beta_tails(left + w * (1 + x), k, m - k + 1)[0] for x, v in RULE)
    return inner + beta_tails(above, a, b)[1]


def noncentral_tails(x, df, lam):
    """Poisson mixture with weights relative to the central term; the central tails by their recurrence, from both ends."""
    x, df, lam = mp.mpf(x), mp.mpf(df), mp.mpf(lam)
    if lam == 0:
        return gamma_tails(df / 2, x / 2)
    mean, a, hx = lam / 2, df / 2, x / 2
    # Terms of the lower and upper tail peak around here; the range holds all that counts at 30 digits.
    peak = (mp.sqrt(a * a / 4 + mean * hx) - a / 2)
    spread = mp.sqrt(max(mean, peak) + 1) * 14 + 150
    first, last = max(0, int(min(mean, peak) - spread)), int(max(mean, peak) + spread)
    weights, terms = [], []
    weight = mp.exp(-mean + first * mp.log(mean) - mp.loggamma(first + 1))
    step = mp.exp((a + first) * mp.log(hx) - hx - mp.loggamma(a + first + 1))
    for j in range(first, last + 1):
        weights.append(weight)
        terms.append(step)
        weight *= mean / (j + 1)
        step *= hx / (a + j + 1)
    upper_tail = gamma_tails(a + first, hx)[1]
    upper = mp.mpf(0)
    for w, s in zip(weights, terms):
        upper += w * upper_tail
        upper_tail += s
    lower_tail_value = gamma_tails(a + last, hx)[0]
    lower = mp.mpf(0)
    for j in range(len(weights) - 1, -1, -1):
        lower += weights[j] * lower_tail_value
        if j:
            lower_tail_value += terms[j - 1]
    return lower, upper


def kolmogorov_tails(x):
    x = mp.mpf(x)
    if x < 2:
        lower = mp.sqrt(2 * mp.pi) / x * mp.fsum(mp.exp(-((2 * k - 1) * mp.pi / x) ** 2 / 8) for k in range(1, 30))
        return lower, 1 - lower
    upper = 2 * mp.fsum((-1) ** (k - 1) * mp.exp(-2 * k * k * x * x) for k in range(1, 40))
    return 1 - upper, upper


def normal_tails(z):
    return mp.erfc(-mp.mpf(z) / mp.sqrt(2)) / 2, mp.erfc(mp.mpf(z) / mp.sqrt(2)) / 2
