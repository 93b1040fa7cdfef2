# Golden values of the human-override statistics, from R alone.
# Command: Rscript scripts/golden-values/overrides.R > test/statistics/golden/overrides.json
options(digits = 17)
number <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
lines <- c()
put <- function(name, x) lines <<- c(lines, sprintf("  \"%s\": %s", name, number(x)))

# Kappa with its standard error by a numerical delta method on the multinomial shares.
kappaOf <- function(p) { m <- matrix(p, nrow = sqrt(length(p))); po <- sum(diag(m)); pe <- sum(rowSums(m) * colSums(m)); (po - pe) / (1 - pe) }
kappaGolden <- function(counts) {
  n <- sum(counts); p <- as.vector(counts) / n
  g <- sapply(seq_along(p), function(i) { h <- 1e-6; up <- p; up[i] <- up[i] + h; dn <- p; dn[i] <- dn[i] - h; (kappaOf(up) - kappaOf(dn)) / (2 * h) })
  c(kappaOf(p), sqrt((sum(p * g^2) - sum(p * g)^2) / n))
}
put("kappa 88 14 10 120", kappaGolden(matrix(c(88, 10, 14, 120), 2)))
put("kappa three categories", kappaGolden(matrix(c(53, 11, 1, 5, 14, 6, 2, 5, 3), 3)))

# Poisson-binomial: convolution of dbinom.
convolve2 <- function(a, b) { r <- numeric(length(a) + length(b) - 1); for (i in seq_along(a)) r[i:(i + length(b) - 1)] <- r[i:(i + length(b) - 1)] + a[i] * b; r }
pb <- Reduce(convolve2, list(dbinom(0:40, 40, .03), dbinom(0:60, 60, .08), dbinom(0:25, 25, .2)))
put("poisson-binomial lower 4, upper 4", c(sum(pb[1:5]), sum(pb[5:length(pb)])))
put("poisson-binomial upper 30", sum(pb[31:length(pb)]))

# Paule-Mandel by uniroot.
y <- c(-.04, .01, .03, -.07, .09, .02); v <- c(4, 3, 6, 5, 4, 8) * 1e-4
q <- function(t) { w <- 1 / (v + t); m <- sum(w * y) / sum(w); sum(w * (y - m)^2) - (length(y) - 1) }
put("paule-mandel", uniroot(q, c(0, 1), tol = 1e-16, maxiter = 10000)$root)

# Logistic slope from grouped counts.
x <- c(.05, .1, .2, .35, .5); events <- c(60, 48, 31, 14, 6); n <- c(200, 190, 210, 180, 160)
fit <- summary(glm(cbind(events, n - events) ~ x, family = binomial, control = glm.control(epsilon = 1e-13, maxit = 100)))$coefficients
put("logistic slope, standard error, p, intercept", c(fit[2, 1], fit[2, 2], fit[2, 4], fit[1, 1]))

# Stratified exact test and Fisher.
tables <- array(c(8, 5, 12, 40, 3, 9, 20, 50, 1, 2, 6, 30), c(2, 2, 3))
put("stratified exact", mantelhaen.test(tables, exact = TRUE)$p.value)
put("fisher 7 12 5 30", fisher.test(matrix(c(7, 5, 12, 30), 2))$p.value)
put("fisher 3 1 1 3", fisher.test(matrix(c(3, 1, 1, 3), 2))$p.value)
large <- array(c(400, 900, 1600, 8100, 300, 500, 1700, 6500), c(2, 2, 2))
put("stratified large, corrected", mantelhaen.test(large, correct = TRUE)$p.value)

# Mantel-Haenszel risk difference with Sato's variance, written on the cell shares instead of the counts.
a <- tables[1, 1, ]; b <- tables[1, 2, ]; c. <- tables[2, 1, ]; d <- tables[2, 2, ]
n1 <- a + b; n2 <- c. + d; N <- n1 + n2; p1 <- a / n1; p2 <- c. / n2; w <- n1 * n2 / N
D <- sum(w * (p1 - p2)) / sum(w)
P <- sum(w * (n1 * p2 - n2 * p1 + (n2 - n1) / 2) / N); Q <- sum(w * (p1 * (1 - p2) + p2 * (1 - p1)) / 2)
put("mantel-haenszel difference, standard error", c(D, sqrt((D * P + Q) / sum(w)^2)))

# Stratified change in disparity.
ch <- function(u, d, n) { m <- (u - d) / n; c(m, ((u + d) / n - m^2) / n) }
g <- rbind(ch(12, 30, 400), ch(18, 30, 600)); r <- rbind(ch(10, 6, 300), ch(15, 9, 500)); nn <- c(400 * 300 / 700, 600 * 500 / 1100); nn <- nn / sum(nn)
put("stratified change", c(sum(nn * (g[, 1] - r[, 1])), sqrt(sum(nn^2 * (g[, 2] + r[, 2])))))

# Bonett-Price interval of a paired difference, b 25, c 11, n 300.
p12 <- 26 / 302; p21 <- 12 / 302; z <- qnorm(.975)
put("bonett-price", c((p12 - p21) - z * sqrt((p12 + p21 - (p12 - p21)^2) / 302), (p12 - p21) + z * sqrt((p12 + p21 - (p12 - p21)^2) / 302)))
put("mcnemar exact 40 12", binom.test(12, 52, .5)$p.value)

# Longest run by the Markov chain of run lengths.
chain <- function(n, L, p) { s <- c(1, rep(0, L)); for (i in 1:n) { t <- numeric(L + 1); t[L + 1] <- s[L + 1] + s[L] * p; t[1] <- sum(s[1:L]) * (1 - p); if (L > 1) t[2:L] <- s[1:(L - 1)] * p; s <- t }; s[L + 1] }
put("longest run 500 30 .85", chain(500, 30, .85))
put("longest run 50 1 .01", chain(50, 1, .01))

# One unit of a cross-fitted funnel, without strata: 10 of 100 against five others, exactly as the method's text says.
o <- c(12, 9, 15, 22, 7); m <- c(100, 120, 130, 150, 80)
rate <- (sum(o) + (sum(o) + .5) / (sum(m) + 1)) / (sum(m) + 1)
dev <- (o - m * rate) / m; dv <- rate * (1 - rate) / m
h <- function(t) { w <- 1 / (dv + t); mu <- sum(w * dev) / sum(w); sum(w * (dev - mu)^2) - (length(dev) - 1) }
tau <- if (h(0) <= 0) 0 else uniroot(h, c(0, 1), tol = 1e-16)$root
se <- sqrt(rate * (1 - rate) / 100 + rate * (1 - rate) / (sum(m) + 1) + tau * (1 + sum((m / sum(m))^2)))
# The same on the scale of log odds; the published p is the larger of the two.
lo <- log((o + .5) / (m - o + .5)) - log((m * rate + .5) / (m - m * rate + .5)); lv <- 1 / (m * rate * (1 - rate))
k <- function(t) { w <- 1 / (lv + t); mu <- sum(w * lo) / sum(w); sum(w * (lo - mu)^2) - (length(lo) - 1) }
ltau <- if (k(0) <= 0) 0 else uniroot(k, c(0, 10), tol = 1e-16)$root
E1 <- 100 * rate; l1 <- log(35.5 / 65.5) - log((E1 + .5) / (100 - E1 + .5)); steep <- 1 / (rate * (1 - rate))
lse <- sqrt(1 / (100 * rate * (1 - rate)) + rate * (1 - rate) / (sum(m) + 1) * steep^2 + ltau * (1 + sum((m / sum(m))^2)))
put("funnel unit: expected, tau2, se, p", c(E1, tau, se, max(2 * pt(-abs((35 - E1) / 100 / se), 4), 2 * pt(-abs(l1 / lse), 4))))

# Two outliers among twelve reviewers: k never overrides, l overrides too often. Judged against the ten others alone.
o <- c(41, 52, 38, 47, 60, 44, 35, 50, 55, 43); m <- c(400, 430, 380, 410, 470, 420, 390, 405, 450, 415)
against <- function(O, n) {
  rate <- (sum(o) + (sum(o) + .5) / (sum(m) + 1)) / (sum(m) + 1); v <- rate * (1 - rate)
  pm <- function(y, s) { q <- function(t) { w <- 1 / (s + t); sum(w * (y - sum(w * y) / sum(w))^2) - (length(y) - 1) }; if (q(0) <= 0) 0 else uniroot(q, c(0, 10), tol = 1e-16)$root }
  logit <- function(x, size) log((x + .5) / (size - x + .5))
  share <- pm((o - m * rate) / m, v / m); odds <- pm(logit(o, m) - logit(m * rate, m), 1 / (m * v))
  c2 <- 1 + sum((m / sum(m))^2); y <- O / n - rate; l <- logit(O, n) - logit(n * rate, n)
  se <- sqrt(v / n + v / (sum(m) + 1) + share * c2); lse <- sqrt(1 / (n * v) + 1 / v / (sum(m) + 1) + odds * c2)
  t <- qt(.975, 9); back <- function(d) (plogis(logit(n * rate, n) + d) * (n + 1) - .5) / n - rate
  c(n * rate, max(2 * pt(-abs(y / se), 9), 2 * pt(-abs(l / lse), 9)), min(y - t * se, back(l - t * lse)), max(y + t * se, back(l + t * lse)))
}
put("two outliers, low: expected, p, interval", against(0, 410))
put("two outliers, high: expected, p, interval", against(104, 440))

# Few expected events: the exact interval of a common factor on the odds, 3 of 25 where .04 and 3 of 15 where .1 is expected: 2.5 in all.
few <- function(theta, O) { d <- convolve2(dbinom(0:25, 25, plogis(qlogis(.04) + theta)), dbinom(0:15, 15, plogis(qlogis(.1) + theta))); c(sum(d[1:(O + 1)]), sum(d[(O + 1):41])) }
mean2 <- function(theta) (25 * plogis(qlogis(.04) + theta) + 15 * plogis(qlogis(.1) + theta)) / 40
lo2 <- uniroot(function(x) few(x, 6)[2] - .025, c(-5, 5), tol = 1e-15)$root; hi2 <- uniroot(function(x) few(x, 6)[1] - .025, c(-5, 5), tol = 1e-15)$root
put("few expected, exact interval", c(mean2(lo2) - mean2(0), mean2(hi2) - mean2(0)))

cat("{\n", sprintf("  \"origin\": {\"software\": \"%s\", \"command\": \"Rscript scripts/golden-values/overrides.R > test/statistics/golden/overrides.json\"},\n", R.version.string), paste(lines, collapse = ",\n"), "\n}\n", sep = "")
