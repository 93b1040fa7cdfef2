/* node scripts/generate-sample.ts --out DIR [--rows N] [--seed N] [--clean] [--format csv|parquet] */
import { parseArgs } from "node:util";
import { writeSampleCase } from "../src/workbench/sample/sample-case.ts";

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    rows: { type: "string", default: "40000" },
    seed: { type: "string", default: "1" },
    clean: { type: "boolean", default: false },
    format: { type: "string", default: "csv" },
  },
});
if (values.out === undefined || (values.format !== "csv" && values.format !== "parquet")) {
  console.error("Usage: node scripts/generate-sample.ts --out DIR [--rows N] [--seed N] [--clean] [--format csv|parquet]");
  process.exit(2);
}
const files = await writeSampleCase({
  directory: values.out,
  rows: Number(values.rows),
  seed: Number(values.seed),
  faults: !values.clean,
  format: values.format,
});
console.log(JSON.stringify(files.controlTotals));
