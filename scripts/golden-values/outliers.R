# Golden values of outliers from R: Paule-Mandel by metafor, generalised extreme studentised deviates by Rosner's statistics.
options(digits = 17)
suppressPackageStartupMessages(library(metafor))
number <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
spread <- function(y, v) {
  fit <- rma(yi = y, vi = v, method = "PM", control = list(tol = 1e-15, tau2.max = 1e6))
  sprintf("{\"values\": %s, \"variances\": %s, \"tau2\": %.17g}", number(y), number(v), fit$tau2)
}
# Rosner (1983), 54 values; NIST/SEMATECH e-Handbook of Statistical Methods 1.3.5.17.3.
rosner <- c(-0.25, 0.68, 0.94, 1.15, 1.20, 1.26, 1.26, 1.34, 1.38, 1.43, 1.49, 1.49, 1.55, 1.56, 1.58, 1.65, 1.69, 1.70, 1.76, 1.77, 1.81, 1.91, 1.94, 1.96, 1.99, 2.06,
  2.09, 2.10, 2.14, 2.15, 2.23, 2.24, 2.26, 2.35, 2.37, 2.40, 2.47, 2.54, 2.62, 2.64, 2.90, 2.92, 2.92, 2.93, 3.21, 3.26, 3.30, 3.59, 3.68, 4.30, 4.64, 5.34, 5.42, 6.01)
gesd <- function(x, most, alpha) {
  n <- length(x); left <- x; taken <- c(); R <- c(); critical <- c()
  for (i in 1:most) {
    distance <- abs(left - mean(left)); R[i] <- max(distance) / sd(left); at <- which.max(distance)
    taken[i] <- left[at]; left <- left[-at]
    t <- qt(1 - alpha / (2 * (n - i + 1)), n - i - 1); critical[i] <- (n - i) * t / sqrt((n - i - 1 + t^2) * (n - i + 1))
  }
  sprintf("{\"values\": %s, \"most\": %d, \"alpha\": %g, \"outliers\": %d, \"taken\": %s, \"R\": %s, \"critical\": %s}", number(x), most, alpha, max(c(0, which(R > critical))), number(taken), number(R), number(critical))
}
masked <- c(10.1, 9.8, 10.3, 9.9, 10.0, 10.2, 9.7, 10.1, 10.4, 9.6, 14.2, 14.3)
cat("{\n  \"origin\": {\"software\": \"", R.version.string, ", metafor ", as.character(packageVersion("metafor")),
  "\", \"command\": \"Rscript scripts/golden-values/outliers.R > test/statistics/golden/outliers-r.json\"},\n  \"pauleMandel\": [\n    ",
  paste(c(spread(c(-.04, .01, .03, -.07, .09, .02), c(4, 3, 6, 5, 4, 8) * 1e-4), spread(c(.01, .012, .009), c(.01, .02, .01)), spread(c(-30, 2, 55, 8, -12), c(.001, .5, .2, 4, .0001))), collapse = ",\n    "),
  "\n  ],\n  \"extremeDeviates\": [\n    ", paste(c(gesd(rosner, 10, .05), gesd(rosner, 2, .05), gesd(masked, 3, .05), gesd(masked[1:10], 3, .05)), collapse = ",\n    "), "\n  ]\n}\n", sep = "")
