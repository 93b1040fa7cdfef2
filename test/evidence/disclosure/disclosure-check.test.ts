import { describe, expect, test } from "vitest";
import type { TextInput } from "../../../src/evidence/disclosure/pack-texts.ts";
import { identifierTokens, packTexts } from "../../../src/evidence/disclosure/pack-texts.ts";
import { checkDisclosures, identifierLookup } from "../../../src/workbench/disclosure-check.ts";
import { POPULATION, withCase } from "./shared-case.ts";

const EMPTY: TextInput = {
  title: "Loans",
  purpose: "Yearly audit of 2026",
  legalBasis: "",
  classification: "internal",
  recipients: [],
  retainUntil: "2033-12-31",
  engagement: {},
  sources: {},
  populations: {},
  programme: {},
  policies: {},
  findings: {},
  inventory: {},
  privacy: { suppression: null },
  runs: [],
  journal: { payloads: [] },
};

async function check(change: Partial<TextInput>) {
  return await withCase(async (engine) => await checkDisclosures({ ...EMPTY, ...change }, identifierLookup(engine, POPULATION)));
}

describe("the check before a shareable export", () => {
  test("finds an id in free text, and says where and which", async () => {
    const findings = { findings: [{ findingId: "F-1", condition: "In case loan-17 the reviewer overrode without a reason." }] };
    expect(await check({ findings })).toEqual([
      { place: "findings.json: findings, condition", text: "loan-17", reason: "It is the decision id of a record." },
    ]);
  });

  test("finds ids in filters, parameters, sources, engagement and journal", async () => {
    const found = await check({
      engagement: { scope: "All but (loan-5)." },
      sources: { sources: [{ limits: ["loan-6, loan-7"] }] },
      populations: { filters: [{ column: "reviewer", values: ["bob"] }] },
      programme: { entries: [{ parameters: { only: "loan-8" } }] },
      journal: { payloads: [{ seq: 4, payload: { note: "loan-9" } }] },
      inventory: { registry: { owner: "loan-10" } },
      title: "loan-11",
    });
    expect(found.map(({ text }) => text).toSorted()).toEqual(
      ["bob", "loan-10", "loan-11", "loan-5", "loan-6", "loan-7", "loan-8", "loan-9"].toSorted(),
    );
  });

  test("takes no part of a word, no quantity, no date and no plain word for an id", async () => {
    expect(await check({ purpose: "loan-1x, xloan-2, loan-99999, 17 loans since 2026-01-05; ann asked bob" })).toEqual([]);
    expect(identifierTokens({ place: "", text: "17", kind: "prose" })).toEqual([]);
    expect(identifierTokens({ place: "", text: "17", kind: "id" })).toEqual(["17"]);
    expect(identifierTokens({ place: "", text: "bob", kind: "value" })).toEqual(["bob"]);
    expect(identifierTokens({ place: "", text: "Customer 4711000815 of Anna Smith", kind: "prose" })).toEqual(
      expect.arrayContaining(["4711000815", "Anna Smith"]),
    );
  });

  test("reads literals in SQL and keys of aggregates", () => {
    const record = {
      runId: "run-1",
      title: "T",
      parameters: {},
      population: {},
      queries: [
        {
          name: "q",
          sql: "select 1 where id = 'O''Neil 4'",
          values: ["v-1"],
          file: "q.csv",
          columns: [
            { name: "group", type: "text", key: true },
            { name: "n", type: "integer" },
          ],
        },
      ],
    };
    const texts = packTexts({ ...EMPTY, runs: [{ record, files: { "q.csv": "group,n\nloan-3,12\n" } }] as unknown as TextInput["runs"] });
    expect(texts.filter(({ place }) => place.startsWith("run-1")).map(({ text }) => text)).toEqual(["T", "O'Neil 4", "v-1", "loan-3"]);
  });
});
