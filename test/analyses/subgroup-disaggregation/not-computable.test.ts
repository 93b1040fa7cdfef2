import { describe, expect, test } from "vitest";
import type { Population } from "../../../src/population/population.ts";
import { sql } from "../../../src/sql/sql.ts";
import { POLICY, type Run, populationOf, runSubgroups } from "./subgroup-population.ts";

// 1000 decisions: 400 favourable with outcome (300 good, 100 bad), 600 unfavourable whose outcome nobody can see.
const SELECTIVE = sql`
  select i as record_number, if(i % 2 = 0, 'F', 'M') as attribute_sex, i < 400 as favourable, i < 400 as predicted_positive, i < 350 as final_favourable,
    case when i < 300 then true when i < 400 then false end as outcome_positive
  from range(1000) as t(i)`;

function runWith(
  change: Partial<Population>,
  attributes: readonly string[] = ["sex"],
  parameters: Record<string, unknown> = {},
): Promise<Run> {
  return runSubgroups({
    relation: SELECTIVE,
    population: populationOf(1000, attributes, change),
    parameters: { window: null, ...parameters },
  });
}

function verdictOn(run: Run, tail: string): unknown {
  return run.verdicts.find(({ figureId }) => figureId === `subgroup-disaggregation/${tail}`);
}

describe("what cannot be said", () => {
  test("labels after favourable decisions only: bounds instead of rates, precision is identified", async () => {
    const run = await runWith({ labelAvailability: "model-favourable-only" });
    expect(run.figure("falsePositiveRate/population").outcome).toMatchObject({ code: "selective-labels" });
    expect(run.computed("falsePositiveRateBounds/population").detail).toMatchObject({ lowerBound: 100 / 700, upperBound: 1 });
    expect(run.computed("truePositiveRateBounds/population").detail).toMatchObject({ lowerBound: 300 / 900, upperBound: 1 });
    expect(run.computed("accuracyBounds/population").detail).toMatchObject({ lowerBound: 0.3, upperBound: 0.9 });
    expect(run.computed("precision/population")).toMatchObject({ estimate: 0.75, n: 400 });
    expect(verdictOn(run, "falsePositiveRateDifferenceToRest/sex=M")).toMatchObject({ state: "insufficient-evidence" });
  });

  test("labels said to exist always, but seen after one decision only, are not believed", async () => {
    const run = await runWith({ labelAvailability: "all" });
    expect(run.figure("falsePositiveRateDifferenceToRest/sex=F").outcome).toMatchObject({ code: "selective-labels" });
    expect(verdictOn(run, "falsePositiveRateDifferenceToRest/sex=M")).toMatchObject({ state: "insufficient-evidence" });
  });

  test.each([
    ["outcome role", { roles: ["decision"] }, ["outcome"]],
    ["positive outcome", { positiveOutcome: null }, ["positiveOutcome"]],
    ["positive decision", { positiveDecision: null }, ["positiveDecision"]],
    ["availability of labels", { labelAvailability: "not-stated" }, ["labelAvailability"]],
    ["decision times for a horizon", { outcomeHorizonDays: 30 }, ["decidedAt"]],
    ["final decision that releases labels", { labelAvailability: "final-favourable-only" }, ["finalDecision"]],
  ] satisfies [string, Partial<Population>, string[]][])(
    "error rates without %s name what is missing, selection rates stay",
    async (_, change, missing) => {
      const run = await runWith(change);
      expect(verdictOn(run, "falsePositiveRateDifferenceToRest/population")).toMatchObject({ state: "insufficient-evidence", missing });
      expect(run.answer).toContain(missing.join(", "));
      expect(run.computed("selectionRate/sex=F").estimate).toBe(0.4);
    },
  );

  test("outcomes produced by the decision itself, and several classes, have no error rates", async () => {
    const caused = await runWith({ labelCausedByDecision: true });
    expect(caused.figure("falsePositiveRate/population").outcome).toMatchObject({ code: "assumption-failed" });
    const classes = await runWith({ taskType: "multiclass" });
    expect(classes.figure("falsePositiveRate/population").outcome).toMatchObject({ code: "unsupported-task" });
    expect(classes.computed("selectionRate/population").estimate).toBe(0.4);
  });

  test("without stated favourable decision there is no selection rate", async () => {
    const run = await runWith({ favourableDecision: null });
    expect(verdictOn(run, "selectionRateDifferenceToRest/population")).toMatchObject({
      state: "insufficient-evidence",
      missing: ["favourableDecision"],
    });
  });

  test("no attributes, an unknown attribute, and one with too many levels", async () => {
    const none = await runWith({}, []);
    expect(none.verdicts).toMatchObject([{ state: "insufficient-evidence", missing: ["attributes"] }]);
    const unknown = await runWith({}, ["sex"], { attributes: ["race"] });
    expect(unknown.verdicts).toMatchObject([{ state: "insufficient-evidence", missing: ["attribute race"] }]);
    const many = await runSubgroups({
      relation: sql`select i as record_number, 'id' || i as attribute_id, true as favourable from range(60) as t(i)`,
      population: populationOf(60, ["id"], { roles: ["decision"] }),
    });
    expect(many.figure("notCompared/id").outcome).toMatchObject({
      code: "assumption-failed",
      reason: '"id" has 60 levels; at most 50 are compared.',
    });
    expect(many.verdicts).toMatchObject([{ state: "insufficient-evidence" }]);
  });

  test("an attribute that is never known is not passed over in silence", async () => {
    const run = await runSubgroups({
      relation: sql`select i as record_number, cast(null as varchar) as attribute_sex, i % 2 = 0 as favourable from range(100) as t(i)`,
      population: populationOf(100, ["sex"], { roles: ["decision"] }),
      parameters: { metrics: ["selectionRate"] },
    });
    expect(run.verdicts).toMatchObject([{ figureId: "subgroup-disaggregation/notCompared/sex", state: "insufficient-evidence" }]);
    expect(run.computed("selectionRate/unknown/sex").n).toBe(100);
  });

  test("an unlabelled decision whose release is not known leaves the rate unidentified", async () => {
    const run = await runSubgroups({
      relation: sql`select * replace (cast(null as boolean) as final_favourable) from (${SELECTIVE})`,
      population: populationOf(1000, ["sex"], {
        labelAvailability: "final-favourable-only",
        roles: ["decision", "outcome", "finalDecision"],
      }),
      parameters: { window: null },
    });
    expect(run.figure("falsePositiveRate/population").outcome).toMatchObject({ code: "selective-labels" });
  });

  test("a policy without threshold decides nothing", async () => {
    const run = await runSubgroups({
      relation: SELECTIVE,
      population: populationOf(1000, ["sex"]),
      policy: { ...POLICY, thresholds: {} },
      parameters: { metrics: ["selectionRate"] },
    });
    expect(run.verdicts.map(({ state }) => state)).toEqual(["insufficient-evidence"]);
  });
});
