import { describe, expect, test } from "vitest";
import { subgroupDisaggregation } from "../../../src/analyses/subgroup-disaggregation/index.ts";
import { sql } from "../../../src/sql/sql.ts";
import { populationOf, runSubgroups } from "./subgroup-population.ts";

/** 3,000 women with 40 % and 1,000 men with 60 % favourable decisions; three sites, one of them with ten rows. */
const RELATION = sql`
  select i as record_number, if(i % 4 < 3, 'F', 'M') as attribute_sex, (i // 4) % 10 < if(i % 4 < 3, 4, 6) as favourable,
    case when i < 10 then 'tiny' when i % 3 = 0 then 'north' else 'south' end as attribute_site, 'p' || i // 2 as subject_id
  from range(4000) as t(i)`;
const selection = { metrics: ["selectionRate"], intersectionDepth: 1 };

function run(attribute: string, references: Record<string, string> = {}, roles: ("decision" | "subjectId")[] = ["decision"]) {
  return runSubgroups({
    relation: RELATION,
    population: populationOf(4000, [attribute], { roles }),
    parameters: { ...selection, references },
  });
}

describe("hypotheses", () => {
  test("two groups are one question: the one that is not the reference is judged, the mirror image is a figure", async () => {
    const { verdicts, figure, charts } = await run("sex");
    expect(verdicts).toMatchObject([
      {
        figureId: "subgroup-disaggregation/selectionRateDifferenceToRest/sex=M",
        subject: "sex = M against the rest (F): selection rate of the model's decision",
        state: "exception",
      },
    ]);
    // One hypothesis: nothing to adjust for.
    expect(verdicts[0]?.adjustedPValue).toBe(verdicts[0]?.pValue);
    expect(figure("selectionRateDifferenceToRest/sex=F").dimensions).toEqual({ attribute: "sex", group: "F", mirrorOf: "M" });
    expect(figure("selectionRateDifferenceToRest/sex=F").outcome).toMatchObject({ status: "computed", estimate: expect.closeTo(-0.2, 9) });
    expect(charts.flatMap((chart) => (chart.kind === "intervals" ? chart.rows.map(({ label }) => label) : []))).toEqual(["sex: M"]);
    const named = await run("sex", { sex: "M" });
    expect(named.verdicts.map(({ figureId }) => figureId)).toEqual(["subgroup-disaggregation/selectionRateDifferenceToRest/sex=F"]);
  });

  test("three groups are three questions", async () => {
    const { verdicts } = await run("site");
    expect(verdicts.map(({ subject }) => subject)).toEqual(
      ["north", "south", "tiny"].map((site) => `site = ${site} against the rest: selection rate of the model's decision`),
    );
  });

  test("each reason says once that rows are assumed independent where subjects may have several", async () => {
    const [verdict] = (await run("sex", {}, ["decision", "subjectId"])).verdicts;
    expect(verdict?.reason.match(/assumed independent/g)).toHaveLength(1);
    expect((await run("sex")).verdicts[0]?.reason).not.toContain("independent");
  });

  test("the ratio to the highest rate is not given for a group below the minimum cell", async () => {
    const { figure, computed } = await run("site");
    expect(figure("fourFifthsRatioToHighestRate/site=tiny").outcome).toMatchObject({ status: "not-computable", code: "too-few" });
    expect(computed("fourFifthsRatioToHighestRate/site=north").estimate).toBeGreaterThan(0.8);
  });

  test("it claims no criterion whose tables it does not have", () => {
    expect(subgroupDisaggregation.criteria).not.toContain("LL144");
  });
});
