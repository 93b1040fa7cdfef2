import { describe, expect, test } from "vitest";
import { compareAggregates } from "../../src/evidence/compare-aggregates.ts";
import { type RunEvidence, reperformRun, reperformRuns } from "../../src/evidence/reperform.ts";
import { reperformanceReportSchema } from "../../src/evidence/verification-report.ts";
import type { Aggregate } from "../../src/foundation/aggregate.ts";
import { sha256Hex } from "../../src/foundation/digest.ts";
import { countingAnalysis } from "../packs/support/counting-analysis.ts";
import { sampleRun } from "../packs/support/sample-input.ts";

function evidence(change: (run: RunEvidence) => Partial<RunEvidence> = () => ({})): RunEvidence {
  const { record, files } = sampleRun("run-1");
  const run = { record: structuredClone(record), files: new Map(Object.entries(files)), withheld: new Set<string>() };
  return { ...run, ...change(run) };
}

function subjects(run: RunEvidence, analysis = countingAnalysis()): string[] {
  return reperformRun(run, [analysis]).differences.map((difference) => difference.subject);
}

function withoutFirstAggregate(figures: readonly string[]): RunEvidence {
  return evidence(({ files }) => ({
    withheld: new Set(["by-decision", "large-groups"]),
    files: new Map([...files].filter(([name]) => name !== "by-decision.csv" && name !== "large-groups.csv")),
    suppression: {
      minimumCell: 10,
      listed: new Set(figures.length === 0 ? [] : [...figures, ...figures.map((figureId) => `verdict:${figureId}`), "answer"]),
    },
  }));
}

describe("re-performance", () => {
  test("of what the runner stored agrees exactly, in both stages", () => {
    const report = reperformRuns([evidence()], [countingAnalysis()]);
    expect(report).toMatchObject({
      success: true,
      result: "success",
      runs: [{ state: "pass", aggregates: 2, figures: 2, verdicts: 2, differences: [] }],
    });
    expect(reperformanceReportSchema.parse(report)).toEqual(report);
    expect(report.conclusion).toBe("Every run agrees exactly, recomputed from the aggregates: runs 1, figures 2, verdicts 2.");
  });

  test("finds a figure that differs in the last bit", () => {
    const run = evidence();
    const figure = run.record.figures[0];
    if (figure?.outcome.status !== "computed") throw new Error("The sample has a computed figure.");
    figure.outcome.estimate += 2 ** -53;
    const { differences, state } = reperformRun(run, [countingAnalysis()]);
    expect(state).toBe("fail");
    expect(differences).toEqual([
      { subject: "figure counting/share/approve.outcome.estimate", stored: String(2 / 3 + 2 ** -53), recomputed: String(2 / 3) },
    ]);
  });

  test.each<[string, (run: RunEvidence) => void, string[]]>([
    [
      "a verdict",
      ({ record }) => void Object.assign(record.verdicts[0] ?? {}, { state: "no-exception" }),
      ["verdict counting/share/approve.state"],
    ],
    [
      "a reason",
      ({ record }) => void Object.assign(record.verdicts[1] ?? {}, { reason: "fine" }),
      ['verdict counting/share/deny, "late".reason'],
    ],
    ["the answer", ({ record }) => void (record.answer = "All is well."), ["answer"]],
    ["a figure left out", ({ record }) => void record.figures.pop(), ["order of figures"]],
    ["a verdict left out", ({ record }) => void record.verdicts.pop(), ["order of verdicts"]],
    ["figures in another order", ({ record }) => void record.figures.reverse(), ["order of figures[0]", "order of figures[1]"]],
    ["SQL of the first stage", ({ record }) => void Object.assign(record.queries[0] ?? {}, { sql: "select 1" }), ["query by-decision.sql"]],
    ["a bound value", ({ record }) => void Object.assign(record.queries[0] ?? {}, { values: [0.5] }), ["query by-decision.values[0]"]],
    [
      "a tolerance",
      ({ record }) => void Object.assign(record.queries[0]?.columns[2] ?? {}, { tolerance: 0.5 }),
      ["query by-decision.columns[2].tolerance"],
    ],
    [
      "SQL of the second stage, which depends on the first",
      ({ record }) => void Object.assign(record.queries[1] ?? {}, { sql: (record.queries[1]?.sql ?? "").replace("20", "21") }),
      ["query large-groups.sql"],
    ],
    ["a query left out", ({ record }) => void record.queries.pop(), ["stage 1: queries"]],
    ["a parameter", ({ record }) => void (record.parameters = { smallestGroup: 99 }), ["query large-groups.sql"]],
    ["a missing parameter, which the default would hide", ({ record }) => void (record.parameters = {}), ["parameters.smallestGroup"]],
    [
      "an aggregate, its digest kept",
      ({ files }) => void (files as Map<string, string>).set("large-groups.csv", "groups\n2\n"),
      ["aggregate large-groups: sha256"],
    ],
    [
      "an aggregate left out without a word",
      ({ files }) => void (files as Map<string, string>).delete("large-groups.csv"),
      ["aggregate large-groups"],
    ],
    ["a count of rows", ({ record }) => void Object.assign(record.queries[1] ?? {}, { rows: 2 }), ["aggregate large-groups: rows"]],
  ])("finds a change of %s", (_what, change, expected) => {
    const run = evidence();
    change(run);
    expect(subjects(run)).toEqual(expected);
    expect(reperformRun(run, [countingAnalysis()]).state).toBe("fail");
  });

  test("finds figures that do not follow from an aggregate whose digest was changed with it", () => {
    const run = evidence();
    const text = 'decision,rows,mean_score\napprove,19,0.30000000000000004\n"deny, ""late""",11,0.3333333333333333\n';
    (run.files as Map<string, string>).set("by-decision.csv", text);
    Object.assign(run.record.queries[0] ?? {}, { sha256: sha256Hex(text) });
    expect(subjects(run)).toEqual([
      "query large-groups.sql",
      "figure counting/share/approve.outcome.estimate",
      'figure counting/share/deny, "late".outcome.estimate',
    ]);
  });

  test("finds an aggregate that is not in canonical form", () => {
    const run = evidence();
    (run.files as Map<string, string>).set("large-groups.csv", "groups\n01\n");
    Object.assign(run.record.queries[1] ?? {}, { sha256: sha256Hex("groups\n01\n") });
    expect(reperformRun(run, [countingAnalysis()])).toMatchObject({
      state: "fail",
      message: expect.stringContaining("Not in canonical typed CSV form"),
    });
  });

  test("with another version of the method is not checked, and never success", () => {
    const report = reperformRuns([evidence()], [countingAnalysis({ methodVersion: "2" })]);
    expect(report).toMatchObject({
      success: false,
      result: "incomplete",
      runs: [{ state: "not-checked", differences: [{ subject: "method version", stored: "1", recomputed: "2" }] }],
    });
    expect(report.runs[0]?.message).toMatch(/^Cannot re-perform with this version/);
    expect(reperformRuns([evidence()], []).runs[0]).toMatchObject({
      state: "not-checked",
      differences: [{ recomputed: "no such analysis" }],
    });
  });

  test("with a method that computes something else under the same version fails on every figure", () => {
    const report = reperformRuns([evidence()], [countingAnalysis({ wrongBy: 1e-12 })]);
    expect(report).toMatchObject({ success: false, result: "failure" });
    expect(report.runs[0]?.differences).toHaveLength(2);
  });

  test("of figures that rest on a withheld aggregate fails while they stand there with numbers", () => {
    expect(reperformRuns([withoutFirstAggregate([])], [countingAnalysis()])).toMatchObject({ success: false, result: "failure" });
  });

  test("of a run that rests on a withheld aggregate is withheld, never passed", () => {
    const run = withoutFirstAggregate(["counting/share/approve", 'counting/share/deny, "late"']);
    const reason = "Withheld: rests on numbers that the pack does not publish ([<10]).";
    for (const figure of run.record.figures) figure.outcome = { status: "not-computable", code: "suppressed", reason };
    for (const verdict of run.record.verdicts) verdict.reason = reason;
    run.record.answer =
      "The sentence rests on numbers that the pack does not publish. Verdicts: 0 exceptions, 0 without exception, 2 with insufficient evidence.";
    expect(reperformRuns([run], [countingAnalysis()])).toMatchObject({
      success: false,
      result: "withheld",
      runs: [{ state: "withheld", figures: 0, withheld: 5, differences: [] }],
    });
  });

  test("of a run on a population without the roles it needs gives the same refusal again", () => {
    const run = evidence();
    run.record.population.roles = ["score"];
    expect(subjects(run)).toContain("stage 0: queries");
  });
});

describe("aggregates recomputed from the sources", () => {
  const columns = [
    { name: "group", type: "text", key: true },
    { name: "rows", type: "integer" },
    { name: "mean", type: "float", tolerance: 1e-9 },
  ] as const;
  const aggregate = (rows: Aggregate["rows"]): Aggregate => ({ name: "by-group", columns, rows });
  const base = [
    { group: "a", rows: 3, mean: 0.3 },
    { group: null, rows: 2, mean: 1 },
  ];

  test("are equal whatever the order of their rows", () => {
    expect(compareAggregates(aggregate(base), aggregate(base.toReversed()))).toEqual([]);
  });

  test("may differ in a float column within its declared relative tolerance, and no further", () => {
    expect(
      compareAggregates(
        aggregate(base),
        aggregate([
          { group: "a", rows: 3, mean: 0.3 * (1 + 5e-10) },
          { group: null, rows: 2, mean: 1 },
        ]),
      ),
    ).toEqual([]);
    expect(
      compareAggregates(
        aggregate(base),
        aggregate([
          { group: "a", rows: 3, mean: 0.3 * (1 + 5e-9) },
          { group: null, rows: 2, mean: 1 },
        ]),
      ),
    ).toHaveLength(1);
  });

  test("differ by one count, a row too few or a row too many, each told by its key", () => {
    expect(
      compareAggregates(
        aggregate(base),
        aggregate([
          { group: "a", rows: 4, mean: 0.3 },
          { group: null, rows: 2, mean: 1 },
        ]),
      ),
    ).toEqual([{ subject: 'aggregate by-group: row group="a", rows', stored: "3", recomputed: "4" }]);
    expect(compareAggregates(aggregate(base), aggregate(base.slice(1)))[0]).toMatchObject({ recomputed: "no such row" });
    expect(compareAggregates(aggregate(base.slice(1)), aggregate(base))[0]).toMatchObject({ stored: "no such row" });
  });

  test("differ when a null becomes an empty text or a column another type", () => {
    expect(compareAggregates(aggregate(base), aggregate([base[0] ?? {}, { group: "", rows: 2, mean: 1 }]))).toHaveLength(2);
    const other = { ...aggregate(base), columns: columns.map((column) => ({ ...column, type: "text" as const })) };
    expect(compareAggregates(aggregate(base), other)[0]?.subject).toBe("aggregate by-group: columns");
  });
});
