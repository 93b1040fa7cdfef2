import { describe, expect, test } from "vitest";
import type { Population } from "../../../src/population/population.ts";
import { type SqlFragment, sql } from "../../../src/sql/sql.ts";
import { POLICY, type Run, populationOf, runSubgroups } from "./subgroup-population.ts";

function verdictOn(run: Run, tail: string) {
  const verdict = run.verdicts.find(({ figureId }) => figureId === `subgroup-disaggregation/${tail}`);
  if (verdict === undefined) throw new Error(`No verdict on ${tail}.`);
  return verdict;
}

const withThreshold = (share: number) => ({
  ...POLICY,
  thresholds: { "subgroup-disaggregation.selectionRateDifference": share, "subgroup-disaggregation.errorRateDifference": share },
});

/** [favourable, rows] of F, of M and of the decisions without sex. */
function bySex(f: [number, number], m: [number, number], unknown: [number, number]): SqlFragment {
  return sql`select row_number() over () - 1 as record_number, attribute_sex, i < favourables as favourable
    from (values ('F', ${f[0]}, ${f[1]}), ('M', ${m[0]}, ${m[1]}), (null, ${unknown[0]}, ${unknown[1]})) as t(attribute_sex, favourables, n), range(n) as r(i)`;
}

describe("people of unknown group", () => {
  const selection = { parameters: { metrics: ["selectionRate"] } };
  const population = (rows: number): Population => populationOf(rows, ["sex"], { roles: ["decision"] });

  test("the worst case has its own sampling error, and forbids the clean verdict", async () => {
    // By hand: 95/212 - 117/212 = -0.1038, Newcombe's 90 % limit from two Wilson limits (Python, by formula) -0.18180204; the worst case alone would be inside 0.15.
    const run = await runSubgroups({
      relation: bySex([95, 190], [95, 190], [22, 44]),
      population: population(424),
      policy: withThreshold(0.15),
      ...selection,
    });
    const { detail } = run.computed("selectionRateDifferenceToRest/sex=M");
    expect(detail?.["worstCaseLower"]).toBeCloseTo(95 / 212 - 117 / 212, 12);
    expect(detail?.["worstCaseLowerLimit"]).toBeCloseTo(-0.1818020405, 9);
    expect(detail).toMatchObject({ unknownRows: 44, worstCaseLevel: 0.9 });
    const verdict = verdictOn(run, "selectionRateDifferenceToRest/sex=M");
    expect(verdict).toMatchObject({ state: "insufficient-evidence", effect: 0, effectLower: detail?.["worstCaseLowerLimit"] });
    expect(verdict.reason).toContain(
      "Whatever the 44 decisions of unknown group are, it lies between -0.104 and 0.104 (limits -0.182 and 0.182).",
    );
    expect(verdict.rowsToDecide).toBeUndefined();
  });

  test("an exception that the unknowns could undo says so", async () => {
    const fragile = await runSubgroups({
      relation: bySex([400, 1000], [500, 1000], [200, 400]),
      population: population(2400),
      ...selection,
    });
    expect(verdictOn(fragile, "selectionRateDifferenceToRest/sex=M")).toMatchObject({
      state: "exception",
      reason: expect.stringContaining("In the worst case it is smaller than the threshold."),
    });
    const robust = await runSubgroups({
      relation: bySex([100, 1000], [900, 1000], [200, 400]),
      population: population(2400),
      ...selection,
    });
    expect(verdictOn(robust, "selectionRateDifferenceToRest/sex=M").state).toBe("exception");
    expect(verdictOn(robust, "selectionRateDifferenceToRest/sex=M").reason).not.toContain("smaller than the threshold");
  });
});

/** 40,000 decisions, half of them truly negative; 10 % false positives, 20 % false negatives in both groups. `seen` tells whose outcome exists. */
function labelled(seen: SqlFragment): SqlFragment {
  return sql`select i as record_number, if(i % 2 = 0, 'F', 'M') as attribute_sex, predicted_positive as favourable, predicted_positive,
    if(${seen}, truth, null) as outcome_positive
    from (select i, (i // 2) % 2 = 0 as truth, if((i // 2) % 2 = 0, (i // 4) % 10 < 8, (i // 4) % 10 < 1) as predicted_positive from range(40000) as t(i))`;
}

describe("missing outcomes", () => {
  const errors = { parameters: { metrics: ["falsePositiveRate"], window: null }, population: populationOf(40_000, ["sex"]) };

  test("below 90 % of the outcomes on either side, equal error rates are no clean verdict", async () => {
    const complete = await runSubgroups({ relation: labelled(sql`true`), ...errors });
    expect(verdictOn(complete, "falsePositiveRateDifferenceToRest/sex=M").state).toBe("no-exception");
    expect(complete.computed("falsePositiveRateDifferenceToRest/sex=M").detail).not.toHaveProperty("worstCaseLower");
    // A quarter of the men's outcomes is missing.
    const run = await runSubgroups({ relation: labelled(sql`i % 2 = 0 or hash(i) % 4 > 0`), ...errors });
    const difference = run.computed("falsePositiveRateDifferenceToRest/sex=M");
    expect(difference.estimate).toBeCloseTo(0, 1);
    const verdict = verdictOn(run, "falsePositiveRateDifferenceToRest/sex=M");
    expect(verdict).toMatchObject({
      state: "insufficient-evidence",
      effectLower: difference.detail?.["worstCaseLowerLimit"],
      effectUpper: difference.detail?.["worstCaseUpperLimit"],
    });
    expect(verdict.reason).toMatch(/Whatever the \d+ missing outcomes are/);
    // The women have all outcomes: their bounds are their rate, so the range is the one of the men's Manski bounds.
    const bounds = run.computed("falsePositiveRateBounds/sex=M").detail;
    const women = run.computed("falsePositiveRate/sex=F").estimate;
    expect(difference.detail?.["worstCaseLower"]).toBeCloseTo(Number(bounds?.["lowerBound"]) - women, 12);
    expect(difference.detail?.["worstCaseUpper"]).toBeCloseTo(Number(bounds?.["upperBound"]) - women, 12);
  });

  test("a few missing outcomes do not matter", async () => {
    const run = await runSubgroups({ relation: labelled(sql`hash(i) % 100 > 4`), ...errors });
    expect(verdictOn(run, "falsePositiveRateDifferenceToRest/sex=M").state).toBe("no-exception");
  });

  test("without outcome horizon an error rate is judged, and the reason says what was assumed", async () => {
    const run = await runSubgroups({ relation: labelled(sql`true`), ...errors });
    expect(verdictOn(run, "falsePositiveRateDifferenceToRest/sex=M").reason).toContain(
      "No outcome horizon is stated: every outcome so far is taken as final.",
    );
    const stated = await runSubgroups({
      relation: sql`select *, timestamp '2025-01-06' as decided_at from (${labelled(sql`true`)})`,
      ...errors,
      population: populationOf(40_000, ["sex"], {
        outcomeHorizonDays: 30,
        cutOffMs: Date.UTC(2025, 5, 1),
        roles: ["decision", "outcome", "decidedAt"],
      }),
    });
    expect(verdictOn(stated, "falsePositiveRateDifferenceToRest/sex=M").reason).not.toContain("horizon");
  });
});
