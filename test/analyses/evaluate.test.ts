import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type Analysis, defineAnalysis } from "../../src/analyses/analysis.ts";
import { type EvaluationInput, evaluate } from "../../src/analyses/evaluate.ts";
import { analyses } from "../../src/analyses/index.ts";
import { computed } from "../../src/foundation/outcome.ts";
import type { Verdict } from "../../src/policy/verdict.ts";
import { POLICY, populationOf } from "./subgroup-disaggregation/subgroup-population.ts";

const VERDICT: Verdict = { figureId: "counting/rows", subject: "Rows", family: "rows", state: "no-exception", reason: "Enough." };

function counting(verdicts: readonly Verdict[]): Analysis {
  return defineAnalysis({
    id: "counting",
    title: "Counting",
    question: "How many?",
    criteria: [],
    methodVersion: "1",
    taskTypes: ["binary"],
    requiredRoles: ["decision"],
    optionalRoles: [],
    parameters: z.strictObject({}),
    thresholds: [{ key: "counting.rows", title: "Rows", unit: "count" }],
    plan: () => null,
    figures: () => [
      { figureId: "counting/rows", name: "rows", dimensions: {}, unit: "count", outcome: computed({ estimate: 5, n: 5, method: "count" }) },
    ],
    verdicts: () => verdicts,
    charts: () => [],
    answer: () => "All is well.",
  });
}

function input(change: Partial<EvaluationInput> = {}, thresholds: Record<string, number> = {}): EvaluationInput {
  return {
    parameters: {},
    population: populationOf(5, []),
    policy: { ...POLICY, thresholds },
    aggregates: new Map(),
    origin: "planned",
    ...change,
  };
}

describe("evaluate", () => {
  test("a threshold of the analysis that it does not read stops a planned run, and is named", () => {
    const policy = { "counting.rows": 1, "counting.rowz": 1, "counting-more.rows": 1, "other.rowz": 1 };
    expect(() => evaluate(counting([VERDICT]), input({}, policy))).toThrow(
      expect.objectContaining({ code: "bad-input", message: expect.stringContaining("counting.rowz,") }),
    );
    // Also where the run could not judge anyway.
    expect(() => evaluate(counting([VERDICT]), input({ population: populationOf(5, [], { roles: [] }) }, policy))).toThrow(
      /counting\.rowz/,
    );
    expect(evaluate(counting([VERDICT]), input({}, { "counting.rows": 1, "other.rowz": 1 })).verdicts).toEqual([VERDICT]);
    expect(evaluate(counting([VERDICT]), input({ origin: "exploratory" }, policy)).verdicts).toEqual([]);
  });

  test("a planned run that judged nothing is insufficient evidence, with its figures kept", () => {
    const { figures, verdicts, answer } = evaluate(counting([]), input());
    expect(figures.map(({ figureId }) => figureId)).toEqual(["counting/rows", "counting/hypotheses-judged"]);
    expect(verdicts).toMatchObject([
      { figureId: "counting/hypotheses-judged", state: "insufficient-evidence", reason: expect.stringContaining("none of the 1 figures") },
    ]);
    expect(answer).toMatch(/^Insufficient evidence: /);
  });

  test("an exploratory run has its figures and its own answer, and no verdict", () => {
    const { figures, verdicts, answer } = evaluate(counting([]), input({ origin: "exploratory" }));
    expect([figures.length, verdicts.length, answer]).toEqual([1, 0, "All is well."]);
  });

  test("no two analyses declare the same threshold, and each under its own name", () => {
    const keys = analyses.flatMap(({ id, thresholds }) => thresholds.map(({ key }) => ({ id, key })));
    expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length);
    expect(keys.filter(({ id, key }) => !key.startsWith(`${id}.`))).toEqual([]);
  });
});
