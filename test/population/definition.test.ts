import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimalDifference } from "../../src/ingest/index.ts";
import { populationFingerprint, type PopulationDefinition } from "../../src/population/definition.ts";
import { filterCondition } from "../../src/population/filter-sql.ts";
import { suggestTargets, type ColumnEvidence } from "../../src/population/suggest-roles.ts";
import { render } from "../../src/sql/sql.ts";

const definition: PopulationDefinition = {
  formatVersion: 1,
  populationId: "p",
  title: "P",
  taskType: "binary",
  timeZone: "UTC",
  positiveOutcome: null,
  favourableDecision: null,
  positiveDecision: null,
  labelAvailability: "not-stated",
  labelCausedByDecision: false,
  outcomeHorizonDays: null,
  cutOffMs: null,
  baseline: null,
  filters: [],
  sampledCapture: false,
  duplicateIds: "keep-first",
  decisionRule: null,
  declaredPeriod: null,
  sources: [
    {
      use: "decisions",
      sourceId: "log",
      format: { adapter: "parquet", adapterVersion: 1 },
      mapping: {
        columns: [{ target: { kind: "role", role: "decisionId" }, origin: { kind: "column", column: "id" }, reading: { as: "text" } }],
        nullTokens: [],
      },
    },
  ],
};

describe("fingerprint", () => {
  test("does not depend on the order of digests, and on everything else it does", () => {
    const fingerprint = populationFingerprint(definition, ["a", "b"]);
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(populationFingerprint(structuredClone(definition), ["b", "a"])).toBe(fingerprint);
    expect(populationFingerprint(definition, ["a", "c"])).not.toBe(fingerprint);
    expect(populationFingerprint({ ...definition, favourableDecision: "yes" }, ["a", "b"])).not.toBe(fingerprint);
  });
});

describe("filters", () => {
  const types = new Map([["decided_at", "TIMESTAMP"] as const, ["decision", "VARCHAR"] as const]);

  test("write instants in UTC and refuse an offset, which the engine would drop", () => {
    expect(render(filterCondition({ column: "decided_at", operator: ">=", values: ["2026-01-31T10:00:00Z"] }, types)).text).toBe(
      "decided_at >= timestamp '2026-01-31 10:00:00'",
    );
    expect(() => filterCondition({ column: "decided_at", operator: ">=", values: ["2026-01-31T10:00:00+02:00"] }, types)).toThrow(
      /cannot be compared/,
    );
  });

  test("quote text, whatever it holds", () => {
    expect(render(filterCondition({ column: "decision", operator: "in", values: ["it's", "b"] }, types)).text).toBe(
      "decision in ('it''s', 'b')",
    );
    expect(render(filterCondition({ column: "decision", operator: "in", values: [] }, types)).text).toBe("false");
  });
});

describe("suggested roles", () => {
  const column = (name: string, more: Partial<ColumnEvidence> = {}): ColumnEvidence => ({
    name,
    numberShare: 0,
    timeShare: 0,
    sampled: 100,
    missing: 0,
    distinct: 3,
    typedAsText: false,
    ...more,
  });

  test("knows the names that monitoring tools and cloud logs use, in any spelling", () => {
    const targets = suggestTargets([
      column("inferenceId", { distinct: 100 }),
      column("event_ts", { timeShare: 1 }),
      column("Y_PRED"),
      column("predicted-probability", { numberShare: 1, distinct: 90 }),
      column("actual_label"),
    ]);
    expect(targets.map((target) => target?.target.kind === "role" && target.target.role)).toEqual([
      "decisionId",
      "decidedAt",
      "decision",
      "score",
      "outcome",
    ]);
    expect(targets.every((target) => target !== null && target.reason !== "")).toBe(true);
  });

  test("gives a role once: the other candidate becomes a feature", () => {
    const [first, second] = suggestTargets([column("prediction"), column("decision")]);
    expect(first?.target).toEqual({ kind: "role", role: "decision" });
    expect(second?.target).toEqual({ kind: "feature", name: "decision", type: "categorical" });
  });

  test("a name alone makes no time, score or feature: values must fit; indexes and free text are left out", () => {
    expect(
      suggestTargets([
        column("timestamp"),
        column("score"),
        column("Unnamed: 0", { numberShare: 1 }),
        column("letter", { distinct: 99 }),
      ]).map((target) => target?.target.kind ?? null),
    ).toEqual(["feature", "feature", null, null]);
  });
});

describe("control totals", () => {
  test("differences of decimals are exact", () => {
    const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat({ max: 9 }));
    const text = ([value, scale]: [bigint, number]): string => {
      const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
      return `${value < 0n ? "-" : ""}${scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`}`;
    };
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        expect(decimalDifference(text(left), text(left))).toBe("0");
        const scale = 9;
        const expected = left[0] * 10n ** BigInt(scale - left[1]) - right[0] * 10n ** BigInt(scale - right[1]);
        const [whole = "0", fraction = ""] = decimalDifference(text(left), text(right)).split(".");
        expect(BigInt(whole + fraction.padEnd(scale, "0"))).toBe(expected);
      }),
    );
  });
});
