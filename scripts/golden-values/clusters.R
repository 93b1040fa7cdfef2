# Golden values of clustered and weighted rows by the survey package.
# Command:  Rscript scripts/golden-values/clusters.R > test/statistics/golden/clusters.json
suppressPackageStartupMessages(library(survey))
options(digits = 17)

num <- function(x) sprintf("%.17g", x)
list_of <- function(x) paste0("[", paste(x, collapse = ","), "]")
object <- function(...) {
  parts <- list(...)
  paste0("{", paste(sprintf('"%s":%s', names(parts), unlist(parts)), collapse = ","), "}")
}
whole <- function(x) sprintf('"%.0f"', x)
# Sums over clusters, as the SQL makes them.
sums <- function(d) {
  x <- tapply(d$y, d$subject, sum); n <- tapply(d$y, d$subject, length)
  object(clusters = length(n), x = whole(sum(x)), n = whole(sum(n)), xx = whole(sum(x * x)), xn = whole(sum(x * n)), nn = whole(sum(n * n)))
}
shared_sums <- function(a, b) {
  both <- intersect(a$subject, b$subject); s <- function(d, f) vapply(both, function(i) f(d$y[d$subject == i]), 0)
  x1 <- s(a, sum); n1 <- s(a, length); x2 <- s(b, sum); n2 <- s(b, length)
  object(clusters = length(both), x1x2 = whole(sum(x1 * x2)), x1n2 = whole(sum(x1 * n2)), n1x2 = whole(sum(n1 * x2)), n1n2 = whole(sum(n1 * n2)))
}
wilson <- function(p, n, z) {
  centre <- p + z^2 / (2 * n); half <- z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))
  (centre + c(-1, 1) * half) / (1 + z^2 / n)
}
# n_eff by survey's variance, at most n; Student t with (effective clusters - 1) df by shrinking n_eff.
rate <- function(d) {
  m <- svymean(~y, svydesign(ids = ~subject, weights = ~1, data = d))
  p <- coef(m)[[1]]; v <- vcov(m)[1, 1]; n <- nrow(d); K <- n^2 / sum(table(d$subject)^2)
  eff <- min(n, p * (1 - p) / v)
  z <- qnorm(.975); tt <- qt(.975, K - 1)
  size <- eff * (z / tt)^2; beta <- c(qbeta(.025, p * size, (1 - p) * size + 1), qbeta(.025, p * size + 1, (1 - p) * size, lower.tail = FALSE))
  list(p = p, v = v, eff = eff, beta = beta, raw = p * (1 - p) / v, df = K - 1, t = tt, limits = wilson(p, eff * (z / tt)^2, z), n = n)
}
clustered <- function(seed, sizes, p, rho, first = 1) {
  set.seed(seed)
  theta <- if (rho == 0) rep(p, length(sizes)) else rbeta(length(sizes), p * (1 - rho) / rho, (1 - p) * (1 - rho) / rho)
  subject <- rep(first - 1 + seq_along(sizes), sizes)
  data.frame(subject = subject, y = rbinom(length(subject), 1, rep(theta, sizes)))
}

sets <- list(
  g16 = data.frame(subject = rep(1:6, c(4, 2, 3, 5, 1, 5)), y = c(1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 1, 1, 1, 1, 0, 1, 1, 0, 0, 0)),
  forty = clustered(1, sample(1:8, 40, TRUE), .3, .2),
  nine = clustered(2, c(1, 1, 2, 3, 5, 8, 40, 200, 500), .45, .05),
  rare = clustered(3, sample(1:30, 300, TRUE), .004, .02),
  common = clustered(4, sample(1:30, 120, TRUE), .995, .02),
  strong = clustered(5, rep(25, 60), .5, .6),
  negative = data.frame(subject = rep(1:50, each = 4), y = rep(c(1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1), 10))
)
rates <- vapply(names(sets), function(name) {
  r <- rate(sets[[name]])
  object(name = sprintf('"%s"', name), sums = sums(sets[[name]]), p = num(r$p), variance = num(r$v), nEffective = num(r$eff),
         designEffect = num(r$n / r$raw), lower = num(r$beta[1]), upper = num(r$beta[2]), criticalValue = num(r$t))
}, "")

pairs <- list(
  unshared = list(clustered(11, sample(1:9, 25, TRUE), .2, .15), clustered(12, sample(1:5, 70, TRUE), .35, .1, 1001)),
  shared = list(clustered(13, sample(1:6, 40, TRUE), .5, .4), clustered(13, sample(1:9, 40, TRUE), .4, .4)),
  partly = list(clustered(14, sample(1:6, 40, TRUE), .15, .3), clustered(14, sample(1:9, 60, TRUE), .25, .3, 21)),
  far = list(clustered(15, rep(6, 12), .95, .3), clustered(16, sample(10:40, 150, TRUE), .02, .05, 7))
)
groups <- vapply(names(pairs), function(name) {
  a <- pairs[[name]][[1]]; b <- pairs[[name]][[2]]
  d <- rbind(cbind(a, g = 1), cbind(b, g = 2))
  design <- svydesign(ids = ~subject, weights = ~1, data = d)
  V <- vcov(svyby(~y, ~g, design, svymean, covmat = TRUE))
  rho <- if (length(intersect(a$subject, b$subject)) == 0) 0 else V[1, 2] / sqrt(V[1, 1] * V[2, 2])
  r1 <- rate(a); r2 <- rate(b); dif <- r1$p - r2$p
  l1 <- r1$limits[1]; u1 <- r1$limits[2]; l2 <- r2$limits[1]; u2 <- r2$limits[2]
  low <- dif - sqrt((r1$p - l1)^2 + (u2 - r2$p)^2 - 2 * rho * (r1$p - l1) * (u2 - r2$p))
  upp <- dif + sqrt((u1 - r1$p)^2 + (r2$p - l2)^2 - 2 * rho * (u1 - r1$p) * (r2$p - l2))
  s1 <- sqrt((1 - r1$p) / (r1$p * r1$eff)); s2 <- sqrt((1 - r2$p) / (r2$p * r2$eff))
  seLog <- sqrt(s1^2 + s2^2 - 2 * rho * s1 * s2); df <- min(r1$df, r2$df); reach <- exp(qt(.975, df) * seLog)
  pooled <- (r1$eff * r1$p + r2$eff * r2$p) / (r1$eff + r2$eff)
  t <- dif / sqrt(pooled * (1 - pooled) * (1 / r1$eff + 1 / r2$eff - 2 * rho / sqrt(r1$eff * r2$eff)))
  object(name = sprintf('"%s"', name), first = sums(a), second = sums(b), shared = shared_sums(a, b), correlation = num(rho),
         difference = num(dif), lower = num(low), upper = num(upp), nEffective1 = num(r1$eff), nEffective2 = num(r2$eff),
         ratio = num(r1$p / r2$p), ratioLower = num(r1$p / r2$p / reach), ratioUpper = num(r1$p / r2$p * reach),
         t = num(t), df = num(df), pValue = num(2 * pt(-abs(t), df)))
}, "")
# The linearised log ratio of fully shared subjects, by survey itself (without the limit n_eff <= n, which does not bind here).
a <- pairs$shared[[1]]; b <- pairs$shared[[2]]
d <- rbind(cbind(a, g = 1), cbind(b, g = 2))
by <- svyby(~y, ~g, svydesign(ids = ~subject, weights = ~1, data = d), svymean, covmat = TRUE)
names(by$y) <- NULL
contrast <- svycontrast(by, quote(log(`1`) - log(`2`)))
one <- prop.test(c(56, 48), c(70, 80), correct = FALSE)

# Rao-Scott: counts and sums of products of cells over clusters; cells row after row.
table_case <- function(name, d) {
  rows <- sort(unique(d$r)); cols <- sort(unique(d$k))
  cell <- (match(d$r, rows) - 1) * length(cols) + match(d$k, cols)
  k <- table(factor(d$subject), factor(cell, levels = seq_len(length(rows) * length(cols))))
  products <- crossprod(unclass(k))
  d$r <- factor(d$r); d$k <- factor(d$k)
  design <- svydesign(ids = ~subject, weights = ~1, data = d)
  f <- svychisq(~r + k, design, statistic = "F"); chi <- svychisq(~r + k, design, statistic = "Chisq")
  object(name = sprintf('"%s"', name),
         counts = list_of(apply(table(d$r, d$k), 1, function(row) list_of(sprintf("%.0f", row)))), clusters = nrow(k),
         products = list_of(apply(products, 1, function(row) list_of(sprintf('"%.0f"', row)))),
         f = num(f$statistic), ndf = num(f$parameter[[1]]), ddf = num(f$parameter[[2]]), pValue = num(f$p.value),
         pearson = num(chi$statistic), df = chi$parameter[[1]], firstOrderP = num(chi$p.value))
}
frozen <- function(seed, subjects, shared, cells, shift, spread) {
  set.seed(seed)
  half <- function(ids, by) do.call(rbind, lapply(ids, function(s) {
    centre <- rnorm(1) * spread; m <- sample(1:7, 1)
    data.frame(subject = s, k = cut(centre + by + rnorm(m), c(-Inf, qnorm(seq_len(cells - 1) / cells) * sqrt(1 + spread^2), Inf), labels = FALSE))
  }))
  b <- half(seq_len(subjects), 0); w <- half(seq_len(subjects %/% 2) + (if (shared) 0 else subjects), shift)
  rbind(cbind(b, r = 1), cbind(w, r = 2))
}
set.seed(31)
several <- data.frame(subject = rep(1:60, each = 5), r = sample(1:3, 300, TRUE), k = NA)
several$k <- 1 + (several$subject %% 4 + sample(0:2, 300, TRUE)) %% 4
set.seed(32)
singles <- data.frame(subject = 1:200, r = rep(1:2, c(140, 60)), k = sample(1:5, 200, TRUE, c(4, 3, 2, 1, 1)))
holes <- frozen(24, 60, FALSE, 6, 1.5, 1); holes <- holes[!(holes$r == 2 & holes$k == 1), ]
tables <- c(table_case("drift", frozen(21, 120, FALSE, 10, .4, .8)), table_case("no drift, shared subjects", frozen(22, 90, TRUE, 5, 0, 1)),
            table_case("two by two", frozen(23, 40, FALSE, 2, .2, 1)), table_case("an empty cell", holes),
            table_case("three by four", several), table_case("one row a subject", singles))

# Unequal inclusion probabilities: each row a unit.
share_case <- function(probability, n, x) {
  d <- data.frame(pi = rep(probability, n), y = unlist(mapply(function(n, x) rep(1:0, c(x, n - x)), n, x, SIMPLIFY = FALSE)))
  d$w <- 1 / d$pi
  m <- svymean(~y, svydesign(ids = ~1, weights = ~w, data = d))
  p <- coef(m)[[1]]; v <- vcov(m)[1, 1]; kish <- sum(d$w)^2 / sum(d$w^2)
  eff <- if (v == 0) kish else min(kish, p * (1 - p) / (v * (nrow(d) - 1)) * nrow(d))
  limits <- wilson(p, eff, qnorm(.975))
  object(rows = list_of(sprintf('{"inclusionProbability":%s,"n":%d,"x":%d}', num(probability), n, x)), p = num(p), variance = num(v),
         kish = num(kish), nEffective = num(eff), lower = num(limits[1]), upper = num(limits[2]))
}
shares <- c(share_case(c(1, .1, .01), c(500L, 300L, 200L), c(20L, 45L, 60L)), share_case(c(.5, .02), c(900L, 40L), c(3L, 39L)),
            share_case(c(1, .001), c(1000L, 15L), c(999L, 15L)), share_case(c(.3, .3), c(80L, 20L), c(30L, 9L)),
            share_case(c(1, .05), c(60L, 90L), c(30L, 2L)))

cat(object(origin = object(software = sprintf('"%s, survey %s"', R.version.string, packageVersion("survey")),
                           command = '"Rscript scripts/golden-values/clusters.R > test/statistics/golden/clusters.json"'),
           rates = list_of(rates), groups = list_of(groups), logRatioStandardError = num(sqrt(attr(contrast, "var")[1])),
           onePerSubject = object(z = num(sqrt(one$statistic)), pValue = num(one$p.value)),
           tables = list_of(tables), shares = list_of(shares)), "\n", sep = "")
