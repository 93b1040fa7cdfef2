import { beforeAll, describe, expect, test } from "vitest";
import { analyses } from "../../../src/analyses/index.ts";
import { type ShareableContent, type ShareableInput, shareableContent } from "../../../src/evidence/disclosure/shareable-content.ts";
import { suppressionProblems } from "../../../src/evidence/disclosure/suppression-problems.ts";
import { type RunEvidence, reperformInSteps, reperformRuns } from "../../../src/evidence/reperform.ts";
import { withPauses } from "../../../src/foundation/steps.ts";
import { sharedCase } from "./shared-case.ts";

let input: ShareableInput;
let shared: ShareableContent<ShareableInput>;

beforeAll(async () => {
  input = await sharedCase();
  shared = shareableContent(input, { minimumCell: 10 }, analyses);
}, 240_000);

function evidence({ runs, privacy }: ShareableInput): RunEvidence[] {
  return runs.map(({ record, files }) => ({
    record: structuredClone(record),
    files: new Map(Object.entries(files)),
    withheld: new Set(privacy.withheldQueries.filter(({ runId }) => runId === record.runId).map(({ query }) => query)),
    suppression: {
      minimumCell: privacy.suppression?.minimumCell ?? null,
      listed: new Set(privacy.withheldFigures.filter(({ runId }) => runId === record.runId).map(({ figureId }) => figureId)),
      fields: new Map(
        privacy.withheldFigures.flatMap(({ runId, figureId, fields }) => (runId === record.runId && fields ? [[figureId, fields]] : [])),
      ),
      margins: (privacy.margins ?? []).filter(({ runId }) => runId === record.runId),
    },
  }));
}

/** The list, to be tampered with. */
function listedOf(suppression: RunEvidence["suppression"]): Set<string> {
  if (suppression === undefined) throw new Error("Nothing is suppressed.");
  return suppression.listed as Set<string>;
}

function named(runs: readonly RunEvidence[], analysisId: string): RunEvidence {
  const run = runs.find(({ record }) => record.analysisId === analysisId);
  if (run === undefined) throw new Error(`No run of ${analysisId}.`);
  return run;
}

describe("a shareable pack's content", () => {
  test("has cells of all three analyses suppressed, as many as privacy.json states", () => {
    const { suppressedCells, complementaryCells, tables } = shared.counts;
    expect(suppressedCells).toBeGreaterThan(0);
    expect(complementaryCells).toBeGreaterThan(0);
    expect(new Set(tables.map(({ runId }) => runId))).toEqual(new Set(["run-1", "run-2", "run-3"]));
    expect(suppressionProblems({ runs: evidence(shared.input), privacy: shared.input.privacy })).toEqual([]);
  });

  test("shows no count of 1 to 9 rows", () => {
    const small: string[] = [];
    for (const { record, files } of shared.input.runs)
      for (const { file, columns, name } of record.queries) {
        if (["distinct-values", "attribute-levels"].includes(name)) continue;
        const counts = columns
          .map((column, index) => ({ column, index }))
          .filter(({ column }) => column.type === "integer" && column.key !== true);
        for (const line of (files[file] ?? "").split("\n").slice(1, -1))
          for (const { column, index } of counts) {
            const cell = line.split(",")[index] ?? "";
            if (/^[1-9]$/.test(cell) && !/^(seconds_|largest|longest|bulk_seconds)/.test(column.name))
              small.push(`${file}: ${column.name} = ${cell}`);
          }
      }
    expect(small).toEqual([]);
  });

  test("shows neither the smallest nor the largest value of a feature, in no table and in no SQL", () => {
    const before = input.runs[0]?.files["profile-1-income.csv"]?.split("\n").slice(1, -1) ?? [];
    const extremes = [before[0], before.at(-1)].map((line) => line?.split(",")[1] ?? "");
    expect(extremes.every((value) => value !== "")).toBe(true);
    const after = JSON.stringify(shared.input.runs.map(({ record, files }) => ({ queries: record.queries, files })));
    for (const value of extremes) {
      expect(JSON.stringify(input.runs)).toContain(value);
      expect(after.includes(`${value}e0`) || after.includes(`,${value}\\n`)).toBe(false);
    }
  });

  test("keeps the states of verdicts and takes numbers from those that rest on suppressed cells", () => {
    for (const [index, { record }] of shared.input.runs.entries()) {
      const before = input.runs[index]?.record;
      expect(record.verdicts.map(({ figureId, state }) => ({ figureId, state }))).toEqual(
        before?.verdicts.map(({ figureId, state }) => ({ figureId, state })),
      );
    }
    const withheld = new Set(shared.input.privacy.withheldFigures.map(({ runId, figureId }) => `${runId} ${figureId}`));
    const figures = shared.input.runs.flatMap(({ record }) =>
      record.figures.filter(({ figureId }) => withheld.has(`${record.runId} ${figureId}`)),
    );
    expect(figures.length).toBe(shared.counts.withheldFigures);
    expect(figures.length).toBeGreaterThan(0);
    for (const { outcome } of figures) expect(outcome).toMatchObject({ status: "not-computable", code: "suppressed" });
    expect(figures[0]?.outcome).toMatchObject({ reason: expect.stringContaining("[<10]") });
  });

  test("is made the same way again", () => {
    expect(JSON.stringify(shareableContent(input, { minimumCell: 10 }, analyses).input)).toBe(JSON.stringify(shared.input));
  }, 120_000);

  test("with a minimum cell of one is the content itself", () => {
    const same = shareableContent(input, { minimumCell: 1 }, analyses);
    expect(same.input.runs).toEqual(input.runs);
    expect(same.input.privacy.suppression).toBeNull();
    expect(reperformRuns(evidence(same.input), analyses)).toMatchObject({ result: "success" });
  }, 120_000);

  test("of a method that is not at hand is left out whole", () => {
    const { input: none } = shareableContent(input, { minimumCell: 10 }, []);
    expect(none.privacy.withheldQueries).toHaveLength(input.runs.flatMap(({ record }) => record.queries).length);
    expect(none.runs.flatMap(({ files }) => Object.keys(files))).toEqual([]);
  });
});

describe("re-performance of a shareable pack", () => {
  test("is withheld, never a success, and confirms the rest", () => {
    const report = reperformRuns(evidence(shared.input), analyses);
    expect(report.runs.flatMap(({ differences }) => differences)).toEqual([]);
    expect(report).toMatchObject({ success: false, result: "withheld" });
    for (const run of report.runs) {
      expect(run.state).toBe("withheld");
      expect(run.figures).toBeGreaterThan(0);
      expect(run.withheld).toBeGreaterThan(0);
    }
  }, 120_000);

  test("is the same in steps, between which it pauses and can be ended", async () => {
    const runs = evidence(shared.input);
    let pauses = 0;
    const pause = async (): Promise<void> => {
      pauses += 1;
      await Promise.resolve();
    };
    expect(await withPauses(reperformInSteps(runs, analyses), pause)).toEqual(reperformRuns(runs, analyses));
    expect(pauses).toBeGreaterThan(runs.length);
    const stop = (): never => {
      throw new Error("stopped");
    };
    await expect(withPauses(reperformInSteps(runs, analyses), stop)).rejects.toThrow("stopped");
  }, 120_000);

  test.each<[string, (run: RunEvidence) => void, string]>([
    [
      "an unlisted figure with another number",
      ({ record, suppression }) => {
        const figure = record.figures.find(
          ({ figureId, outcome }) => outcome.status === "computed" && suppression?.listed.has(figureId) === false,
        );
        if (figure?.outcome.status !== "computed") throw new Error("No unlisted figure.");
        figure.outcome.estimate += 1;
      },
      "fail",
    ],
    [
      "a listed figure with a number",
      ({ record, suppression }) => {
        const figure = record.figures.find(({ figureId }) => suppression?.listed.has(figureId));
        if (figure === undefined) throw new Error("No listed figure.");
        figure.outcome = { status: "computed", estimate: 0.5, n: 20, method: "Share" };
      },
      "fail",
    ],
    [
      "a listed figure that is no longer listed",
      ({ suppression, record }) => {
        const [first] = [...(suppression?.listed ?? [])].filter((entry) => record.figures.some(({ figureId }) => figureId === entry));
        listedOf(suppression).delete(first ?? "");
      },
      "fail",
    ],
    [
      "a figure withheld although it could be recomputed",
      ({ record, suppression }) => {
        const figure = record.figures.find(
          ({ figureId, outcome }) => outcome.status === "computed" && suppression?.listed.has(figureId) === false,
        );
        if (figure === undefined) throw new Error("No unlisted figure.");
        listedOf(suppression).add(figure.figureId);
        figure.outcome = {
          status: "not-computable",
          code: "suppressed",
          reason: "Withheld: rests on numbers that the pack does not publish ([<10]).",
        };
      },
      "withheld",
    ],
    ["a sentence in place of the answer", ({ record }) => void (record.answer = "All is well."), "fail"],
    ["a name that is listed and does not exist", ({ suppression }) => void listedOf(suppression).add("nothing"), "fail"],
    ["other SQL in the first stage", ({ record }) => void Object.assign(record.queries[0] ?? {}, { sql: "select 1" }), "fail"],
  ])("of %s", (_what, change, expected) => {
    const runs = evidence(shared.input);
    const run = named(runs, "subgroup-disaggregation");
    change(run);
    const report = reperformRuns([run], analyses);
    expect(report.runs[0]?.state).toBe(expected);
    expect(report.success).toBe(false);
  });

  test("of a run without suppressed cells that lists a figure as withheld fails: there is no reason for it", () => {
    const same = shareableContent(input, { minimumCell: 1 }, analyses);
    const run = named(evidence(same.input), "subgroup-disaggregation");
    listedOf(run.suppression).add(run.record.figures[0]?.figureId ?? "");
    expect(reperformRuns([run], analyses).runs[0]).toMatchObject({ state: "fail" });
  });
});
