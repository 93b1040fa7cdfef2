import { describe, expect, test } from "vitest";
import { sql } from "../../../src/sql/sql.ts";
import golden from "../../statistics/golden/subgroup.json" with { type: "json" };
import { populationOf, runSubgroups } from "./subgroup-population.ts";

// R's UCBAdmissions (public-domain counts): department, sex, admitted, n.
const BERKELEY = sql`
  select row_number() over () - 1 as record_number, attribute_sex, feature_department, favourable
  from (values
    ('A', 'Male', true, 512), ('A', 'Male', false, 313), ('A', 'Female', true, 89), ('A', 'Female', false, 19),
    ('B', 'Male', true, 353), ('B', 'Male', false, 207), ('B', 'Female', true, 17), ('B', 'Female', false, 8),
    ('C', 'Male', true, 120), ('C', 'Male', false, 205), ('C', 'Female', true, 202), ('C', 'Female', false, 391),
    ('D', 'Male', true, 138), ('D', 'Male', false, 279), ('D', 'Female', true, 131), ('D', 'Female', false, 244),
    ('E', 'Male', true, 53), ('E', 'Male', false, 138), ('E', 'Female', true, 94), ('E', 'Female', false, 299),
    ('F', 'Male', true, 22), ('F', 'Male', false, 351), ('F', 'Female', true, 24), ('F', 'Female', false, 317)
  ) as t(feature_department, attribute_sex, favourable, n), range(n)`;

const population = populationOf(4526, ["sex"], {
  roles: ["decision"],
  features: [{ name: "department", column: "feature_department", kind: "categorical" }],
});

describe("disparity within strata", () => {
  test("Berkeley 1973: men are ahead overall, not within departments, and the reversal is flagged", async () => {
    const run = await runSubgroups({
      relation: BERKELEY,
      population,
      parameters: { metrics: ["selectionRate"], stratifyBy: "feature:department", references: { sex: "Female" } },
    });
    const at = "sex=Male/~feature%3Adepartment/~Female";
    const common = run.computed(`conditionalOddsRatio/${at}`);
    [common.estimate, common.interval?.lower, common.interval?.upper].forEach((number, index) =>
      expect(number).toBeCloseTo(golden.mantelHaenszelOddsRatio[index] ?? 0, 9),
    );
    expect(run.computed(`conditionalAssociation/${at}`).pValue).toBeCloseTo(golden.cmhCorrected[1] ?? 0, 9);
    expect(run.computed(`conditionalAssociationUncorrected/${at}`).pValue).toBeCloseTo(golden.cmhPlain[1] ?? 0, 9);
    expect(run.computed(`oddsRatioHeterogeneity/${at}`).estimate).toBeCloseTo(golden.breslowDayTarone[0] ?? 0, 8);
    expect(run.computed(`crudeOddsRatio/${at}`).estimate).toBeCloseTo(golden.oddsRatioWoolf[0] ?? 0, 9);
    expect(run.computed(`simpsonReversal/${at}`)).toMatchObject({ estimate: 1, detail: { withinStrataExcludesEqualOdds: "no" } });
    expect(run.computed("selectionRateStandardised/sex=Female/~feature%3Adepartment").estimate).toBeCloseTo(
      golden.standardisedRate[0] ?? 0,
      9,
    );
  });

  test("a stratum that does not exist, or has too many levels, is said to be so", async () => {
    const unknown = await runSubgroups({
      relation: BERKELEY,
      population,
      parameters: { metrics: ["selectionRate"], stratifyBy: "faculty" },
    });
    expect(unknown.figure("conditionalOddsRatio/population/~faculty").outcome).toMatchObject({ code: "missing-role" });
    const many = await runSubgroups({
      relation: BERKELEY,
      population,
      parameters: { metrics: ["selectionRate"], stratifyBy: "department", maximumLevels: 5 },
    });
    expect(many.figure("conditionalOddsRatio/population/~department").outcome).toMatchObject({ code: "assumption-failed" });
  });
});
