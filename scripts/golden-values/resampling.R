# Golden values of BCa intervals by the boot package, from replicates and influences given.
# Command:  Rscript scripts/golden-values/resampling.R > test/statistics/golden/resampling.json
suppressPackageStartupMessages(library(boot))
num <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ","), "]")

# A statistic of cell counts (boot counts ties with the estimate as above it, we as half: left out): replicates by rmultinom, influences by leaving out each row (the rows of a cell are alike).
case <- function(name, counts, statistic, R, levels) {
  t0 <- statistic(counts)
  t <- apply(rmultinom(R, sum(counts), counts), 2, statistic); t <- t[is.finite(t) & t != t0]; R <- length(t)
  without <- vapply(seq_along(counts), function(i) statistic(counts - (seq_along(counts) == i)), 0)
  L <- rep(without, counts); L <- mean(L) - L
  limits <- vapply(levels, function(level) boot:::bca.ci(NULL, level, t0 = t0, t = t, L = L)[1, 4:5], c(0, 0))
  sprintf('{"name":"%s","counts":%s,"estimate":%.17g,"acceleration":%.17g,"biasCorrection":%.17g,"replicates":%s,"levels":%s,"lower":%s,"upper":%s}',
          name, num(counts), t0, sum(L^3) / (6 * sum(L^2)^1.5), qnorm((sum(t < t0) + sum(t == t0) / 2) / R), num(t), num(levels), num(limits[1, ]), num(limits[2, ]))
}
set.seed(5)
cases <- c(
  case("ratio of two rates", c(17, 61, 9, 83), function(k) (k[1] / (k[1] + k[2])) / (k[3] / (k[3] + k[4])), 999, c(.9, .95)),
  case("F1", c(30, 7, 12, 900), function(k) 2 * k[1] / (2 * k[1] + k[2] + k[3]), 499, c(.8, .9)),
  case("log odds, skewed", c(6, 41, 300, 12), function(k) log(k[1] * k[4] / (k[2] * k[3])) + 1e-9 * k[1], 400, c(.5, .9))
)
cat(sprintf('{"origin":{"software":"%s, boot %s","command":"Rscript scripts/golden-values/resampling.R > test/statistics/golden/resampling.json"},"bca":[%s]}\n',
            R.version.string, packageVersion("boot"), paste(cases, collapse = ",")))
