import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ColumnMapping } from "../../src/contract/source-schemas.ts";
import { stagedSources } from "../../src/ingest/index.ts";
import { SmallCase } from "./small-case.ts";

let small: SmallCase;
beforeEach(async () => {
  small = await new SmallCase().open();
});
afterEach(() => small.remove());

const OUTCOMES: ColumnMapping[] = [
  { column: "decision_id", use: "decisionId", type: "text" },
  { column: "outcome", use: "outcome", type: "text" },
];
const WITH_WORDS = "decision_id,outcome\n1,good\n2,NA\n3,bad\n4,NA\n";

async function outcomesStaged(): Promise<unknown[]> {
  return await small.column("select outcome from source_outcomes_001 order by decision_id");
}

describe("questions about a source", () => {
  test("words that may mean no value are asked about, and the answer is kept", async () => {
    await expect(small.import({ kind: "outcomes", text: WITH_WORDS, columns: OUTCOMES })).rejects.toThrow(/missing-values/);
    expect(small.workbench.sources.list(small.session)).toEqual([]);
    await small.import({ kind: "outcomes", text: WITH_WORDS, columns: OUTCOMES, answers: { "missing-values": '["NA"]' } });
    expect(await outcomesStaged()).toEqual(["good", null, "bad", null]);
  });

  test("an answer that is none of the choices is refused", async () => {
    await expect(
      small.import({ kind: "outcomes", text: WITH_WORDS, columns: OUTCOMES, answers: { "missing-values": "yes" } }),
    ).rejects.toThrow(/is no answer to missing-values/);
  });

  const TIMES = "decision_id,decided_at,decision\n1,03/04/2026 10:00:00,yes\n2,05/06/2026 11:00:00,no\n";
  const decisions = (time: Partial<ColumnMapping>): ColumnMapping[] => [
    { column: "decision_id", use: "decisionId", type: "text" },
    { column: "decided_at", use: "decidedAt", type: "timestamp", ...time },
    { column: "decision", use: "decision", type: "text" },
  ];

  test("a format answers the order of the date, not the zone; a zone answers the zone, not the order", async () => {
    const formats = ["%d/%m/%Y %H:%M:%S"];
    await expect(small.import({ kind: "decisions", text: TIMES, columns: decisions({ formats }) })).rejects.toThrow(/time-zone:decided_at/);
    await expect(small.import({ kind: "decisions", text: TIMES, columns: decisions({ timeZone: "UTC" }) })).rejects.toThrow(
      /date-order:decided_at/,
    );
    const source = await small.import({ kind: "decisions", text: TIMES, columns: decisions({ formats, timeZone: "UTC" }) });
    expect(source).toMatchObject({ rowsImported: 2 });
  });

  test("a column that is not used is not asked about", async () => {
    const columns = decisions({}).map((column): ColumnMapping => (column.column === "decided_at" ? { ...column, use: "ignore" } : column));
    expect(await small.import({ kind: "decisions", text: TIMES, columns })).toMatchObject({ rowsImported: 2 });
  });

  test("stating a zone alone keeps the precision and the form that the sample shows", async () => {
    const text = "decision_id,decided_at,decision\n1,13.04.2026,yes\n2,25.06.2026,no\n";
    await small.import({ kind: "decisions", text, columns: decisions({ timeZone: "Europe/Berlin" }) });
    const [document] = small.workbench.sources.documents(small.session);
    const reading = document?.mapping.columns.find(({ target }) => target.kind === "role" && target.role === "decidedAt")?.reading;
    expect(reading).toMatchObject({
      as: "instant",
      precision: "day",
      zone: { kind: "declared", timeZone: "Europe/Berlin" },
      encoding: { kind: "formats", formats: ["%d.%m.%Y"] },
    });
  });
});

describe("a column declared numeric by the auditor", () => {
  const TEXT =
    'decision_id,decided_at,decision,amount\n1,2026-01-01T00:00:00Z,yes,"1,50"\n2,2026-01-02T00:00:00Z,no,"2,25"\n3,2026-01-03T00:00:00Z,no,NaN\n';
  const columns = (more: Partial<ColumnMapping>): ColumnMapping[] => [
    { column: "decision_id", use: "decisionId", type: "text" },
    { column: "decided_at", use: "decidedAt", type: "timestamp" },
    { column: "decision", use: "decision", type: "text" },
    { column: "amount", use: "feature", type: "double", featureKind: "numeric", ...more },
  ];
  const amounts = (sourceId: string): Promise<unknown[]> =>
    small.column(`select columns('amount') from source_${sourceId.replaceAll("-", "_")} order by decision_id`);

  test("the decimal separator and what NaN means are as stated", async () => {
    const answers = { "missing-values": "[]" };
    const source = await small.import({
      kind: "decisions",
      text: TEXT,
      columns: columns({ decimalSeparator: ",", notANumber: "null" }),
      answers,
    });
    expect(source).toMatchObject({ rowsImported: 3, rowsRejected: 0 });
    expect(await amounts(source.sourceId)).toEqual([1.5, 2.25, null]);
    const strict = await small.import({
      kind: "decisions",
      text: TEXT,
      columns: columns({ decimalSeparator: ",", notANumber: "reject" }),
      answers,
      totals: [{ measure: "amount", given: "3,75" }],
    });
    expect(strict).toMatchObject({ rowsImported: 2, rowsRejected: 1 });
    // A control total sums the column as its numbers are written.
    expect(strict.controlTotals).toMatchObject([{ measure: "amount", found: "3.75", agrees: true }]);
    const point = await small.import({
      kind: "decisions",
      text: TEXT,
      columns: columns({ decimalSeparator: ".", notANumber: "null" }),
      answers,
    });
    expect(point).toMatchObject({ rowsImported: 1, rowsRejected: 2 });
  });
});

describe("what came in", () => {
  const columns: ColumnMapping[] = [
    { column: "decision_id", use: "decisionId", type: "text" },
    { column: "outcome_at", use: "outcomeAt", type: "timestamp", formats: ["iso"] },
  ];

  test("a source of which every row is rejected is refused and leaves nothing, whatever its row count says", async () => {
    const text = "decision_id,outcome_at\n1,soon\n2,later\n";
    await expect(small.import({ kind: "outcomes", text, columns, totals: [{ measure: "rows", given: "2" }] })).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringMatching(/2 read, 2 rejected/) as string,
    });
    expect(small.workbench.sources.list(small.session)).toEqual([]);
    expect(await small.session.engines.read((engine) => stagedSources(engine))).toEqual([]);
  });

  test("a row count that agrees says that it counts the rejects", async () => {
    const text = "decision_id,outcome_at\n1,2026-01-01T00:00:00Z\n2,later\n";
    const source = await small.import({ kind: "outcomes", text, columns, totals: [{ measure: "rows", given: "2" }] });
    expect(source).toMatchObject({
      rowsImported: 1,
      rowsRejected: 1,
      controlTotals: [{ measure: "rows", agrees: true, note: "Counts all records, 1 rejects included." }],
    });
    expect(small.workbench.cases.summary().sourcesReconciled).toBe(0);
  });

  test("two imports at once get ids of their own", async () => {
    const text = (id: string): string => `decision_id,outcome_at\n${id},2026-01-01T00:00:00Z\n`;
    const both = await Promise.all(["a", "b"].map((id) => small.import({ kind: "outcomes", text: text(id), columns })));
    expect(both.map((source) => source.sourceId).toSorted()).toEqual(["outcomes-001", "outcomes-002"]);
    expect(small.workbench.sources.list(small.session)).toHaveLength(2);
    expect(
      await small.column("select decision_id from source_outcomes_001 union all select decision_id from source_outcomes_002 order by 1"),
    ).toEqual(["a", "b"]);
  });

  test("a source can be taken out with a reason, unless the population is built from it", async () => {
    const { sources, population } = small.workbench;
    const log = await small.import({
      kind: "decisions",
      text: "decision_id,decision\n1,yes\n2,no\n",
      columns: [
        { column: "decision_id", use: "decisionId", type: "text" },
        { column: "decision", use: "decision", type: "text" },
      ],
    });
    const extra = await small.import({ kind: "outcomes", text: "decision_id,outcome_at\n1,2026-01-01T00:00:00Z\n", columns });
    await population.build(small.session, small.request({ outcomes: null }), {
      signal: new AbortController().signal,
      report: () => undefined,
    });
    await expect(sources.remove(small.session, log.sourceId, "wrong file")).rejects.toThrow(/built from decisions-001/);
    await sources.remove(small.session, extra.sourceId, "wrong file");
    expect(sources.list(small.session).map((source) => source.sourceId)).toEqual(["decisions-001"]);
    expect(small.session.kase.journalEntries(1, 100).some(({ entry }) => entry.kind === "source-removed")).toBe(true);
  });
});
