export * from "../../../src/selftest/counting-analysis.ts";
