# Golden values of logistic recalibration (glm, offsets, uniroot for profile limits) and of the interval of a Brier score (t.test).
# Command: Rscript scripts/golden-values/calibration.R > test/statistics/golden/logistic.json
options(digits = 17)
number <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ","), "]")
control <- glm.control(epsilon = 1e-15, maxit = 200)
z2 <- qnorm(.975)^2

# Log likelihood of a line, without rounding away small probabilities.
lines <- c()
case <- function(name, x, rows, events) {
  y <- cbind(events, rows - events)
  loglik <- function(a, b) sum(events * plogis(a + b * x, log.p = TRUE) + (rows - events) * plogis(-a - b * x, log.p = TRUE))
  fit <- suppressWarnings(glm(y ~ x, family = binomial, control = control)); s <- summary(fit)$coefficients
  offsetFit <- function(b) as.numeric(coef(suppressWarnings(glm(y ~ 1 + offset(b * x), family = binomial, control = control))))
  top <- loglik(s[1, 1], s[2, 1]); drop <- function(b) 2 * (top - loglik(offsetFit(b), b))
  root <- function(f, from, step) { outer <- from + step; while (f(outer) < 0) outer <- outer + step; uniroot(f, sort(c(from, outer)), tol = 1e-14, maxiter = 1000)$root }
  slope <- sapply(c(-1, 1), function(d) root(function(b) drop(b) - z2, s[2, 1], d * s[2, 2]))
  large <- offsetFit(1); largeError <- summary(suppressWarnings(glm(y ~ 1 + offset(x), family = binomial, control = control)))$coefficients[1, 2]
  topLarge <- loglik(large, 1); dropLarge <- function(a) 2 * (topLarge - loglik(a, 1))
  limits <- sapply(c(-1, 1), function(d) root(function(a) dropLarge(a) - z2, large, d * largeError))
  lines <<- c(lines, sprintf("{\"name\":\"%s\",\"x\":%s,\"rows\":%s,\"events\":%s,\"fit\":%s,\"slopeLimits\":%s,\"slopeTest\":%s,\"large\":%s,\"largeLimits\":%s,\"largeTest\":%s}", name, number(x), number(rows), number(events),
    number(c(s[1, 1], s[2, 1], s[1, 2], s[2, 2])), number(slope), number(c(drop(1), pchisq(drop(1), 1, lower.tail = FALSE))), number(c(large, largeError)), number(limits), number(c(dropLarge(0), pchisq(dropLarge(0), 1, lower.tail = FALSE)))))
}
case("reviewers near the threshold", c(.05, .1, .2, .35, .5), c(200, 190, 210, 180, 160), c(60, 48, 31, 14, 6))
case("ten calibrated bins", qlogis(seq(.05, .95, .1)), rep(500, 10), c(27, 70, 121, 180, 221, 280, 319, 380, 428, 470))
case("too extreme", qlogis(c(.01, .05, .2, .5, .8, .95, .99)), c(400, 300, 200, 100, 200, 300, 400), c(38, 41, 55, 52, 139, 259, 368))
case("rare events", qlogis(c(1e-4, 3e-4, 1e-3, 5e-3)), c(1e6, 5e5, 2e5, 5e4), c(113, 140, 231, 247))
case("almost separated", c(-3, -1, 1, 3), c(50, 20, 20, 50), c(0, 1, 18, 50))
case("overlap of one row", c(0, 1, 2, 3), c(40, 30, 30, 40), c(0, 1, 30, 39))
case("large scores far from 0", c(1001, 1002, 1003, 1004), c(90, 80, 85, 95), c(20, 31, 44, 60))
case("a million a cell", qlogis(c(.1, .3, .5, .7, .9)), rep(1e6, 5), c(100456, 299211, 500830, 699640, 899912))
case("inverted", qlogis(c(.2, .4, .6, .8)), c(40, 50, 60, 70), c(28, 29, 25, 20))

set.seed(20260303)
briers <- c()
brier <- function(name, k, y) { f <- k / 2^30; t <- t.test((f - y)^2); briers <<- c(briers, sprintf("{\"name\":\"%s\",\"k\":%s,\"y\":%s,\"expected\":%s}", name, number(k), number(y), number(c(as.numeric(t$estimate), t$conf.int)))) }
f <- round(runif(120) * 2^30); brier("120 forecasts", f, rbinom(120, 1, f / 2^30))
f <- round(rbeta(60, .5, 8) * 2^30); brier("60 low forecasts", f, rbinom(60, 1, f / 2^30))
brier("five forecasts", floor(c(.1, .8, .35, .6, .95) * 2^30), c(0, 1, 1, 0, 1))

cat(sprintf("{\"origin\":{\"software\":\"%s\",\"command\":\"Rscript scripts/golden-values/calibration.R\"},\n\"cases\":[\n%s],\n\"brier\":[\n%s]}\n", R.version.string, paste(lines, collapse = ",\n"), paste(briers, collapse = ",\n")))
