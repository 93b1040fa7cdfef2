import { beforeAll, describe, expect, test } from "vitest";
import { analyses } from "../../../src/analyses/index.ts";
import { componentsOf } from "../../../src/evidence/disclosure/components.ts";
import { countSystem } from "../../../src/evidence/disclosure/count-system.ts";
import { fillings } from "../../../src/evidence/disclosure/fillings.ts";
import { IntegerSolver } from "../../../src/evidence/disclosure/integer-solver.ts";
import { knownSums } from "../../../src/evidence/disclosure/known-sums.ts";
import { asAggregate, marginTables, marginsByKey, shownMargins } from "../../../src/evidence/disclosure/margins.ts";
import { RunTables } from "../../../src/evidence/disclosure/run-tables.ts";
import { type ShareableContent, type ShareableInput, shareableContent } from "../../../src/evidence/disclosure/shareable-content.ts";
import { seededRandom } from "../../../src/evidence/disclosure/seeded-random.ts";
import { suppressTables } from "../../../src/evidence/disclosure/suppress-tables.ts";
import { suppressionProblems } from "../../../src/evidence/disclosure/suppression-problems.ts";
import { type RunEvidence, reperformRun } from "../../../src/evidence/reperform.ts";
import { atOnce } from "../../../src/foundation/steps.ts";
import { SUPPRESSED, decodeShownCsv } from "../../../src/foundation/typed-csv.ts";
import { countTable } from "./count-tables.ts";
import { sharedCase } from "./shared-case.ts";

/** A table of two dimensions with its margins, suppressed together. */
function withMargins(values: readonly (readonly number[])[], minimumCell: number) {
  const table = countTable(
    "inner",
    ["row", "column"],
    values.flatMap((line, row) => line.map((value, column): [string, string, number] => [`r${row}`, `c${column}`, value])),
  );
  const margins = marginTables([{ id: table.id, shown: table.aggregate, disclosure: table.disclosure }], null);
  const total = values.flat().reduce((sum, value) => sum + value, 0);
  const [inner, ...shown] = suppressTables(
    [table, ...margins.map((margin) => ({ ...margin, aggregate: asAggregate(margin), aggregates: new Map() }))],
    [{ universe: "population", at: {}, value: total }],
    minimumCell,
    total,
  );
  if (inner === undefined) throw new Error("No table.");
  const printed = shown.flatMap((table, index) => shownMargins(table.shown, margins[index]?.disclosure ?? { measures: {} }));
  return { table, inner, printed, total };
}

describe("margins", () => {
  test("are the total and the sums by each dimension, and stay where inner cells go", () => {
    const { inner, printed } = withMargins(
      [
        [4, 20, 30],
        [25, 21, 40],
      ],
      10,
    );
    expect(inner.shown.rows.map((row) => (row["n"] === SUPPRESSED ? null : row["n"]))).toEqual([null, null, 30, null, null, 40]);
    expect(printed.map(({ at, value }) => [JSON.stringify(at), value])).toEqual([
      ["{}", 140],
      ['{"column":"c0"}', 29],
      ['{"column":"c1"}', 41],
      ['{"column":"c2"}', 70],
      ['{"row":"r0"}', 54],
      ['{"row":"r1"}', 86],
    ]);
  });

  test("come out the same on every filling", () => {
    const { table, inner, printed, total } = withMargins(
      [
        [4, 20, 30],
        [25, 21, 40],
      ],
      10,
    );
    const filled = atOnce(fillings([{ shown: inner.shown, disclosure: table.disclosure }], [], total, marginsByKey(printed)));
    expect(filled).toHaveLength(5);
    const rows = filled.map((set) => set.get("inner")?.rows ?? []);
    expect(new Set(rows.map((cells) => cells[0]?.["n"])).size).toBeGreaterThan(1);
    for (const cells of rows) {
      const sum = (column: string): number =>
        cells.filter((row) => row["column"] === column).reduce((all, row) => all + Number(row["n"]), 0);
      expect(["c0", "c1", "c2"].map(sum)).toEqual([29, 41, 70]);
    }
  });

  test("that are false leave no filling", () => {
    const { table, inner, printed, total } = withMargins(
      [
        [4, 20, 30],
        [25, 21, 40],
      ],
      10,
    );
    const lies = printed.map((margin) => (margin.at["column"] === "c0" ? { ...margin, value: margin.value + 1 } : margin));
    expect(atOnce(fillings([{ shown: inner.shown, disclosure: table.disclosure }], [], total, marginsByKey(lies)))).toEqual([]);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])(
    "of table %i never help somebody who tries all numbers to narrow a suppressed cell to fewer than the minimum cell",
    (seed) => {
      const random = seededRandom(seed);
      const minimumCell = 3 + (seed % 3);
      const values = Array.from({ length: 2 + (seed % 2) }, () => Array.from({ length: 3 }, () => Math.floor(random() ** 2 * 14)));
      const { inner, printed, total } = withMargins(values, minimumCell);
      const cells = inner.shown.rows.map(({ n }) => (n === SUPPRESSED ? null : Number(n)));
      const places = values.flatMap((line, row) => line.map((_, column) => ({ row: `r${row}`, column: `c${column}` })));
      const sums = [{ at: {}, value: total }, ...printed.map(({ at, value }) => ({ at, value }))].map(({ at, value }) => ({
        value,
        members: places.flatMap((place, index) =>
          Object.entries(at).every(([dimension, name]) => place[dimension as "row" | "column"] === name) ? [index] : [],
        ),
      }));
      const grid = cells.map((cell) => cell ?? 0);
      const unknown = cells.flatMap((cell, index) => (cell === null ? [index] : []));
      const low = new Map<number, number>();
      const high = new Map<number, number>();
      const left = ({ members, value }: { members: number[]; value: number }): number =>
        value - members.reduce((sum, member) => sum + (grid[member] ?? 0), 0);
      const enumerate = (position: number): void => {
        const index = unknown[position];
        if (index === undefined) {
          if (sums.some((sum) => left(sum) !== 0)) return;
          for (const cell of unknown) {
            low.set(cell, Math.min(low.get(cell) ?? Infinity, grid[cell] ?? 0));
            high.set(cell, Math.max(high.get(cell) ?? 0, grid[cell] ?? 0));
          }
          return;
        }
        const most = Math.min(...sums.filter(({ members }) => members.includes(index)).map(left));
        for (let value = 0; value <= most; value += 1) {
          grid[index] = value;
          enumerate(position + 1);
        }
        grid[index] = 0;
      };
      enumerate(0);
      for (const cell of unknown) expect((high.get(cell) ?? 0) - (low.get(cell) ?? 0)).toBeGreaterThanOrEqual(minimumCell);
      for (const { value } of printed) expect(value === 0 || value >= minimumCell).toBe(true);
    },
  );
});

describe("a shareable pack's margins", () => {
  let input: ShareableInput;
  let shared: ShareableContent<ShareableInput>;
  beforeAll(async () => {
    input = await sharedCase();
    shared = shareableContent(input, { minimumCell: 10 }, analyses);
  }, 240_000);

  function evidence(index: number, margins = shared.input.privacy.margins ?? []): RunEvidence {
    const run = shared.input.runs[index];
    if (run === undefined) throw new Error("No run.");
    const { runId } = run.record;
    const own = shared.input.privacy.withheldFigures.filter((entry) => entry.runId === runId);
    return {
      record: run.record,
      files: new Map(Object.entries(run.files)),
      withheld: new Set(shared.input.privacy.withheldQueries.filter((entry) => entry.runId === runId).map(({ query }) => query)),
      suppression: {
        minimumCell: 10,
        listed: new Set(own.map(({ figureId }) => figureId)),
        fields: new Map(own.flatMap(({ figureId, fields }) => (fields === undefined ? [] : [[figureId, fields] as const]))),
        margins: margins.filter((margin) => margin.runId === runId),
      },
    };
  }

  test("tell the overall numbers of overrides, and confirm figures that rest on nothing else", () => {
    const totals = (shared.input.privacy.margins ?? []).filter(({ runId, at }) => runId === "run-3" && Object.keys(at).length === 0);
    expect(totals.map(({ universe }) => universe)).toEqual(expect.arrayContaining(["population", "decided", "overrides"]));
    const listed = new Set(shared.input.privacy.withheldFigures.map(({ figureId }) => figureId));
    const coverage = shared.input.runs[2]?.record.figures.find(({ name }) => name === "reviewCoverage");
    expect(coverage?.outcome).toMatchObject({ status: "computed" });
    expect(listed.has(coverage?.figureId ?? "")).toBe(false);
    expect(shared.input.runs.map((_, index) => reperformRun(evidence(index), analyses).differences)).toEqual([[], [], []]);
  }, 120_000);

  test("that are false, or are sums of nothing, fail", () => {
    const margins = shared.input.privacy.margins ?? [];
    const lie = margins.map((margin) =>
      margin.runId === "run-3" && margin.universe === "overrides" && Object.keys(margin.at).length === 0
        ? { ...margin, value: margin.value + 5000 }
        : margin,
    );
    expect(lie).not.toEqual(margins);
    expect(reperformRun(evidence(2, lie), analyses).state).toBe("fail");
    const stray = [...margins, { runId: "run-3", universe: "loans", at: {}, value: 50 }];
    expect(reperformRun(evidence(2, stray), analyses).state).toBe("fail");
    const privacy = { ...shared.input.privacy, margins: [...margins, { runId: "run-3", universe: "overrides", at: { x: 1 }, value: 9 }] };
    expect(suppressionProblems({ runs: [0, 1, 2].map((index) => evidence(index)), privacy })).toHaveLength(1);
  }, 120_000);

  test("and the tables of all runs together narrow no suppressed number by any chain of sums", () => {
    const known = knownSums(input.runs[0]?.record.population ?? never(), input.runs[0]?.record.funnel ?? []);
    const all = input.runs.map((run) => new RunTables(run, analyses));
    const margins = shared.input.privacy.margins ?? [];
    const tables = all.flatMap((run, index) => {
      const mine = run.open.map(({ id, aggregate: { name, columns }, disclosure }) => ({
        id,
        disclosure,
        shown: decodeShownCsv(shared.input.runs[index]?.files[`${name}.csv`] ?? "", name, columns, 10),
      }));
      return [...mine, ...marginTables(mine, marginsByKey(margins.filter(({ runId }) => runId === run.record.runId)))];
    });
    const system = countSystem(tables, known);
    const narrowed: unknown[] = [];
    for (const { variables, problem } of componentsOf(system, (id) => system.variables[id]?.value === null, 3000, false)) {
      const solver = new IntegerSolver(problem);
      variables.forEach((id, position) => {
        const { low, high } = solver.bounds(position);
        const variable = system.variables[id];
        const secret = low !== high || (low > 0 && low < 10);
        if (secret && high - low < 10 && (variable?.places.length ?? 0) > 0) narrowed.push({ ...variable, low, high });
      });
    }
    expect(narrowed).toEqual([]);
  }, 120_000);

  test("verdicts keep what is the same on every filling, and name what is left out", () => {
    for (const { runId, figureId, fields } of shared.input.privacy.withheldFigures) {
      if (!figureId.startsWith("verdict:")) continue;
      const verdict = shared.input.runs
        .find(({ record }) => record.runId === runId)
        ?.record.verdicts.find((entry) => `verdict:${entry.figureId}` === figureId);
      if (verdict === undefined) continue;
      expect(fields?.length).toBeGreaterThan(0);
      for (const field of fields ?? []) if (field !== "state" && field !== "reason") expect(Object.keys(verdict)).not.toContain(field);
      if (fields?.includes("reason")) expect(verdict.reason).toMatch(/^Withheld/);
    }
  });
});

function never(): never {
  throw new Error("No run.");
}
