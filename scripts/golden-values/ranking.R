# Golden values of areas under the ROC curve: R pROC for area, DeLong variance and tests; logit limits and Satterthwaite's df from R's own var, qt and pt.
# Command: Rscript scripts/golden-values/ranking.R > test/statistics/golden/ranking.json
suppressMessages(library(pROC))
options(digits = 17)
number <- function(x) paste0("[", paste(ifelse(is.finite(x), sprintf("%.17g", x), "null"), collapse = ","), "]")
curve <- function(y, s) roc(y, s, levels = c(0, 1), direction = "<", quiet = TRUE)
set.seed(20260301)

# Placements by the definition: share of the other class below, ties half.
place <- function(x, other) sapply(x, function(v) mean((other < v) + (other == v) / 2))
parts <- function(y, s) { p <- place(s[y == 1], s[y == 0]); q <- 1 - place(s[y == 0], s[y == 1]); c(var(p) / length(p), var(q) / length(q), length(p) - 1, length(q) - 1) }
satterthwaite <- function(v, df) sum(v)^2 / sum(v^2 / df)

areas <- c()
area <- function(name, p, q) { # counts by tie group, ascending
  y <- c(rep(1, sum(p)), rep(0, sum(q))); s <- c(rep(seq_along(p), p), rep(seq_along(q), q))
  r <- curve(y, s); a <- as.numeric(auc(r)); v <- as.numeric(var(r, method = "delong")); ci <- as.numeric(ci.auc(r, method = "delong"))[c(1, 3)]
  k <- length(p); u <- cumsum(q) - q / 2; w <- sum(p) - cumsum(p) + p / 2; n <- sum(q); m <- sum(p)
  weighted <- function(x, c) sum(c * (x - sum(c * x) / sum(c))^2) / (sum(c) - 1)
  part <- c(weighted(u / n, p) / m, weighted(w / m, q) / n); df <- satterthwaite(part, c(m - 1, n - 1))
  limits <- plogis(qlogis(a) + c(-1, 1) * qt(.975, df) * sqrt(v) / (a * (1 - a)))
  areas <<- c(areas, sprintf("{\"name\":\"%s\",\"positives\":%s,\"negatives\":%s,\"area\":%s,\"logit\":%s}", name, number(p), number(q), number(c(a, v, ci)), number(c(df, limits))))
}
one <- sample(c(rep(1, 30), rep(0, 50)), 80, prob = c(rep(1.2, 30), rep(1, 50)))
area("80 rows without ties", one, 1 - one)
area("five levels", c(2, 5, 9, 20, 24), c(40, 33, 12, 9, 3))
area("two levels", c(12, 60), c(70, 31))
area("below one half", c(24, 20, 9, 5, 2), c(3, 9, 12, 33, 40))
area("3 against 100000", c(rep(0, 40), 1, rep(0, 30), 1, rep(0, 20), 1, rep(0, 7)), rep(1000, 100))
area("100000 against 3", rep(1000, 100), c(rep(0, 10), 1, rep(0, 30), 1, rep(0, 50), 1, rep(0, 7)))
area("almost perfect", c(0, 0, 1, 400, 900), c(800, 900, 3, 1, 0))
area("two against two", c(0, 1, 1, 0), c(1, 0, 0, 1))
area("all tied", c(7), c(9))
area("perfect", c(0, 0, 3, 5), c(4, 6, 0, 0))
area("perfectly reversed", c(3, 5, 0), c(0, 0, 9))
area("no variance among positives", c(0, 25), c(90, 10))
area("no variance among negatives", c(6, 34), c(0, 50))
area("one positive", c(0, 0, 1, 0), c(20, 30, 5, 5))

paired <- c()
pair <- function(name, y, a, b) {
  t <- roc.test(curve(y, a), curve(y, b), paired = TRUE, method = "delong")
  p <- place(a[y == 1], a[y == 0]) - place(b[y == 1], b[y == 0]); q <- place(b[y == 0], b[y == 1]) - place(a[y == 0], a[y == 1])
  v <- c(var(p) / length(p), var(q) / length(q)); df <- satterthwaite(v, c(length(p) - 1, length(q) - 1)); d <- mean(p)
  paired <<- c(paired, sprintf("{\"name\":\"%s\",\"y\":%s,\"a\":%s,\"b\":%s,\"areas\":%s,\"statistic\":%s,\"t\":%s}", name, number(y), number(a), number(b), number(as.numeric(t$estimate)),
    number(c(as.numeric(t$statistic), t$p.value)), number(c(df, 2 * pt(-abs(d / sqrt(sum(v))), df), d + c(-1, 1) * qt(.975, df) * sqrt(sum(v))))))
}
y <- rbinom(150, 1, .3); x <- rnorm(150) + y
pair("correlated scores", y, round(x, 2), round(x + rnorm(150, sd = .7), 2))
pair("heavy ties", y, round(x), round(x + rnorm(150)))
pair("opposite scores", y, round(x, 1), -round(x, 1))
pair("one close to perfect", y, round(3 * y + rnorm(150, sd = .7), 2), round(x, 2))
few <- c(1, 1, 1, rep(0, 900)); pair("3 positives", few, round(rnorm(903) + 2 * few, 1), round(rnorm(903) + few, 1))

independent <- c()
compare <- function(name, pa, qa, pb, qb) {
  rows <- function(p, q) list(y = c(rep(1, sum(p)), rep(0, sum(q))), s = c(rep(seq_along(p), p), rep(seq_along(q), q)))
  a <- rows(pa, qa); b <- rows(pb, qb); t <- roc.test(curve(a$y, a$s), curve(b$y, b$s), paired = FALSE, method = "delong")
  va <- parts(a$y, a$s); vb <- parts(b$y, b$s); v <- c(va[1:2], vb[1:2]); df <- satterthwaite(v, c(va[3:4], vb[3:4])); d <- as.numeric(t$estimate[1] - t$estimate[2])
  independent <<- c(independent, sprintf("{\"name\":\"%s\",\"a\":[%s,%s],\"b\":[%s,%s],\"areas\":%s,\"statistic\":%s,\"t\":%s}", name, number(pa), number(qa), number(pb), number(qb), number(as.numeric(t$estimate)),
    number(c(as.numeric(t$statistic), 2 * pnorm(-abs(as.numeric(t$statistic))))), number(c(df, 2 * pt(-abs(d / sqrt(sum(v))), df), d + c(-1, 1) * qt(.975, df) * sqrt(sum(v))))))
}
compare("two windows", c(2, 5, 9, 20, 24), c(40, 33, 12, 9, 3), c(6, 8, 14, 15, 17), c(35, 30, 20, 11, 8))
compare("unequal sizes", c(0, 1, 2, 0, 1), c(300, 250, 120, 60, 20), c(60, 80, 140, 150, 170), c(350, 300, 200, 110, 80))
compare("equal areas", c(2, 5, 9), c(9, 5, 2), c(2, 5, 9), c(9, 5, 2))
compare("far apart", c(5, 40, 300), c(400, 50, 6), c(300, 40, 5), c(6, 50, 400))

cat(sprintf("{\"origin\":{\"software\":\"%s, pROC %s\",\"command\":\"Rscript scripts/golden-values/ranking.R\"},\n\"areas\":[\n%s],\n\"paired\":[\n%s],\n\"independent\":[\n%s]}\n", R.version.string, as.character(packageVersion("pROC")),
  paste(areas, collapse = ",\n"), paste(paired, collapse = ",\n"), paste(independent, collapse = ",\n")))
