import { defineConfig } from "vitest/config";

/** TICKMARK_MUTATION_TESTS narrows the tests to some files: comma-separated globs. */
const include = process.env["TICKMARK_MUTATION_TESTS"]?.split(",") ?? ["test/statistics/**/*.test.ts"];
/** Whole datasets, long simulations and the generated page: slow, and what they notice is noticed elsewhere. */
const exclude = ["car-loan", "library-table", "funnel-simulated", "multinomial-maximum-at-scale"].map(
  (name) => `test/statistics/${name}.test.ts`,
);

export default defineConfig({ test: { include, exclude, testTimeout: 120_000 } });
