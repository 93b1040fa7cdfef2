# Golden values of the drift statistics. Base R only:  Rscript scripts/golden-values/drift.R > test/statistics/golden/drift.json
number <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
entry <- function(.case, ...) {
  parts <- list(...)
  cat(sprintf('    {"name": "%s", %s}', .case, paste(sprintf('"%s": %s', names(parts), vapply(parts, number, "")), collapse = ", ")))
}
separator <- function() cat(",\n")
options(digits = 17)
cat(sprintf('{\n  "origin": {"software": "%s, base and stats packages", "command": "Rscript scripts/golden-values/drift.R > test/statistics/golden/drift.json"},\n  "cases": [\n', R.version.string))

# two-sample chi-squared
chi <- function(name, b, w) {
  keep <- b + w > 0
  t <- suppressWarnings(chisq.test(rbind(b[keep], w[keep]), correct = FALSE))
  entry(name, baseline = b, window = w, statistic = t$statistic, df = t$parameter, p = t$p.value, smallestExpected = min(t$expected))
}
chi("chi-squared", rep(2000, 10), c(90, 95, 110, 105, 100, 98, 102, 88, 97, 115)); separator()
chi("chi-squared", c(500, 300, 0, 200), c(40, 40, 0, 20)); separator()
chi("chi-squared", c(100000, 200000, 150000), c(1200, 1700, 1400)); separator()

# Kolmogorov-Smirnov, exact and conditional on ties
ks <- function(name, a, b) {
  v <- sort(unique(c(a, b)))
  t <- suppressWarnings(ks.test(a, b, exact = TRUE))
  entry(name, baseline = tabulate(match(a, v), length(v)), window = tabulate(match(b, v), length(v)), d = t$statistic, p = t$p.value)
}
ks("ks", c(1, 2, 2, 3, 3, 3, 4, 5), c(2, 3, 4, 4, 5, 5, 6, 6, 6)); separator()
set.seed(11); ks("ks", sample(1:6, 60, TRUE), sample(1:6, 45, TRUE, c(1, 1, 2, 2, 3, 3))); separator()
set.seed(12); ks("ks", round(rnorm(40), 1), round(rnorm(70, .4), 1)); separator()

# mean ridit = Mann-Whitney W/(n m) - 1/2, with DeLong's variance from placements
ridit <- function(name, b, w) {
  x <- rep(seq_along(b), b); y <- rep(seq_along(w), w)
  W <- suppressWarnings(wilcox.test(y, x, exact = FALSE))$statistic
  v10 <- sapply(y, function(t) mean((x < t) + (x == t) / 2)); v01 <- sapply(x, function(t) mean((y > t) + (y == t) / 2))
  entry(name, baseline = b, window = w, shift = W / (length(x) * length(y)) - .5, variance = var(v10) / length(y) + var(v01) / length(x))
}
ridit("mean-ridit", c(40, 30, 20, 10), c(5, 10, 15, 20)); separator()
ridit("mean-ridit", c(0, 100, 50, 0, 7), c(3, 20, 30, 2, 0)); separator()

# Mann-Whitney by wilcox.test, normal approximation with tie and continuity correction; W of the window is U
mw <- function(a, b) {
  v <- sort(unique(c(a, b)))
  t <- suppressWarnings(wilcox.test(b, a, exact = FALSE, correct = TRUE))
  entry("mann-whitney", baseline = tabulate(match(a, v), length(v)), window = tabulate(match(b, v), length(v)), w = t$statistic, p = t$p.value)
}
mw(na.omit(airquality$Ozone[airquality$Month == 5]), na.omit(airquality$Ozone[airquality$Month == 8])); separator()
mw(airquality$Wind[airquality$Month == 6], airquality$Wind[airquality$Month == 9]); separator()
mw(rep(1:4, c(40, 30, 20, 10)), rep(1:4, c(5, 10, 15, 20))); separator()
mw(c(1, 1, 1, 2), c(1, 2, 2, 2, 2, 2)); separator()
mw(c(1, 3), c(2, 2)); separator()
mw(rep(0:1, c(4000, 1)), rep(0:1, c(30, 30))); separator()

# Cochran-Armitage: prop.trend.test; the departure from the line is prop.test's chi-squared less the trend's
armitage <- function(t, x, n) {
  trend <- suppressWarnings(prop.trend.test(x, n, score = t)); all <- suppressWarnings(prop.test(x, n)$statistic)
  entry("cochran-armitage", score = t, count = x, rows = n, chiSquared = trend$statistic, p = trend$p.value, departure = all - trend$statistic)
}
armitage(1:6, c(20, 24, 27, 31, 38, 42), c(500, 480, 510, 495, 505, 490)); separator()
armitage(c(3, 1, 10), c(0, 7, 1), c(30, 40, 2)); separator()
armitage(0:7, c(999, 1000, 998, 1000, 997, 996, 999, 990), rep(1000, 8)); separator()
scaled <- function(t, x, n, level) {
  p <- sum(x) / sum(n); centre <- sum(n * t) / sum(n); k <- length(x)
  slope <- sum(n * (t - centre) * (x / n - p)) / sum(n * (t - centre)^2)
  trend <- suppressWarnings(prop.trend.test(x, n, score = t)); total <- suppressWarnings(prop.test(x, n)$statistic)
  phi <- max(1, (total - trend$statistic) / (k - 2))
  statistic <- sign(slope) * sqrt(trend$statistic / phi)
  change <- slope * (max(t) - min(t)); error <- change / statistic
  entry("scaled-trend", score = t, count = x, rows = n, level = level, change = change, standardError = error, t = statistic, overdispersion = phi,
    p = 2 * pt(-abs(statistic), k - 2), lower = change - qt(.5 + level / 2, k - 2) * error, upper = change + qt(.5 + level / 2, k - 2) * error)
}
scaled(c(0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11), c(12, 9, 21, 14, 25, 16, 28, 20, 33, 22, 30), c(210, 190, 220, 205, 215, 200, 225, 190, 210, 205, 195), .95); separator()
scaled(0:7, c(50, 48, 45, 44, 41, 39, 37, 36), rep(100, 8), .9); separator()

# Wasserstein: integral of |F - G| for piecewise linear F and G, by integrate() cell by cell
wass <- function(name, e, b, w, sigma) {
  Fb <- approxfun(e, c(0, cumsum(b)) / sum(b)); Fw <- approxfun(e, c(0, cumsum(w)) / sum(w))
  total <- sum(sapply(seq_along(b), function(i) integrate(function(x) abs(Fb(x) - Fw(x)), e[i], e[i + 1], rel.tol = 1e-10, subdivisions = 2000)$value))
  entry(name, edges = e, baseline = b, window = w, sigma = sigma, raw = total)
}
wass("wasserstein", c(0, 1, 3, 4, 10), c(25, 25, 25, 25), c(10, 40, 10, 40), 2.5); separator()
wass("wasserstein", c(-5, -1, 0, 2), c(10, 60, 30), c(30, 10, 60), 1); separator()

# weighted linear trend
trend <- function(name, t, y, v) {
  s <- summary(lm(y ~ t, weights = 1 / v)); k <- length(t)
  phi <- s$sigma^2; se <- s$coefficients[2, 2] / s$sigma * sqrt(max(1, phi)); slope <- s$coefficients[2, 1]
  entry(name, time = t, value = y, variance = v, slope = slope, standardError = se, overdispersion = phi, p = 2 * pt(-abs(slope / se), k - 2), halfWidth = qt(.975, k - 2) * se)
}
trend("weighted-trend", c(4, 5, 6, 8, 9, 10, 11, 12, 13), c(.01, .03, -.01, .02, .05, .04, .06, .03, .07), c(2, 1, 3, 2, 2, 1, 1, 2, 4) * 1e-4); separator()
trend("weighted-trend", 0:7, c(.001, -.001, .002, 0, .001, .003, .001, .002), rep(1e-4, 8)); separator()

# Mann-Kendall with ties (cor.test gives tau-b; S and its variance from their definitions, here in R)
mk <- function(name, t, y) {
  S <- sum(outer(seq_along(y), seq_along(y), function(i, j) ifelse(i < j, sign(y[j] - y[i]), 0)))
  k <- length(y); tt <- table(y); v <- (k * (k - 1) * (2 * k + 5) - sum(tt * (tt - 1) * (2 * tt + 5))) / 18
  z <- (S - sign(S)) / sqrt(v)
  sl <- unlist(lapply(1:(k - 1), function(i) (y[(i + 1):k] - y[i]) / (t[(i + 1):k] - t[i])))
  entry(name, time = t, value = y, s = S, variance = v, z = z, p = 2 * pnorm(-abs(z)), sen = median(sl))
}
mk("mann-kendall", 1:10, c(3, 5, 4, 5, 6, 6, 7, 5, 8, 9)); separator()
mk("mann-kendall", c(1, 2, 3, 5, 6, 7, 8, 9), c(9, 8, 8, 7, 7.5, 6, 5, 5.5)); separator()

# Wilson-Hilferty, written with the chi-squared scale
entry("wilson-hilferty", statistic = c(0.5, 9, 21.7), df = c(9, 9, 4), value = ((c(.5, 9, 21.7) / c(9, 9, 4))^(1 / 3) - 1 + 2 / (9 * c(9, 9, 4))) / sqrt(2 / (9 * c(9, 9, 4)))); separator()

# beta-binomial upper tails: out of range (2, n - 1); unseen with moment-matched parameters
bb <- function(k, m, a, b) sum(exp(lchoose(m, k:m) + lbeta(k:m + a, m - k:m + b) - lbeta(a, b)))
entry("out-of-range", outside = c(5, 3, 1), m = c(1000, 1000, 50), n = c(1000, 20000, 200), p = c(bb(5, 1000, 2, 999), bb(3, 1000, 2, 19999), bb(1, 50, 2, 199))); separator()
unseen <- function(k, m, n, f1, f2) { mu <- (f1 + 1) / (n + 2); v <- (f1 + 2 * f2 + 1) / (n + 2)^2; s <- mu * (1 - mu) / v - 1; bb(k, m, mu * s, (1 - mu) * s) }
entry("unseen", unseen = c(3, 8, 1), m = c(500, 200, 100), n = c(10000, 1000, 400), once = c(0, 12, 3), twice = c(0, 5, 9),
  p = c(unseen(3, 500, 10000, 0, 0), unseen(8, 200, 1000, 12, 5), unseen(1, 100, 400, 3, 9))); separator()

# limits of the effect by inversion of the non-central chi-squared
limit <- function(x, df, a, low) if (low) uniroot(function(l) pchisq(x, df, l, lower.tail = FALSE) - a, c(0, 10 * x), tol = 1e-11)$root else uniroot(function(l) pchisq(x, df, l) - a, c(0, 10 * x), tol = 1e-11)$root
entry("effect-limits", t = 31.2, x2 = 29.5, df = 9, n = 20000, m = 400, alpha = .05,
  lower = limit(29.5, 9, .05, TRUE) * (1 / 20000 + 1 / 400), upper = limit(31.2, 9, .05, FALSE) * (1 / 20000 + 1 / 400))
cat("\n  ]\n}\n")
