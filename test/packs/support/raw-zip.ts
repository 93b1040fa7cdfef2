export * from "../../../src/selftest/raw-zip.ts";
