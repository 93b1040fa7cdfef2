import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publishedSchemas } from "../../scripts/write-schemas.ts";
import { decodeEnvelope } from "../../src/evidence/dsse.ts";
import { parseCanonicalJson } from "../../src/foundation/canonical-json.ts";
import type { GenuinePack } from "../../src/selftest/attack.ts";
import { verifyForgery } from "../../src/selftest/run-attacks.ts";
import { sampleGenuine } from "../../src/selftest/sample-genuine.ts";
import type { PackFiles } from "../../src/selftest/sample-pack.ts";
import { realGenuine } from "../selftest/real-genuine.ts";

const SCHEMAS = join(import.meta.dirname, "../../resources/schemas");
/** Which published schema a file of the pack must fit. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [/^data\/(pack|engagement|environment|privacy|programme|policy)\.json$/, "$1"],
  [/^data\/sources\/sources\.json$/, "sources"],
  [/^data\/population\/population\.json$/, "population"],
  [/^data\/findings\/findings\.json$/, "findings"],
  [/^data\/runs\/[^/]+\/run\.json$/, "run"],
  [/^data\/runs\/[^/]+\/[^/]+\.schema\.json$/, "aggregate-columns"],
  [/^data\/journal\/payloads\/\d+\.json$/, "journal-payload"],
];

const ajv = new Ajv2020({ strict: false, allErrors: true });
const folder = mkdtempSync(join(tmpdir(), "tickmark-schemas-"));
let genuine: GenuinePack;
let real: PackFiles;
beforeAll(async () => {
  genuine = await realGenuine(folder, 1000);
  real = genuine.files;
  for (const [name, text] of publishedSchemas()) ajv.addSchema(JSON.parse(text) as object, name.replace(".schema.json", ""));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function problems(schema: string, document: unknown): string {
  const validate = ajv.getSchema(schema);
  if (validate === undefined) throw new Error(`There is no schema ${schema}.`);
  return validate(document) === true ? "" : ajv.errorsText(validate.errors);
}

function documents(files: PackFiles): { path: string; schema: string; text: string }[] {
  return [...files].flatMap(([path, bytes]) => {
    const place = PLACES.find(([pattern]) => pattern.test(path));
    return place === undefined ? [] : [{ path, schema: path.replace(...place), text: new TextDecoder().decode(bytes) }];
  });
}

describe("the published JSON Schemas", () => {
  test("are those that the program checks by", () => {
    const published = publishedSchemas();
    expect(readdirSync(SCHEMAS).toSorted()).toEqual([...published.keys()].toSorted());
    for (const [name, text] of published)
      expect(readFileSync(join(SCHEMAS, name), "utf8"), "run: node scripts/write-schemas.ts").toBe(text);
  });

  test("accept every document of a real pack and of the small one", async () => {
    for (const files of [real, (await sampleGenuine()).files]) {
      const found = documents(files);
      expect(new Set(found.map(({ schema }) => schema)).size).toBe(12);
      for (const { path, schema, text } of found) expect([path, problems(schema, JSON.parse(text))]).toEqual([path, ""]);
      const lines = new TextDecoder().decode(files.get("data/journal/journal.jsonl")).trimEnd().split("\n");
      for (const line of lines) expect(problems("journal-entry", JSON.parse(line))).toBe("");
      const envelope = decodeEnvelope(files.get("signatures/auditor.dsse.json") ?? new Uint8Array(), "x");
      const { predicate } = JSON.parse(new TextDecoder().decode(envelope.payload)) as { predicate: unknown };
      expect(problems("pack", predicate)).toBe("");
    }
  });

  test("accept the reports about them, good and bad", async () => {
    const good = await verifyForgery({ files: genuine.files }, genuine);
    expect(problems("verification-report", good)).toBe("");
    expect(problems("reperformance-report", good.reperformance)).toBe("");
    const bad = await verifyForgery({ zip: new Uint8Array() }, genuine);
    expect(problems("verification-report", JSON.parse(JSON.stringify(bad)))).toBe("");
  });

  test("refuse a document with a field too many, one too few, and one of another type", () => {
    for (const { schema, text } of documents(real).filter(({ path }) => !path.includes("/payloads/") && !path.includes("schema.json"))) {
      const document = JSON.parse(text) as Record<string, unknown>;
      expect(problems(schema, { ...document, more: 1 })).not.toBe("");
      expect(problems(schema, { ...document, formatVersion: "1" })).not.toBe("");
      expect(problems(schema, Object.fromEntries(Object.entries(document).slice(1)))).not.toBe("");
    }
  });
});

test("every document of a real pack is canonical JSON: read and written again, it is the same bytes", () => {
  const found = documents(real);
  expect(found.length).toBeGreaterThan(30);
  for (const { path, text } of found) expect(() => parseCanonicalJson(text, path)).not.toThrow();
});
