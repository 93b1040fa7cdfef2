import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { analyses } from "../../src/analyses/index.ts";
import { loadPolicy } from "../../src/policy/load-policy.ts";
import { RISK_TIERS, thresholdOf } from "../../src/policy/policy.ts";

function textOf(tier: string): string {
  return readFileSync(new URL(`../../resources/policies/${tier}.json`, import.meta.url), "utf8");
}

function changed(change: Record<string, unknown>): string {
  return JSON.stringify({ ...(JSON.parse(textOf("standard")) as object), ...change });
}

describe("policies", () => {
  test.each(RISK_TIERS)("the policy of tier %s parses and names its tier", (tier) => {
    const policy = loadPolicy(textOf(tier), `${tier}.json`);
    expect(policy.tier).toBe(tier);
    expect(policy.minimumCell).toBeGreaterThanOrEqual(10);
    expect(policy.minimumCell).toBeLessThanOrEqual(30);
  });

  test("all tiers have the same thresholds, and a higher tier never allows more", () => {
    const [standard, elevated, high] = RISK_TIERS.map((tier) => loadPolicy(textOf(tier)));
    if (standard === undefined || elevated === undefined || high === undefined) throw new Error("A policy is missing.");
    expect(Object.keys(elevated.thresholds)).toEqual(Object.keys(standard.thresholds));
    expect(Object.keys(high.thresholds)).toEqual(Object.keys(standard.thresholds));
    // A lower bound: more is stricter.
    const atLeast = ["human-overrides.minimumOverrideRate"];
    for (const key of Object.keys(standard.thresholds)) {
      const values = [standard, elevated, high].map((policy) => thresholdOf(policy, key) ?? Number.NaN);
      expect(
        values.toSorted((left, right) => (atLeast.includes(key) ? left - right : right - left)),
        key,
      ).toEqual(values);
    }
  });

  test.each(RISK_TIERS)("each threshold of tier %s is read by an analysis, and each that is read is set", (tier) => {
    const declared = analyses.flatMap(({ thresholds }) => thresholds.map(({ key }) => key));
    expect(Object.keys(loadPolicy(textOf(tier)).thresholds).toSorted()).toEqual(declared.toSorted());
  });

  test("a wrong policy is refused with file, place and what was expected", () => {
    const refused = (text: string) => {
      try {
        loadPolicy(text, "mine.json");
      } catch (error) {
        return error;
      }
      throw new Error("The policy was accepted.");
    };
    expect(refused('{\n "q": 1\n "x": 2\n}')).toMatchObject({ code: "bad-input", detail: { file: "mine.json", line: 3 } });
    expect(refused(changed({ q: 0.7 }))).toMatchObject({ message: expect.stringContaining("at q"), detail: { file: "mine.json" } });
    expect(refused(changed({ minimumCell: 0, tier: "low" }))).toMatchObject({ message: expect.stringContaining("1 more") });
    expect(refused(changed({ extra: 1 }))).toMatchObject({ code: "bad-input" });
    expect(refused(changed({ thresholds: { "data-drift.psi": 0 } }))).toMatchObject({
      message: expect.stringContaining("data-drift.psi is 0"),
    });
    expect(refused(changed({ thresholds: { psi: 0.1 } }))).toMatchObject({ detail: { expected: "<analysis id>.<name>" } });
    expect(refused("[]")).toMatchObject({ code: "bad-input" });
  });

  test("an unknown key has no threshold, also not one inherited from every object", () => {
    const policy = loadPolicy(textOf("high"));
    expect([thresholdOf(policy, "data-drift.other"), thresholdOf(policy, "toString")]).toEqual([undefined, undefined]);
  });
});
