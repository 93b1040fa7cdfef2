import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tickmark } from "./command-line.ts";

const ROOT = join(import.meta.dirname, "../..");
let clone: string;

/** The folder of the fourth analysis: one file, since it is short. */
const ROW_COUNT = `
import { z } from "zod";
import { aggregateNamed, integerCell } from "../../foundation/aggregate.ts";
import { figureId } from "../../foundation/figure.ts";
import { computed } from "../../foundation/outcome.ts";
import { aggregateQuery } from "../../sql/aggregate-query.ts";
import { sql } from "../../sql/sql.ts";
import { defineAnalysis } from "../analysis.ts";

const id = "row-count";

export const rowCount = defineAnalysis({
  id,
  title: "Row count",
  question: "How many decisions are there?",
  criteria: ["A12.1"],
  methodVersion: "1",
  taskTypes: ["binary", "multiclass", "regression", "ranking", "rule"],
  requiredRoles: ["decisionId"],
  optionalRoles: [],
  parameters: z.strictObject({ minimumRows: z.int().min(0).default(1).meta({ title: "Minimum", description: "Fewer rows are an exception", unit: "rows" }) }),
  thresholds: [],
  plan: ({ aggregates }) =>
    aggregates.size > 0
      ? null
      : [aggregateQuery({ name: "rows", purpose: "Counts the decisions.", sql: sql\`select 1::integer as line, count(*) as n from population\`, columns: [{ name: "line", type: "integer", key: true }, { name: "n", type: "integer" }] })],
  figures: ({ aggregates }) => {
    const [row = {}] = aggregateNamed(aggregates, "rows").rows;
    const n = integerCell(row, "n");
    return [{ figureId: figureId(id, "rows"), name: "rows", dimensions: {}, unit: "count" as const, outcome: computed({ estimate: n, n, method: "count" }) }];
  },
  verdicts: ({ figures, parameters }) =>
    figures.map((figure) => ({
      figureId: figure.figureId,
      subject: "number of decisions",
      family: "rows",
      state: figure.outcome.status === "computed" && figure.outcome.estimate >= parameters.minimumRows ? ("no-exception" as const) : ("exception" as const),
      reason: "Counted.",
    })),
  charts: () => [{ chartId: "rows", kind: "bars" as const, title: "Rows", textAlternative: "One bar.", xTitle: "", yTitle: "rows", labels: ["all"], series: [{ name: "rows", values: [1] }] }],
  answer: ({ figures }) => \`There are \${figures[0]?.outcome.status === "computed" ? figures[0].outcome.estimate : "no"} decisions.\`,
});
`;

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), "tickmark-fourth-"));
  for (const part of ["src", "resources", "package.json"]) cpSync(join(ROOT, part), join(clone, part), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(clone, "node_modules"));
  // One folder ...
  mkdirSync(join(clone, "src/analyses/row-count"));
  writeFileSync(join(clone, "src/analyses/row-count/index.ts"), ROW_COUNT);
  // ... and one line in the list (with its import).
  const list = join(clone, "src/analyses/index.ts");
  writeFileSync(
    list,
    readFileSync(list, "utf8")
      .replace("humanOverrides]", "humanOverrides, rowCount]")
      .replace(
        'import type { Analysis } from "./analysis.ts";',
        'import type { Analysis } from "./analysis.ts";\nimport { rowCount } from "./row-count/index.ts";',
      ),
  );
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

describe("a fourth analysis", () => {
  test("takes one folder and one line, and appears in command line, window contract, report and pack", () => {
    const out = join(clone, "out");
    const environment = { TICKMARK_HOME: join(clone, "home") };
    const listed = tickmark(["analyses", "--json"], environment, clone);
    expect(listed.stderr).toBe("");
    expect((JSON.parse(listed.stdout) as { id: string }[]).map((info) => info.id)).toContain("row-count");

    const demo = tickmark(["demo", "--out", out, "--rows", "10000", "--json"], environment, clone);
    expect(demo.stderr).toBe("");
    const result = JSON.parse(demo.stdout) as {
      pack: string;
      report: string;
      allowedSigners: string;
      runs: { analysisId: string; answer: string }[];
    };
    expect(result.runs.find((run) => run.analysisId === "row-count")?.answer).toMatch(/^There are \d+ decisions\.$/);

    const report = readFileSync(result.report, "utf8");
    expect(report).toContain("How many decisions are there?");
    expect(report).toContain("row-count/rows");

    const entries = execFileSync("unzip", ["-Z1", result.pack], { encoding: "utf8" });
    expect(entries).toMatch(/data\/runs\/run-\d+-row-count\/rows\.csv/);
    expect(tickmark(["verify", result.pack, "--allowed-signers", result.allowedSigners], environment, clone).code).toBe(0);
    expect(tickmark(["reperform", result.pack], environment, clone).code).toBe(0);

    // A program without that analysis says that it cannot recompute the run; it never passes it.
    const elsewhere = tickmark(["reperform", result.pack], environment);
    expect(elsewhere.code).toBe(4);
    expect(elsewhere.stdout).toContain("no such analysis");
  });
});
