import { describe, expect, test } from "vitest";
import { sql } from "../../../src/sql/sql.ts";
import { POLICY, evaluated, populationOf, runSubgroups } from "./subgroup-population.ts";

// sex, race, decided for, predicted positive, outcome. The fifth row has no sex.
const FIVE = sql`
  select * from (values
    (0, 'F', 'x', true, true, true),
    (1, 'F', 'y', false, false, true),
    (2, 'M', 'x', true, true, false),
    (3, 'M', 'y', true, true, true),
    (4, null, 'y', false, false, false)
  ) as t(record_number, attribute_sex, attribute_race, favourable, predicted_positive, outcome_positive)`;

const request = { relation: FIVE, population: populationOf(5, ["sex", "race"]), policy: { ...POLICY, minimumCell: 1 } };

describe("five rows by hand", () => {
  test("the counts of each grouping set are those of the table", async () => {
    const run = await runSubgroups(request);
    const rows = run.aggregates.get("group-counts")?.rows ?? [];
    const total = rows.filter((row) => row["grouping_bits"] === 3);
    expect(total.reduce((sum, row) => sum + Number(row["n"]), 0)).toBe(5);
    const bySex = rows.filter((row) => row["grouping_bits"] === 1);
    expect(bySex.map((row) => [row["attribute_sex"], row["favourable"], row["label"], row["n"]])).toEqual([
      [null, false, "negative", 1],
      ["F", false, "positive", 1],
      ["F", true, "positive", 1],
      ["M", true, "negative", 1],
      ["M", true, "positive", 1],
    ]);
  });

  test("rates, shares and the row of unknowns", async () => {
    const run = await runSubgroups(request);
    expect(run.computed("selectionRate/population")).toMatchObject({ estimate: 3 / 5, n: 5 });
    expect(run.computed("selectionRate/sex=F")).toMatchObject({ estimate: 1 / 2, n: 2 });
    expect(run.computed("selectionRate/sex=M")).toMatchObject({ estimate: 1, n: 2 });
    expect(run.computed("selectionRate/unknown/sex")).toMatchObject({ estimate: 0, n: 1 });
    expect(run.computed("falseNegativeRate/sex=F")).toMatchObject({ estimate: 1 / 2, n: 2 });
    expect(run.computed("falsePositiveRate/sex=M")).toMatchObject({ estimate: 1, n: 1 });
    expect(run.figure("falsePositiveRate/sex=F").outcome).toMatchObject({ status: "not-computable", code: "zero-denominator" });
    expect(run.computed("groupsPlusUnknown/sex")).toMatchObject({ estimate: 5, detail: { inGroups: 4, unknown: 1, total: 5 } });
    expect(run.computed("groupsPlusUnknown/sex,race")).toMatchObject({ estimate: 5 });
    expect(run.computed("groupShare/sex=M,race=y")).toMatchObject({ estimate: 1 / 5 });
  });

  test("the rest holds known others only, and unknowns beyond 10 % give worst cases", async () => {
    const run = await runSubgroups(request);
    const difference = run.computed("selectionRateDifferenceToRest/sex=F");
    expect(difference).toMatchObject({ estimate: -1 / 2, detail: { groupCount: 1, groupRows: 2, otherCount: 2, otherRows: 2 } });
    // One unknown, not favoured: were she a woman, women would have 1 of 3; were she a man, men 2 of 3.
    expect(difference.detail?.["worstCaseLower"]).toBeCloseTo(1 / 3 - 1, 12);
    expect(difference.detail?.["worstCaseUpper"]).toBeCloseTo(1 / 2 - 2 / 3, 12);
    expect(run.computed("selectionRateWithUnknownBounds/sex=F").detail).toMatchObject({ lowerBound: 1 / 3, upperBound: 1 / 2 });
  });

  test("counts that do not add up to the population are refused", async () => {
    const run = await runSubgroups(request);
    const counts = run.aggregates.get("group-counts");
    if (counts === undefined) throw new Error("no counts");
    const forged = new Map(run.aggregates).set("group-counts", { ...counts, rows: counts.rows.slice(0, -1) });
    expect(() => evaluated(request, run.parameters, forged)).toThrow(/add up to/);
    expect(() => evaluated({ ...request, population: populationOf(6, ["sex", "race"]) }, run.parameters, run.aggregates)).toThrow(
      /add up to 5 rows, not to 6/,
    );
  });

  test("renaming the groups renames the figures and changes no number", async () => {
    const run = await runSubgroups({ ...request, parameters: { references: { sex: "M" } } });
    const renamed = await runSubgroups({
      ...request,
      parameters: { references: { sex: "alpha" } },
      relation: sql`select * replace (case attribute_sex when 'F' then 'zeta, "é"=1' when 'M' then 'alpha' end as attribute_sex) from (${FIVE})`,
    });
    const numbers = (of: typeof run): string[] =>
      of.figures
        .map(({ name, outcome }) => `${name} ${outcome.status === "computed" ? `${outcome.estimate} ${outcome.n}` : outcome.code}`)
        .toSorted();
    expect(numbers(renamed)).toEqual(numbers(run));
    expect(renamed.computed("selectionRate/sex=zeta%252C%20%22%C3%A9%22=1").estimate).toBe(1 / 2);
  });
});
