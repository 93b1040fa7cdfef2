import { defineConfig } from "vitest/config";

/** TICKMARK_MUTATION_TESTS narrows the tests to some files: comma-separated globs. */
const include = process.env["TICKMARK_MUTATION_TESTS"]?.split(",") ?? ["test/statistics/**/*.test.ts"];

export default defineConfig({ test: { include, testTimeout: 120_000 } });
