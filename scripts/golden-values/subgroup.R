# Golden values of the subgroup statistics. Base R only.
#   Rscript scripts/golden-values/subgroup.R > test/statistics/golden/subgroup.json
# mantelhaen.test, prop.trend.test, prop.test, fisher.test are R's own; the rest evaluates the published formula.
number <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
entry <- function(name, x) cat(sprintf("  \"%s\": %s,\n", name, number(x)))
cat("{\n")
cat(sprintf("  \"origin\": {\"software\": \"%s\", \"command\": \"Rscript scripts/golden-values/subgroup.R > test/statistics/golden/subgroup.json\"},\n", R.version.string))

# UCBAdmissions: rows Admitted/Rejected, columns Male/Female, six departments.
corrected <- mantelhaen.test(UCBAdmissions)
plain <- mantelhaen.test(UCBAdmissions, correct = FALSE)
entry("cmhCorrected", c(corrected$statistic, corrected$p.value))
entry("cmhPlain", c(plain$statistic, plain$p.value))
entry("mantelHaenszelOddsRatio", c(plain$estimate, plain$conf.int))

common <- unname(plain$estimate)
parts <- apply(UCBAdmissions, 3, function(m) {
  row <- sum(m[1, ]); column <- sum(m[, 1]); n <- sum(m)
  a <- uniroot(function(A) A * (n - row - column + A) - common * (row - A) * (column - A),
               c(max(0, row + column - n), min(row, column)), tol = 1e-13)$root
  v <- 1 / (1 / a + 1 / (row - a) + 1 / (column - a) + 1 / (n - row - column + a))
  c(m[1, 1] - a, v)
})
breslow <- sum(parts[1, ]^2 / parts[2, ])
tarone <- breslow - sum(parts[1, ])^2 / sum(parts[2, ])
entry("breslowDayTarone", c(tarone, pchisq(tarone, 5, lower.tail = FALSE), breslow))

pooled <- apply(UCBAdmissions, c(1, 2), sum)
logor <- log(pooled[1, 1] * pooled[2, 2] / (pooled[1, 2] * pooled[2, 1]))
se <- sqrt(sum(1 / pooled))
entry("oddsRatioWoolf", exp(c(logor, logor - qnorm(.975) * se, logor + qnorm(.975) * se)))

weights <- apply(UCBAdmissions, 3, sum)
rates <- UCBAdmissions[1, "Female", ] / apply(UCBAdmissions[, "Female", ], 2, sum)
sizes <- apply(UCBAdmissions[, "Female", ], 2, sum)
standard <- sum(weights * rates) / sum(weights)
error <- sqrt(sum((weights / sum(weights))^2 * rates * (1 - rates) / sizes))
share <- weights / sum(weights); z <- qnorm(.975)
centre <- (UCBAdmissions[1, "Female", ] + z^2 / 2) / (sizes + z^2)
effective <- sum(share * centre) * (1 - sum(share * centre)) / sum(share^2 * centre * (1 - centre) / sizes)
wilson <- prop.test(standard * effective, effective, correct = FALSE)$conf.int
entry("standardisedRate", c(standard, wilson, error, effective))

# Score test: prop.test without correction, times (N - 1)/N; and the exact branch.
score <- prop.test(c(56, 48), c(70, 80), correct = FALSE)$statistic * 149 / 150
entry("scoreTest", c(sqrt(score), pchisq(score, 1, lower.tail = FALSE)))
entry("fisherBranch", fisher.test(matrix(c(3, 47, 1, 149), 2, byrow = TRUE))$p.value)

# Katz interval of 108/300 against 80/190 (G5).
ratio <- .36 / (80 / 190); spread <- sqrt(1 / 108 - 1 / 300 + 1 / 80 - 1 / 190)
entry("katzRatio", c(ratio, exp(log(ratio) - qnorm(.975) * spread), exp(log(ratio) + qnorm(.975) * spread)))

# Imbens-Manski for the accuracy region [.3, .9] of 1000, and for a narrow region [.50, .51] of 1000, with Wilson limits at the critical value.
imbens <- function(lower, upper, n) {
  sl <- sqrt(lower * (1 - lower) / n); su <- sqrt(upper * (1 - upper) / n)
  C <- uniroot(function(C) pnorm(C + (upper - lower) / max(sl, su)) - pnorm(-C) - .95, c(1, 3), tol = 1e-14)$root
  score <- function(share) prop.test(share * n, n, conf.level = 1 - 2 * pnorm(-C), correct = FALSE)$conf.int
  c(C, score(lower)[1], score(upper)[2])
}
entry("imbensManskiWide", imbens(.3, .9, 1000))
entry("imbensManskiNarrow", imbens(.5, .51, 1000))

# Small strata: exact conditional tests, and the Mantel-Haenszel difference with Sato's variance, written on the cell shares.
tables <- array(c(8, 5, 12, 40, 3, 9, 20, 50, 1, 2, 6, 30), c(2, 2, 3))
large <- array(c(400, 900, 1600, 8100, 300, 500, 1700, 6500), c(2, 2, 2))
entry("stratifiedExact", c(mantelhaen.test(tables, exact = TRUE)$p.value, fisher.test(matrix(c(7, 5, 12, 30), 2))$p.value,
                           fisher.test(matrix(c(3, 1, 1, 3), 2))$p.value, mantelhaen.test(large, correct = TRUE)$p.value))
n1 <- tables[1, 1, ] + tables[1, 2, ]; n2 <- tables[2, 1, ] + tables[2, 2, ]; N <- n1 + n2
p1 <- tables[1, 1, ] / n1; p2 <- tables[2, 1, ] / n2; w <- n1 * n2 / N
D <- sum(w * (p1 - p2)) / sum(w)
P <- sum(w * (n1 * p2 - n2 * p1 + (n2 - n1) / 2) / N); Q <- sum(w * (p1 * (1 - p2) + p2 * (1 - p1)) / 2)
entry("mantelHaenszelDifference", c(D, sqrt((D * P + Q) / sum(w)^2)))
cat("  \"end\": []\n}\n")
