import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ColumnMapping } from "../../src/contract/source-schemas.ts";
import { quietJob } from "../../src/workbench/job.ts";
import { instantOf } from "../../src/workbench/population-definition.ts";
import { draftRequest, statedRequest } from "../../src/workbench/population-draft.ts";
import { SmallCase } from "./small-case.ts";

let small: SmallCase;
beforeEach(async () => {
  small = await new SmallCase().open();
});
afterEach(() => small.remove());

const COLUMNS: ColumnMapping[] = [
  { column: "id", use: "decisionId", type: "text" },
  { column: "when", use: "decidedAt", type: "timestamp", formats: ["iso"] },
  { column: "score", use: "score", type: "double" },
];
const SCORES = "id,when,score\n1,2026-01-05T08:00:00Z,0.9\n2,2026-01-06T08:00:00Z,0.62\n3,2026-01-07T08:00:00Z,0.1\n";
const RULE = { operator: ">=", threshold: 0.62, origin: "model card", otherDecision: "deny" } as const;

describe("a score rule", () => {
  test("makes the decisions of a log that has none", async () => {
    await small.import({ kind: "decisions", text: SCORES, columns: COLUMNS });
    const view = await small.workbench.population.build(
      small.session,
      small.request({ decisionRule: RULE, positiveDecision: "approve", favourableDecision: "approve" }),
      quietJob(),
    );
    expect(view.roles).toContain("decision");
    expect(await small.column("select decision from population order by decision_id")).toEqual(["approve", "approve", "deny"]);
  });

  test("without another decision only documents what is registered", async () => {
    await small.import({ kind: "decisions", text: SCORES, columns: COLUMNS });
    const view = await small.workbench.population.build(
      small.session,
      small.request({ decisionRule: { ...RULE, otherDecision: null } }),
      quietJob(),
    );
    expect(view.roles).not.toContain("decision");
  });

  test.each([
    ["no decision for when it is met", { positiveDecision: null }, /is met is not stated/],
    ["the same decision both ways", { positiveDecision: "deny" }, /same decision/],
  ])("with %s is refused", async (_name, stated, message) => {
    await small.import({ kind: "decisions", text: SCORES, columns: COLUMNS });
    await expect(
      small.workbench.population.build(small.session, small.request({ decisionRule: RULE, ...stated }), quietJob()),
    ).rejects.toThrow(message);
  });

  test("that would make decisions the log has already is refused, never left out silently", async () => {
    const text = "id,when,score,decision\n1,2026-01-05T08:00:00Z,0.9,approve\n2,2026-01-06T08:00:00Z,0.2,deny\n";
    await small.import({ kind: "decisions", text, columns: [...COLUMNS, { column: "decision", use: "decision", type: "text" }] });
    const request = small.request({ decisionRule: RULE, positiveDecision: "approve" });
    await expect(small.workbench.population.build(small.session, request, quietJob())).rejects.toThrow(/decisions of its own/);
  });
});

describe("a draft", () => {
  test("guesses neither task type nor time zone, and is no request until both are stated", async () => {
    await small.import({ kind: "decisions", text: SCORES, columns: COLUMNS });
    const draft = draftRequest(small.session, small.workbench.sources);
    expect(draft).toMatchObject({ taskType: null, timeZone: null });
    expect(() => statedRequest(draft)).toThrow(/taskType and timeZone/);
    expect(() => statedRequest({ ...draft, taskType: "binary", timeZone: " " })).toThrow(/Not stated: timeZone/);
    expect(statedRequest({ ...draft, taskType: "binary", timeZone: "UTC" })).toMatchObject({ taskType: "binary", timeZone: "UTC" });
  });
});

describe("a cut-off", () => {
  test("that is a plain date includes that day in the population's zone", () => {
    expect(instantOf("2026-02-15", "Europe/Berlin")).toBe(Date.parse("2026-02-15T22:59:59.999Z"));
    // The day on which clocks go forward has 23 hours.
    expect(instantOf("2026-03-29", "Europe/Berlin")).toBe(Date.parse("2026-03-29T21:59:59.999Z"));
    expect(instantOf("2026-02-15T18:00", "Europe/Berlin")).toBe(Date.parse("2026-02-15T17:00:00Z"));
    expect(instantOf("2026-02-15T18:00:00Z", "Europe/Berlin")).toBe(Date.parse("2026-02-15T18:00:00Z"));
  });

  test.each(["2026", "2026-02", "15.02.2026", "2026-W07", ""])("written as %j is refused", (text) => {
    expect(() => instantOf(text, "UTC")).toThrow(/is no date/);
  });

  test("on the day of an outcome lets the outcome count", async () => {
    await small.import({ kind: "decisions", text: SCORES, columns: COLUMNS });
    await small.import({
      kind: "outcomes",
      text: "id,truth,known\n1,good,2026-02-15T12:00:00Z\n2,bad,2026-02-16T12:00:00Z\n",
      columns: [
        { column: "id", use: "decisionId", type: "text" },
        { column: "truth", use: "outcome", type: "text" },
        { column: "known", use: "outcomeAt", type: "timestamp", formats: ["iso"] },
      ],
    });
    await small.workbench.population.build(small.session, small.request({ cutOff: "2026-02-15" }), quietJob());
    expect(await small.column("select outcome from population order by decision_id")).toEqual(["good", null, null]);
  });
});
