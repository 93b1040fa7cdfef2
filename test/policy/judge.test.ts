import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Evidence, type Hypothesis, judgeHypotheses } from "../../src/policy/judge.ts";

const clear: Evidence = { kind: "evidence", effect: 0.31, lower: 0.2, upper: 0.4, acceptedLower: null, acceptedUpper: 0.1, pValue: 2.1e-9 };

function hypothesis(evidence: Hypothesis["evidence"], figureId = "data-drift/psi/income", family = "windows"): Hypothesis {
  return { figureId, subject: "income", family, measure: "PSI", evidence };
}

function judgeOne(change: Partial<Evidence>) {
  const [verdict] = judgeHypotheses([hypothesis({ ...clear, ...change })], 0.05);
  if (verdict === undefined) throw new Error("No verdict.");
  return verdict;
}

describe("judge", () => {
  test("a refusal is insufficient evidence with its reason and what is missing", () => {
    const [verdict] = judgeHypotheses([hypothesis({ kind: "refusal", reason: "No outcome is mapped.", missing: ["outcome"] })], 0.05);
    expect(verdict).toEqual({
      figureId: "data-drift/psi/income",
      subject: "income",
      family: "windows",
      state: "insufficient-evidence",
      reason: "No outcome is mapped.",
      missing: ["outcome"],
    });
  });

  test("an effect at the threshold with adjusted p at q is an exception, on either side", () => {
    expect(judgeOne({ effect: 0.1, pValue: 0.05 }).state).toBe("exception");
    expect(judgeOne({ effect: 0.8, lower: 0.7, upper: 0.9, acceptedLower: 0.8, acceptedUpper: null, pValue: 0.01 }).state).toBe(
      "exception",
    );
    expect(judgeOne({}).reason).toBe("PSI 0.31 is at or above 0.1 and adjusted p 2.1e-9 is at most 0.05.");
  });

  test("a large effect that may be chance is insufficient, not an exception and not a pass", () => {
    const verdict = judgeOne({ pValue: 0.2 });
    expect(verdict).toMatchObject({
      state: "insufficient-evidence",
      reason: "PSI 0.31 is at or above 0.1, but adjusted p 0.2 is above 0.05: this may be chance.",
    });
  });

  test("no exception needs each limit that has a threshold strictly inside, whatever p is", () => {
    const small = { effect: 0.02, lower: -0.05, upper: 0.08 };
    expect(judgeOne({ ...small, pValue: 1e-30 })).toMatchObject({
      state: "no-exception",
      reason: "PSI 0.02: its upper limit 0.08 is below 0.1.",
    });
    expect(judgeOne({ ...small, upper: 0.1 }).state).toBe("insufficient-evidence");
    expect(judgeOne({ ...small, acceptedLower: -0.1 }).state).toBe("no-exception");
    expect(judgeOne({ ...small, acceptedLower: -0.05 }).state).toBe("insufficient-evidence");
    expect(judgeOne({ ...small, upper: null })).toMatchObject({
      state: "insufficient-evidence",
      reason: expect.stringContaining("it has no upper limit"),
    });
    expect(judgeOne({ ...small, lower: null }).state).toBe("no-exception");
    expect(judgeOne({ ...small, acceptedLower: -0.1, lower: null }).state).toBe("insufficient-evidence");
  });

  test("an effect beyond the threshold never passes, even if its interval says otherwise", () => {
    expect(judgeOne({ effect: 0.12, lower: 0, upper: 0.09, pValue: 0.9 }).state).toBe("insufficient-evidence");
  });

  test("an insufficient verdict names the failed limit and the rows that would decide", () => {
    const verdict = judgeOne({ effect: 0.04, lower: 0, upper: 0.13, pValue: 0.4, rowsToDecide: 812 });
    expect(verdict.reason).toBe(
      "PSI 0.04 is inside the accepted region, but its upper limit 0.13 is not below 0.1: an effect that matters is not excluded. About 812 rows would decide.",
    );
    expect(verdict.rowsToDecide).toBe(812);
    expect(judgeOne({ rowsToDecide: 5 }).rowsToDecide).toBeUndefined();
  });

  test("a p-value too small for a number is never printed as 0", () => {
    expect(judgeOne({ pValue: 0 }).reason).toBe("PSI 0.31 is at or above 0.1 and adjusted p below 1e-300 is at most 0.05.");
    expect(judgeOne({ pValue: 5e-324 }).reason).toContain("below 1e-300");
    expect(judgeOne({ pValue: 1e-299 }).reason).toContain("adjusted p 1e-299 is at most 0.05");
  });

  test("a note follows the reason of every judged state, and no refusal", () => {
    const noted = (evidence: Hypothesis["evidence"]) =>
      judgeHypotheses([{ ...hypothesis(evidence), note: "Rows assumed independent." }], 0.05)[0]?.reason;
    for (const change of [{}, { effect: 0.02, lower: 0, upper: 0.08 }, { pValue: 0.5 }])
      expect(noted({ ...clear, ...change })).toMatch(/\. Rows assumed independent\.$/);
    expect(noted({ kind: "refusal", reason: "Too few." })).toBe("Too few.");
  });

  test("numbers that differ are printed so that they differ", () => {
    expect(judgeOne({ effect: 0.02, lower: 0, upper: 0.09999 }).reason).toContain("0.09999 is below 0.1");
  });

  test("p-values are adjusted within a family over the hypotheses that can be judged", () => {
    const verdicts = judgeHypotheses(
      [
        hypothesis({ ...clear, pValue: 0.03 }, "a"),
        hypothesis({ ...clear, pValue: 0.04 }, "b"),
        hypothesis({ kind: "refusal", reason: "Too few rows." }, "c"),
        hypothesis({ ...clear, acceptedUpper: null, pValue: 1e-9 }, "d"),
        hypothesis({ ...clear, pValue: 0.04 }, "e", "trend"),
      ],
      0.05,
    );
    expect(verdicts.map((verdict) => verdict.adjustedPValue)).toEqual([0.04, 0.04, undefined, undefined, 0.04]);
    expect(verdicts.map((verdict) => verdict.conservativePValue?.toFixed(3))).toEqual(["0.060", "0.060", undefined, undefined, "0.040"]);
    expect(verdicts[3]).toMatchObject({ state: "insufficient-evidence", reason: "The policy sets no threshold for this effect." });
  });

  test("invalid numbers throw instead of passing", () => {
    const bad: Partial<Evidence>[] = [
      { pValue: Number.NaN },
      { pValue: 1.2 },
      { pValue: -0.1 },
      { effect: Number.NaN },
      { lower: Number.NaN },
      { upper: Infinity },
      { acceptedUpper: Number.NaN },
      { lower: 0.5, upper: 0.4 },
      { acceptedLower: 0.2 },
      { rowsToDecide: Number.NaN },
    ];
    for (const change of bad)
      expect(() => judgeOne(change), JSON.stringify(change)).toThrow(expect.objectContaining({ code: "bad-input" }));
    for (const q of [0, 0.5, Number.NaN]) expect(() => judgeHypotheses([], q)).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(() => judgeHypotheses([hypothesis(clear), hypothesis(clear)], 0.05)).toThrow(/judged twice/);
  });

  test("more evidence of the same effect never turns an exception into a pass, and no pass hides an effect at the threshold", () => {
    const number = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        number,
        number,
        number,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 0.5, noNaN: true }),
        (effect, left, right, pValue, threshold) => {
          const limits = {
            lower: Math.min(left, right),
            upper: Math.max(left, right),
            acceptedLower: -threshold,
            acceptedUpper: threshold,
          };
          const { state } = judgeOne({ effect, ...limits, pValue });
          if (state === "no-exception") {
            expect(Math.max(Math.abs(effect), Math.abs(limits.lower), Math.abs(limits.upper))).toBeLessThan(threshold);
          }
          if (state === "exception") {
            expect(Math.abs(effect)).toBeGreaterThanOrEqual(threshold);
            expect(judgeOne({ effect, ...limits, pValue: pValue / 2 }).state).toBe("exception");
          }
        },
      ),
    );
  });
});
