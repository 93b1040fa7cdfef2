import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    testTimeout: 300_000,
    hookTimeout: 600_000,
    // Two cores are the normal machine: DuckDB and browsers run threads of their own.
    maxWorkers: 2,
    pool: "forks",
  },
});
