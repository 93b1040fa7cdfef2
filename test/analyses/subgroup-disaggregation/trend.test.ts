import { describe, expect, test } from "vitest";
import type { Population } from "../../../src/population/population.ts";
import { type SqlFragment, sql } from "../../../src/sql/sql.ts";
import { type Run, populationOf, runSubgroups } from "./subgroup-population.ts";

const START = Date.UTC(2022, 0, 3);
const WEEK = 7 * 86_400_000;

/** `weeks` weeks of 400 decisions with half negatives, 10 % false positives, `perMille`/1000 more each week. */
function weekly(weeks: number, seen: SqlFragment = sql`true`, perMille = 0): SqlFragment {
  return sql`select *, predicted_positive as favourable, if(${seen}, truth, null) as outcome_positive from (
    select i as record_number, i // 400 as week, i, 'A' as attribute_site, i % 2 = 0 as truth,
      to_timestamp((${START} + (i // 400) * ${WEEK} + (i % 400) * 600000) // 1000)::timestamp as decided_at,
      if(i % 2 = 0, (i // 2) % 10 < 8, hash(i) % 1000 < 100 + (i // 400) * ${perMille}) as predicted_positive
    from range(${weeks * 400}) as t(i))`;
}

function request(weeks: number, change: Partial<Population> = {}) {
  return {
    population: populationOf(weeks * 400, ["site"], {
      roles: ["decision", "outcome", "decidedAt"],
      covered: { startMs: START, endMs: START + weeks * WEEK - 1 },
      outcomeHorizonDays: 7,
      cutOffMs: START + (weeks + 2) * WEEK,
      ...change,
    }),
    parameters: { metrics: ["falsePositiveRate"] },
  };
}

function trendVerdict(run: Run) {
  const verdict = run.verdicts.find(({ figureId }) => figureId === "subgroup-disaggregation/falsePositiveRateTrend/population");
  if (verdict === undefined) throw new Error("No verdict on the trend.");
  return verdict;
}

describe("trend of an error rate", () => {
  test("outcomes that are missing in some windows could hide a rise: no clean verdict", async () => {
    const complete = await runSubgroups({ relation: weekly(40), ...request(40) });
    expect(trendVerdict(complete).state).toBe("no-exception");
    expect(complete.computed("falsePositiveRateTrend/population").detail).not.toHaveProperty("windowsWithMissingOutcomes");
    // In the last ten weeks four of ten predicted positives have no outcome; over all weeks nine of ten have one.
    const run = await runSubgroups({
      relation: weekly(40, sql`week < 30 or not predicted_positive or hash(i + 1) % 10 > 3`),
      ...request(40),
    });
    const { detail } = run.computed("falsePositiveRateTrend/population");
    expect(detail).toMatchObject({ windows: 40, windowsWithMissingOutcomes: 10 });
    expect(Number(detail?.["worstCaseUpper"])).toBeGreaterThan(run.computed("falsePositiveRateTrend/population").estimate + 0.1);
    expect(trendVerdict(run)).toMatchObject({
      state: "insufficient-evidence",
      effectUpper: detail?.["worstCaseUpperLimit"],
      reason: expect.stringContaining("missing outcomes (over 10 % in 10 of 40 windows)"),
    });
    expect(run.computed("falsePositiveRateByWindow/population/~2022-w40").detail?.["labelCoverage"]).toBeLessThan(0.75);
  });

  test("a rise is still an exception, with the worst case beside", async () => {
    const run = await runSubgroups({
      relation: weekly(40, sql`week < 30 or not predicted_positive or hash(i + 1) % 10 > 3`, 8),
      ...request(40),
    });
    expect(trendVerdict(run)).toMatchObject({ state: "exception", reason: expect.stringContaining("Whatever the missing outcomes") });
  });

  test("season is said to be inseparable only below two yearly cycles", async () => {
    const year = await runSubgroups({ relation: weekly(60), ...request(60) });
    expect(year.computed("falsePositiveRateTrend/population").detail?.["season"]).toContain("less than two yearly cycles");
    const long = await runSubgroups({ relation: weekly(160), ...request(160) });
    expect(long.computed("falsePositiveRateTrend/population").detail?.["season"]).toBe(
      "3 yearly cycles; the season itself is not modelled",
    );
  });

  test("with several model versions subject and detail say that their mix is not standardised", async () => {
    const run = await runSubgroups({
      relation: sql`select *, 'v1' as model_version from (${weekly(40)})`,
      ...request(40, { roles: ["decision", "outcome", "decidedAt", "modelVersion"] }),
    });
    expect(trendVerdict(run).subject).toBe("All decisions: rise of the false positive rate over the weeks, all model versions together");
    expect(run.computed("falsePositiveRateTrend/population").detail?.["versions"]).toContain("not standardised");
    const plain = await runSubgroups({ relation: weekly(40), ...request(40) });
    expect(trendVerdict(plain).subject).toBe("All decisions: rise of the false positive rate over the weeks");
  });
});
