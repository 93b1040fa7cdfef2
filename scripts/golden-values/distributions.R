# Golden values from base R: quantiles, non-central tails, tests of proportions.
# Command: Rscript scripts/golden-values/distributions.R > test/statistics/golden/distributions.json   (R 4.2.2 was used)
number <- function(x) ifelse(is.finite(x), formatC(x, digits = 17, format = "g", width = -1), "null")
row <- function(arguments, value) sprintf("[[%s], %s]", paste(number(arguments), collapse = ", "), if (length(value) == 1) number(value) else sprintf("[%s]", paste(number(value), collapse = ", ")))
table <- function(name, cases, f) sprintf("\"%s\": [\n  %s\n ]", name, paste(sapply(cases, function(a) row(a, do.call(f, as.list(a)))), collapse = ",\n  "))
p <- c(1e-100, 1e-20, 1e-6, 0.01, 0.3, 0.5, 0.8, 0.975, 0.999999)
with <- function(...) { shapes <- list(...); unlist(lapply(p, function(q) lapply(shapes, function(s) c(q, s))), recursive = FALSE) }
counts <- list(c(56, 70, 48, 80), c(9, 10, 3, 10), c(60, 1000, 52, 1000), c(5, 1000, 900, 1200), c(3e11, 1e12, 3.00001e11, 1e12))
fishers <- list(c(3, 1, 1, 3), c(2, 10, 15, 3), c(45, 45, 30, 60), c(200, 100, 60, 140), c(5, 995, 0, 1000))
cat("{\n \"origin\": {\"software\": \"", R.version.string, "\", \"command\": \"Rscript scripts/golden-values/distributions.R > test/statistics/golden/distributions.json\"},\n ", sep = "")
cat(paste(c(
  table("normalQuantile", with(c()), function(q) qnorm(q)),
  table("chiSquaredQuantile", with(1, 2, 9, 49, 1000), function(q, df) qchisq(q, df)),
  table("studentTQuantile", with(1, 3, 24, 1000), function(q, df) qt(q, df)),
  table("betaQuantile", with(c(0.5, 0.5), c(2, 5), c(20, 1), c(300, 700), c(1, 1e6)), function(q, a, b) qbeta(q, a, b)),
  table("noncentralChiSquaredCdf", list(c(20, 9, 12), c(5, 1, 4), c(30, 9, 25), c(120, 49, 60)), function(x, df, l) pchisq(x, df, l)),
  table("hypergeometricCdf", list(c(120, 1000, 300, 400), c(3, 1e6, 50, 30000), c(40, 1e8, 1e5, 50000), c(70, 1e8, 1e5, 50000)), function(k, N, M, n) phyper(k, M, N - M, n)),
  table("clopperPearson", list(c(81, 263), c(15, 148), c(0, 20), c(20, 20), c(1, 1e6)), function(k, n) binom.test(k, n)$conf.int),
  table("twoProportionTest", counts, function(a, m, b, n) prop.test(c(a, b), c(m, n), correct = FALSE)$p.value),
  table("fisherExact", fishers, function(a, b, c, d) fisher.test(matrix(c(a, c, b, d), 2))$p.value),
  table("fCdf", list(c(1.7, 5, 12), c(0.3, 1, 1), c(4, 200, 300), c(1e-5, 9, 3.5)), function(x, a, b) pf(x, a, b)),
  table("fQuantile", with(c(1, 24), c(9, 3.5), c(200, 300)), function(q, a, b) qf(q, a, b)),
  table("noncentralChiSquaredQuantile", list(c(0.01, 9, 12), c(0.5, 1, 4), c(0.975, 49, 60)), function(p, df, l) qchisq(p, df, l)),
  table("binomialQuantile", list(c(0.05, 1000, 0.3), c(0.999, 20, 0.1), c(1e-9, 1e6, 0.5)), function(q, n, p) qbinom(q, n, p)),
  table("hypergeometricQuantile", list(c(0.05, 1000, 300, 400), c(0.9, 5000, 50, 289)), function(q, N, M, n) qhyper(q, M, N - M, n))), collapse = ",\n "))
cat("\n}\n")
