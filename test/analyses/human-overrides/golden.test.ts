import { describe, expect, test } from "vitest";
import { type DecisionRow, runOverrides } from "./override-population.ts";

const times = (count: number, row: DecisionRow): DecisionRow[] => Array.from({ length: count }, () => row);

describe("published and reviewed numbers", () => {
  test("directional overrides are 200 of 450 eligible, not of 1000 (peers 3.1)", async () => {
    const run = await runOverrides([
      ...times(250, { decision: "reject", final: "reject", reviewer: "ann" }),
      ...times(200, { decision: "reject", final: "approve", reviewer: "ann" }),
      ...times(550, { decision: "approve", final: "approve", reviewer: "ann" }),
    ]);
    const { outcome } = run.figure("directional-override/to-favourable");
    expect(outcome).toMatchObject({ status: "computed", n: 450 });
    expect(outcome.status === "computed" ? outcome.estimate : 0).toBeCloseTo(200 / 450, 14);
    expect(run.figure("directional-override-by-reviewer/to-unfavourable/ann").outcome).toMatchObject({ estimate: 0, n: 550 });
  });

  test("no override in 59 reviews bounds the process rate below 5 %, in 149 below 2 % (statistics review G13)", async () => {
    const run = await runOverrides([
      ...times(59, { decision: "reject", final: "reject", reviewer: "ann" }),
      ...times(149, { decision: "approve", final: "approve", reviewer: "bob" }),
    ]);
    const limit = (reviewer: string) => {
      const { outcome } = run.figure(`override-rate-upper-limit/${reviewer}`);
      return outcome.status === "computed" ? outcome.estimate : Number.NaN;
    };
    expect(limit("ann")).toBeCloseTo(0.0495076098882, 10);
    expect(limit("bob")).toBeCloseTo(0.0199048162207, 10);
    const rate = run.figure("reviewer-override-rate/bob").outcome;
    expect(rate.status === "computed" ? rate.detail?.["reviewsToShowIfNoOverride"] : 0).toBe(149);
    // Neither peers nor times speak, so a low rate alone stays undecided.
    expect(run.verdicts.find(({ figureId }) => figureId.endsWith("reviewer-override-rate/bob"))?.state).toBe("insufficient-evidence");
  });

  test("people widen the gap by .04875 against group f (statistics review G18)", async () => {
    const run = await runOverrides([
      ...times(30, { decision: "reject", final: "approve", reviewer: "ann", sex: "f" }),
      ...times(60, { decision: "approve", final: "reject", reviewer: "ann", sex: "f" }),
      ...times(910, { decision: "approve", final: "approve", reviewer: "ann", sex: "f" }),
      ...times(25, { decision: "reject", final: "approve", reviewer: "ann", sex: "m" }),
      ...times(10, { decision: "approve", final: "reject", reviewer: "ann", sex: "m" }),
      ...times(765, { decision: "approve", final: "approve", reviewer: "ann", sex: "m" }),
    ]);
    const { outcome } = run.figure("disparity-change/sex/f");
    expect(outcome.status === "computed" ? [outcome.estimate, outcome.pValue] : []).toEqual([
      expect.closeTo(-0.04875, 12),
      expect.closeTo(4.66657071549e-5, 14),
    ]);
  });
});
