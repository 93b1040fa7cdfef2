# Golden values of proportions from R's own functions.
#   Rscript scripts/golden-values/proportions-by-r.R > test/statistics/golden/proportions-by-r.json
options(digits = 17)
number <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
rows <- function(cases, f) paste0("[", paste(sapply(cases, function(case) paste0("[", number(case), ", ", number(f(case)), "]")), collapse = ",\n"), "]")
ones <- list(c(0, 30), c(30, 30), c(1, 29), c(15, 148), c(1, 1e12), c(5e11, 1e12), c(1e12 - 1, 1e12), c(700, 1e6))
twos <- list(c(56, 70, 48, 80), c(60, 1000, 52, 1000), c(40, 50, 20, 50), c(1, 1000, 25, 1000))
tables <- list(c(3, 1, 1, 3), c(7, 12, 5, 30), c(3, 47, 1, 149), c(200, 100, 60, 140), c(5, 995, 0, 1000))
plans <- list(c(1000, .2, .05, .8), c(1000, .2, .00005, .8), c(50, .02, .05, .9), c(1e6, .5, .01, .8))
parts <- c(
  sprintf("\"origin\": {\"software\": \"%s\", \"command\": \"Rscript scripts/golden-values/proportions-by-r.R > test/statistics/golden/proportions-by-r.json\"}", R.version.string),
  paste0("\"binomTest\": ", rows(ones, function(v) c(qbeta(.025, v[1], v[2] - v[1] + 1), qbeta(.025, v[1] + 1, v[2] - v[1], lower.tail = FALSE)))),
  paste0("\"wilson\": ", rows(list(c(15, 148), c(0, 30), c(700, 1000)), function(v) prop.test(v[1], v[2], correct = FALSE)$conf.int)),
  paste0("\"propTest\": ", rows(twos, function(v) prop.test(v[c(1, 3)], v[c(2, 4)], correct = FALSE)$p.value)),
  paste0("\"fisherTest\": ", rows(tables, function(v) sapply(c("two.sided", "greater", "less"), function(side) fisher.test(matrix(v, 2, byrow = TRUE), alternative = side)$p.value))),
  paste0("\"powerPropTest\": ", rows(plans, function(v) power.prop.test(n = v[1], p1 = v[2], sig.level = v[3], power = v[4], tol = 1e-14)$p2 - v[2]))
)
cat("{\n", paste(parts, collapse = ",\n"), "\n}\n", sep = "")
