import { describe, expect, test } from "vitest";
import type { Population } from "../../../src/population/population.ts";
import { type SqlFragment, sql } from "../../../src/sql/sql.ts";
import { subgroupDisaggregation } from "../../../src/analyses/subgroup-disaggregation/index.ts";
import { type Run, populationOf, runSubgroups } from "./subgroup-population.ts";

const START = Date.UTC(2025, 0, 6);
const DAY = 86_400_000;

function stateOf(run: Run, tail: string): string | undefined {
  return run.verdicts.find(({ figureId }) => figureId === `subgroup-disaggregation/${tail}`)?.state;
}

/** 40,000 decisions over 40 weeks; young women get fewer favourable decisions, made up for by young men and older women. */
const HARMED = sql`
  select i as record_number, if(i % 2 = 0, 'F', 'M') as attribute_sex, if((i // 2) % 2 = 0, 'young', 'old') as attribute_age,
    (i // 4) % 100 < case i % 4 when 0 then 40 when 1 then 60 when 2 then 60 else 40 end as favourable
  from range(40000) as t(i)`;

describe("groups", () => {
  test("many attributes are counted from the rows themselves, with the same result", async () => {
    const names = ["a", "b", "c", "d"];
    const relation = sql`select i as record_number, (i % 30)::varchar as attribute_a, (i // 30 % 30)::varchar as attribute_b, (i % 29)::varchar as attribute_c,
      (i % 28)::varchar as attribute_d, i % 2 = 0 as favourable from range(2000) as t(i)`;
    const run = await runSubgroups({
      relation,
      population: populationOf(2000, names, { roles: ["decision"] }),
      parameters: { metrics: ["selectionRate"] },
    });
    expect(run.computed("selectionRate/a=0")).toMatchObject({ estimate: 1, n: 67 });
    const few = await runSubgroups({
      relation,
      population: populationOf(2000, ["a"], { roles: ["decision"] }),
      parameters: { metrics: ["selectionRate"] },
    });
    expect(
      few.figures.every((figure) =>
        run.figures.some((other) => other.figureId === figure.figureId && JSON.stringify(other) === JSON.stringify(figure)),
      ),
    ).toBe(true);
  });

  test("a subgroup harmed only where two attributes cross is found there and nowhere else", async () => {
    const run = await runSubgroups({
      relation: HARMED,
      population: populationOf(40_000, ["sex", "age"], { roles: ["decision"] }),
      parameters: { metrics: ["selectionRate"] },
    });
    expect(stateOf(run, "selectionRateDifferenceToRest/sex=M")).toBe("no-exception");
    expect(stateOf(run, "selectionRateDifferenceToRest/age=young")).toBe("no-exception");
    expect(stateOf(run, "selectionRateDifferenceToRest/sex=F,age=young")).toBe("exception");
    expect(run.computed("selectionRateDifferenceToParent/sex=F,age=young/~sex%20=%20F").estimate).toBeCloseTo(-0.2, 9);
    expect(run.answer).toContain("sex × age");
  });

  test("an exploratory run has figures and no verdict", async () => {
    const run = await runSubgroups({
      relation: HARMED,
      population: populationOf(40_000, ["sex"], { roles: ["decision"] }),
      parameters: { metrics: ["selectionRate"] },
      origin: "exploratory",
    });
    expect(run.verdicts).toEqual([]);
    expect(run.answer).toMatch(/^Exploratory/);
  });

  test("unknowns that could hide a difference forbid the clean verdict", async () => {
    const relation = sql`select i as record_number, case when i % 5 = 0 then null when i % 2 = 0 then 'F' else 'M' end as attribute_sex, i % 3 = 0 as favourable from range(30000) as t(i)`;
    const run = await runSubgroups({
      relation,
      population: populationOf(30_000, ["sex"], { roles: ["decision"] }),
      parameters: { metrics: ["selectionRate"] },
    });
    expect(run.computed("selectionRateDifferenceToRest/sex=F").estimate).toBeCloseTo(0, 3);
    expect(stateOf(run, "selectionRateDifferenceToRest/sex=M")).toBe("insufficient-evidence");
  });

  test("small cells are listed as insufficient, and the records behind a figure are named", async () => {
    const relation = sql`select i as record_number, if(i < 10, 'rare', 'common') as attribute_group, i % 2 = 0 as favourable from range(1000) as t(i)`;
    const population = populationOf(1000, ["group"], { roles: ["decision"] });
    const run = await runSubgroups({ relation, population, parameters: { metrics: ["selectionRate"] } });
    expect(run.figure("selectionRateDifferenceToRest/group=rare").outcome).toMatchObject({ code: "too-few" });
    expect(stateOf(run, "selectionRateDifferenceToRest/group=rare")).toBe("insufficient-evidence");
    const filters = subgroupDisaggregation.recordsBehind?.(
      { parameters: run.parameters, population, aggregates: run.aggregates },
      "subgroup-disaggregation/selectionRate/group=rare",
    );
    expect(filters).toEqual([{ column: "attribute_group", operator: "=", values: ["rare"] }]);
  });
});

/** Of 40 weeks with 1,000 decisions each, half negatives, the false-positive rate rises from 10 % by `perMille`/1000 a week. */
function creeping(perMille: number): SqlFragment {
  return sql`
  select i as record_number, if(i % 2 = 0, 'F', 'M') as attribute_sex, true as favourable,
    to_timestamp((${START} + (i // 1000) * ${7 * DAY} + (i % 1000) * 600000) // 1000)::timestamp as decided_at,
    (i // 2) % 2 = 0 as outcome_positive,
    if((i // 2) % 2 = 0, (i // 4) % 10 < 8, hash(i) % 1000 < 100 + (i // 1000) * ${perMille}) as predicted_positive,
    to_timestamp((${START} + (i // 1000) * ${7 * DAY} + (i % 1000) * 600000 + ${10 * DAY}) // 1000)::timestamp as outcome_at
  from range(40000) as t(i)`;
}

const timed: Partial<Population> = {
  roles: ["decision", "outcome", "outcomeAt", "decidedAt"],
  covered: { startMs: START, endMs: START + 40 * 7 * DAY - 1 },
  outcomeHorizonDays: 30,
  cutOffMs: START + 40 * 7 * DAY,
};

describe("error-rate trend", () => {
  test("a false-positive rate that creeps up weekly is an exception; a steady one is not", async () => {
    const rising = await runSubgroups({ relation: creeping(5), population: populationOf(40_000, ["sex"], timed) });
    expect(stateOf(rising, "falsePositiveRateTrend/population")).toBe("exception");
    expect(rising.computed("falsePositiveRateTrend/population").estimate).toBeGreaterThan(0.12);
    expect(stateOf(rising, "falseNegativeRateTrend/population")).toBe("no-exception");
    expect(rising.answer).toContain("rise of the false positive rate");
    const steady = await runSubgroups({ relation: creeping(0), population: populationOf(40_000, ["sex"], timed) });
    expect(stateOf(steady, "falsePositiveRateTrend/population")).toBe("no-exception");
  });

  test("windows younger than the horizon are immature, and their rows count for no error rate", async () => {
    const run = await runSubgroups({ relation: creeping(5), population: populationOf(40_000, ["sex"], timed) });
    const figures = run.figures.filter(({ name }) => name === "falsePositiveRateByWindow");
    expect(figures.length).toBe(40);
    expect(figures.slice(-5).map(({ outcome }) => (outcome.status === "computed" ? "computed" : outcome.code))).toEqual(
      Array(5).fill("immature-labels"),
    );
    // Four whole weeks, and week 36 from ten minutes past its fifth day: 1000 - 721 rows.
    expect(run.computed("labelledShare/population").detail).toMatchObject({ immature: 4279, count: 35_721 });
  });

  test("without a stated horizon a trend is shown but not judged", async () => {
    const run = await runSubgroups({
      relation: creeping(5),
      population: populationOf(40_000, ["sex"], { ...timed, outcomeHorizonDays: null }),
    });
    expect(run.computed("falsePositiveRateTrend/population").estimate).toBeGreaterThan(0.12);
    expect(run.verdicts.find(({ figureId }) => figureId.endsWith("falsePositiveRateTrend/population"))).toMatchObject({
      state: "insufficient-evidence",
      missing: ["outcomeHorizonDays"],
    });
  });

  test("outcomes that came after the horizon are not used", async () => {
    const run = await runSubgroups({
      relation: creeping(0),
      population: populationOf(40_000, ["sex"], { ...timed, outcomeHorizonDays: 9 }),
    });
    expect(run.computed("labelledShare/population")).toMatchObject({ estimate: 0, detail: { missing: 0 } });
    expect(stateOf(run, "falsePositiveRateDifferenceToRest/sex=M")).toBe("insufficient-evidence");
  });
});
