export * from "../../../src/selftest/sample-input.ts";
