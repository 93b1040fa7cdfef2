"""Golden values of the special functions and distributions, from mpmath at 50 digits.

Command:  python special-functions.py > ../../test/statistics/golden/special-functions.json
Needs:    mpmath (1.4.1 was used). Arguments are taken as the exact value of the double that JSON carries.
"""
import json, sys
import mpmath as mp

mp.mp.dps = 50
out = {"origin": {"software": f"mpmath {mp.__version__} at 50 digits, Python {sys.version.split()[0]}",
                  "command": "python scripts/golden-values/special-functions.py"}, "values": {}}


def add(name, function, cases):
    rows = []
    for case in cases:
        value = function(*[mp.mpf(a) for a in case])
        number = float(value)
        if number == 0 or abs(number) < 1e-300:
            continue
        rows.append([list(case), number])
    out["values"][name] = rows


half = mp.mpf(1) / 2
sf = lambda z: mp.erfc(z / mp.sqrt(2)) / 2
zs = [-37, -21.3, -8, -3.5, -1.96, -0.7, -1e-9, 0.0, 1e-300, 1e-5, 0.3, 0.99, 1.0, 1.01, 1.64, 2.0, 2.83, 4.2, 9.0, 15.7, 21.27, 37.0]
add("erf", mp.erf, [(x,) for x in zs if x != 0])
add("erfc", mp.erfc, [(x,) for x in zs + [26.0]])
add("normalCdf", lambda z: sf(-z), [(x,) for x in zs])
add("normalSurvival", sf, [(x,) for x in zs])
add("logGamma", mp.loggamma, [(x,) for x in [1e-300, 1e-8, 0.1, 0.5, 0.77, 0.999999, 1.0000001, 1.3, 1.4999, 1.5, 1.9999, 2.000001, 2.4, 2.5, 2.6, 3.7, 10.0, 15.9, 16.1, 100.5, 1e6, 1e15]])
add("stirlingError", lambda x: mp.loggamma(x + 1) - (x + half) * mp.log(x) + x - mp.log(2 * mp.pi) / 2,
    [(x,) for x in [1e-6, 0.1, 0.5, 1.0, 3.0, 7.5, 15.0, 15.5, 16.0, 16.5, 40.0, 1e3, 1e12]])
add("logBeta", lambda a, b: mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b),
    [(0.1, 0.2), (1e-5, 3.0), (2.0, 3.5), (0.5, 20.0), (20.0, 0.5), (30.0, 40.0), (2.0, 1e12), (1e6, 1e9), (15.0, 16.5), (1e12, 1e12)])


def quad_tail(density, center, width, end):
    """Integral of a log-concave density from center out to end, in panels over which it falls by about e."""
    sign = 1 if end > center else -1
    fall = -sign * mp.diff(lambda t: mp.log(density(t)), center)
    points, at, step = [mp.mpf(center)], mp.mpf(center), mp.mpf(width) if abs(fall) * width < 1 else 1 / abs(fall)
    while len(points) < 400:
        at = at + sign * step
        if (end - at) * sign <= 0:
            points.append(mp.mpf(end))
            break
        points.append(at)
        if density(at) < density(points[0]) * mp.mpf(10) ** -30:
            break
    return sign * mp.quad(density, points, method="gauss-legendre")


def gamma_tail(a, x, upper):
    if a < 3000:
        return mp.gammainc(a, x, mp.inf, regularized=True) if upper else mp.gammainc(a, 0, x, regularized=True)
    density = lambda t: mp.exp((a - 1) * mp.log(t) - t - mp.loggamma(a))
    return quad_tail(density, x, mp.sqrt(a) / 2, x * 1000 if upper else mp.mpf(0))


gammas = [(0.5, 0.001), (0.5, 0.5), (0.5, 1.4), (0.5, 1.6), (0.5, 230.0), (0.01, 0.5), (4.5, 0.02), (4.5, 4.5), (4.5, 5.6), (4.5, 30.0), (4.5, 270.0),
          (1e-3, 2.0), (50.0, 10.0), (50.0, 51.0), (50.0, 330.0), (999.5, 700.0), (999.5, 1000.0), (999.5, 1900.0), (1e5, 1e5), (1e5, 98000.0), (1e5, 103000.0), (1e8, 100010000.0)]
add("gammaP", lambda a, x: gamma_tail(a, x, False), gammas)
add("gammaQ", lambda a, x: gamma_tail(a, x, True), gammas)
dfs = [1.0, 2.0, 9.0, 49.0, 999.0]
chis = [(x * f, df) for df in dfs for f, x in [(0.01, df), (0.5, df), (1.0, df), (1.5, df), (4.0, df)]] + [(455.0, 1.0), (500.0, 9.0)]
add("chiSquaredCdf", lambda x, df: gamma_tail(df / 2, x / 2, False), chis)
add("chiSquaredSurvival", lambda x, df: gamma_tail(df / 2, x / 2, True), chis)


def beta_tail(x, a, b, upper):
    if upper:
        x, a, b = 1 - x, b, a
    if max(a, b) < 5000:
        return mp.betainc(a, b, 0, x, regularized=True)
    log_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    density = lambda t: mp.exp((a - 1) * mp.log(t) + (b - 1) * mp.log(1 - t) - log_beta) if 0 < t < 1 else mp.mpf(0)
    if x < 1e-3 and a < 100:  # series of the lower tail, for a tiny x and few successes
        total, term, k = mp.mpf(0), mp.mpf(1), 0
        while True:
            total += term / (a + k)
            term *= (k + 1 - b) / (k + 1) * x
            k += 1
            if abs(term) < mp.mpf(10) ** -60 * abs(total) or k > 4000:
                break
        return total * mp.exp(a * mp.log(x) - log_beta)
    mean, spread = a / (a + b), mp.sqrt(a * b / (a + b)) / (a + b)
    if x > mean + spread:
        return 1 - beta_tail(1 - x, b, a, False)
    return quad_tail(density, x, spread / 2, mp.mpf(0))


betas = [(0.3, 2.0, 3.0), (0.01, 0.5, 0.5), (0.99, 0.5, 0.5), (0.5, 1e-3, 2.0), (0.2, 20.0, 30.0), (0.4, 20.0, 30.0), (0.45, 20.0, 30.0), (0.9, 20.0, 30.0), (0.001, 20.0, 30.0),
         (0.1, 0.5, 400.0), (0.5, 400.0, 0.5), (0.25, 1000.0, 2900.0), (0.31, 1000.0, 2900.0), (0.4, 1000.0, 2900.0), (3e-12, 4.0, 1e12), (1e-11, 4.0, 1e12),
         (0.25, 2500.0, 7500.0), (0.25, 4000.0, 12000.0), (0.26, 4000.0, 12000.0), (0.21, 4000.0, 12000.0), (0.3, 4000.0, 12000.0),
         (0.5, 1e6, 1e6), (0.4995, 1e6, 1e6), (0.49, 1e6, 1e6), (0.5, 5e11, 5e11), (0.499999, 5e11, 5e11), (0.50001, 5e11, 5e11), (0.001, 1e9, 1e12), (9.99e-4, 1e9, 1e12)]
add("betaRegularized", lambda x, a, b: beta_tail(x, a, b, False), betas)
add("betaSurvival", lambda x, a, b: beta_tail(x, a, b, True), betas)


def student(t, df):
    return beta_tail(df / (df + t * t), df / 2, half, False) / 2


ts = [(1e-8, 3.0), (0.5, 1.0), (2.0, 1.0), (1e100, 1.0), (2.5, 4.0), (40.0, 4.0), (1e20, 4.0), (1.9, 24.0), (30.0, 24.0), (2.0, 1000.0), (21.0, 1000.0)]
add("studentTSurvival", student, ts)


def binom(k, n, p):
    return mp.exp(mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1) + k * mp.log(p) + (n - k) * mp.log(1 - p))


binoms = [(0, 10, 0.3), (10, 10, 0.3), (3, 10, 0.3), (50, 1000, 0.1), (480, 1000, 0.5), (900, 1000, 0.1), (2500, 10000, 0.3), (3, 10**12, 1e-12), (500000000000, 10**12, 0.5), (499990000000, 10**12, 0.5), (100001000000, 10**12, 0.1), (1, 10**15, 1e-17)]
add("binomialPmf", binom, binoms)
add("binomialCdf", lambda k, n, p: beta_tail(p, k + 1, n - k, True) if k < n else mp.mpf(1), binoms)
add("binomialSurvival", lambda k, n, p: beta_tail(p, k + 1, n - k, False) if k < n else mp.mpf(0), binoms)


def kolmogorov(x):
    return 2 * mp.fsum((-1) ** (k - 1) * mp.exp(-2 * k * k * x * x) for k in range(1, 400))


add("kolmogorovSurvival", kolmogorov, [(x,) for x in [0.2, 0.5, 0.83, 0.999, 1.0, 1.36, 2.0, 5.0, 10.0]])


def noncentral(x, df, lam, upper):
    """Poisson mixture, each central term afresh; for large lambda by the density's Bessel form and quadrature."""
    if lam * x < 5e4 and lam < 4000:
        mean, a, hx = lam / 2, df / 2, x / 2
        last = int(max(mean, mp.sqrt(lam * x) / 2) + 40 * mp.sqrt(mean + mp.sqrt(lam * x)) + 120)
        weight = lambda j: mp.exp(-mean + j * mp.log(mean) - mp.loggamma(j + 1))
        step = lambda j: mp.exp((a + j) * mp.log(hx) - hx - mp.loggamma(a + j + 1))
        total = mp.mpf(0)
        if upper:
            tail = mp.gammainc(a, hx, mp.inf, regularized=True)
            for j in range(last):
                total += weight(j) * tail
                tail += step(j)
        else:
            tail = mp.gammainc(a + last, 0, hx, regularized=True)
            for j in range(last, -1, -1):
                total += weight(j) * tail
                if j:
                    tail += step(j - 1)
        return total
    order = df / 2 - 1
    density = lambda t: mp.exp(-(t + lam) / 2) * (t / lam) ** (order / 2) * mp.besseli(order, mp.sqrt(lam * t)) / 2
    scale = mp.sqrt(2 * df + 4 * lam)
    mp.mp.dps = 30
    if (x > df + lam) == upper:
        value = quad_tail(density, x, scale / 3, x * 100 if upper else mp.mpf(0))
    else:
        value = 1 - quad_tail(density, x, scale / 3, mp.mpf(0) if upper else x * 100)
    mp.mp.dps = 50
    return value


ncs = [(20.0, 9.0, 12.0), (1.0, 9.0, 12.0), (200.0, 9.0, 12.0), (600.0, 9.0, 12.0), (5.0, 1.0, 4.0), (80.0, 9.0, 150.0), (260.0, 9.0, 150.0), (2.0, 9.0, 700.0), (300.0, 299.0, 40.0),
       (199.0, 9.0, 200.0), (201.0, 9.0, 200.0), (40.0, 9.0, 990.0), (900.0, 9.0, 2500.0), (4000.0, 9.0, 2999.0), (2900.0, 9.0, 3001.0), (3010.0, 9.0, 3001.0), (1e5, 9.0, 1.005e5),
       (1.1e5, 49.0, 1e5), (9e4, 49.0, 1e5), (1e7, 9.0, 1.0001e7)]
add("noncentralChiSquaredCdf", lambda x, df, l: noncentral(x, df, l, False), ncs)
add("noncentralChiSquaredSurvival", lambda x, df, l: noncentral(x, df, l, True), ncs)
print(json.dumps(out, indent=1))
