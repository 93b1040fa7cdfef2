# Adjusted p-values: ties, 0, 1, 1e-300, families that hold more hypotheses than p-values are given.
# Command: Rscript scripts/golden-values/multiplicity.R > test/statistics/golden/multiplicity.json   (R 4.2.2 was used)
number <- function(x) formatC(x, digits = 17, format = "g", width = -1)
list_of <- function(x) sprintf("[%s]", paste(number(x), collapse = ", "))
set.seed(1)
cases <- list(
  list("ties, 0 and 1", c(2.354054e-07, 2.101590e-05, 0.01, 0.01, 0.0499, 0.05, 0.2, 0.62, 0.9437, 1, 0, 3e-300, 0.01), 13),
  list("all equal", rep(0.04, 5), 5),
  list("one", 0.03, 1),
  list("one of many", 0.03, 40),
  list("falling", c(0.9, 0.5, 0.04, 0.03, 0.011, 1e-300), 6),
  list("p times rank equal", c(0.01, 0.02, 0.03, 0.04, 0.05), 5),
  list("sparse family", c(0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205), 1000),
  list("enormous family", c(1e-300, 1e-9, 2e-7, 2e-7, 0.5), 2e6),
  list("all zero", c(0, 0, 0), 3),
  list("all one", c(1, 1, 1, 1), 7),
  list("random", round(runif(60)^3, 6), 60),
  list("random, larger family", round(runif(40)^4, 7), 45))
row <- function(case) sprintf("  {\"name\": \"%s\", \"pValues\": %s, \"familySize\": %s,\n   \"holm\": %s,\n   \"BH\": %s,\n   \"BY\": %s}", case[[1]], list_of(case[[2]]), number(case[[3]]),
  list_of(p.adjust(case[[2]], "holm", case[[3]])), list_of(p.adjust(case[[2]], "BH", case[[3]])), list_of(p.adjust(case[[2]], "BY", case[[3]])))
cat("{\"origin\": {\"software\": \"", R.version.string, "\", \"command\": \"Rscript scripts/golden-values/multiplicity.R > test/statistics/golden/multiplicity.json\"},\n \"cases\": [\n", sep = "")
cat(paste(sapply(cases, row), collapse = ",\n"))
cat("\n]}\n")
