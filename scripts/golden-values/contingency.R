# Golden values of tables of counts from R: chisq.test without continuity correction.
options(digits = 17)
number <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
tables <- list(
  matrix(c(20, 25, 15, 30, 30, 10), 2),
  rbind(rep(2000, 10), c(90, 95, 110, 105, 100, 98, 102, 88, 97, 115)),
  matrix(c(40, 2, 1, 3, 50, 4, 1, 5, 60), 3),
  matrix(c(2, 1, 3, 4, 2, 1, 93, 894), 2),
  matrix(c(120, 70, 55, 80, 90, 65, 100, 40, 75, 60, 110, 85), 3)
)
cases <- sapply(tables, function(t) {
  r <- suppressWarnings(chisq.test(t, correct = FALSE))
  rows <- paste(apply(t, 1, function(row) number(row)), collapse = ", ")
  sprintf("{\"table\": [%s], \"statistic\": %.17g, \"df\": %d, \"p\": %.17g, \"smallestExpected\": %.17g}", rows, r$statistic, r$parameter, r$p.value, min(r$expected))
})
cat("{\n  \"origin\": {\"software\": \"", R.version.string, "\", \"command\": \"Rscript scripts/golden-values/contingency.R > test/statistics/golden/contingency-r.json\"},\n  \"chiSquared\": [\n    ",
  paste(cases, collapse = ",\n    "), "\n  ]\n}\n", sep = "")
