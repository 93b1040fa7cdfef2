import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openEngine } from "../../src/engine/open-engine.ts";
import type { Attack } from "../../src/selftest/attack.ts";
import { attackTableMarkdown } from "../../src/selftest/attack-table.ts";
import { ATTACKS } from "../../src/selftest/attacks.ts";
import { type AttackResult, isDefect, runAttacks } from "../../src/selftest/run-attacks.ts";
import { sampleGenuine } from "../../src/selftest/sample-genuine.ts";
import { textOf } from "../../src/selftest/sample-pack.ts";
import { sql } from "../../src/sql/sql.ts";
import { realGenuine } from "./real-genuine.ts";

const folder = mkdtempSync(join(tmpdir(), "tickmark-attacks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function collected(results: AsyncIterable<AttackResult>): Promise<AttackResult[]> {
  const all: AttackResult[] = [];
  for await (const result of results) all.push(result);
  return all;
}

describe("every attack", () => {
  test("on a pack made on the spot is stopped at its step, and the pack itself is accepted", async () => {
    const results = await collected(runAttacks(ATTACKS, await sampleGenuine()));
    expect(results.filter(isDefect)).toEqual([]);
    expect(results[0]).toMatchObject({ id: "genuine-pack", result: "accepted" });
    expect(results.filter(({ result }) => result === "skipped").map(({ id }) => id)).toEqual([]);
    expect(results).toHaveLength(ATTACKS.length + 1);
    // A step that takes long on hostile input is a way to keep a reviewer waiting.
    expect(results.filter(({ milliseconds }) => milliseconds > 20_000).map(({ id }) => id)).toEqual([]);
  });

  test("on the pack of a real case is stopped at its step", { timeout: 600_000 }, async () => {
    const genuine = await realGenuine(folder, 2000);
    // Archives are attacked alike whatever they hold, and so is the engine; the small pack has shown those.
    const attacks = ATTACKS.filter(({ id }) => !/^(zip|folder|sql|report|json)-/.test(id));
    expect(attacks.length).toBeGreaterThan(120);
    const results = await collected(runAttacks(attacks, genuine));
    expect(results.filter(isDefect)).toEqual([]);
    expect(results[0]).toMatchObject({ id: "genuine-pack", result: "accepted" });
    // Not every aggregate of a case can be raised without contradicting another one.
    const skipped = results.filter(({ result }) => result === "skipped").map(({ id }) => id);
    expect(skipped.filter((id) => !/^aggregate-(and-result|result-and-journal)-edited$/.test(id))).toEqual([]);
  });
});

describe("the self-test itself", () => {
  test("names each attack once, and covers every row of the threat model", () => {
    const ids = ATTACKS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][a-z0-9-]*$/.test(id))).toEqual([]);
    expect([...new Set(ATTACKS.map(({ threat }) => threat))].toSorted()).toEqual(
      [
        "Another key",
        "Algorithm downgrade",
        "Bomb",
        "Change after the check",
        "Changed files",
        "Claims",
        "Colliding names",
        "Documents that contradict each other",
        "Edited countersignature",
        "Edited sign-off",
        "Form of manifests",
        "Formulas in exports",
        "Hidden suppression",
        "JSON in other words",
        "Journal rewritten or cut",
        "Links and devices",
        "Malicious time stamp",
        "Markup in names and words",
        "Mix and match",
        "Names that mislead",
        "Recomputed manifests",
        "Removed files",
        "Replayed signatures",
        "Results edited by the key's holder",
        "Role swap",
        "Rollback",
        "Rules changed afterwards",
        "SQL that reads the disk",
        "Signatures in other words",
        "Stripped signatures",
        "Two readings of one archive",
        "Unlisted files",
        "Wrong checkpoint or proof",
        "Zip-slip",
      ].toSorted(),
    );
  });

  test("reports an attack that gets through, one that is stopped elsewhere, and one that breaks the program", async () => {
    const genuine = await sampleGenuine();
    const head = { threat: "None", description: "" };
    const harmless: Attack = { ...head, id: "harmless", expectedStep: "manifest", build: ({ files }) => ({ files }) };
    const elsewhere: Attack = {
      ...head,
      id: "elsewhere",
      expectedStep: "journal",
      build: ({ files }) => ({ files: new Map(files).set("data/pack.json", new Uint8Array(1)) }),
    };
    const breaking: Attack = {
      ...head,
      id: "breaking",
      guard: "",
      attempt: () => Promise.reject(new Error("broken")),
    };
    const results = await collected(runAttacks([harmless, elsewhere, breaking], genuine));
    expect(results.map(({ result }) => result)).toEqual(["accepted", "got-through", "stopped-elsewhere", "got-through"]);
    expect(results.filter(isDefect)).toHaveLength(3);
  });

  test("refuses a control pack that does not verify", async () => {
    const genuine = await sampleGenuine();
    const [control] = await collected(runAttacks([], { ...genuine, allowedSigners: "" }));
    expect(control).toMatchObject({ id: "genuine-pack", result: "got-through" });
  });

  test("changes something: no forgery of files is the genuine pack", async () => {
    const genuine = await sampleGenuine();
    const before = new Map([...genuine.files].map(([path, bytes]) => [path, bytes.slice()]));
    for (const attack of ATTACKS) {
      if (!("build" in attack)) continue;
      const forgery = await attack.build(genuine);
      const other = forgery.allowedSigners ?? forgery.rollback ?? forgery.require;
      if (!("files" in forgery) || other !== undefined) continue;
      const same =
        forgery.files.size === genuine.files.size &&
        [...forgery.files.keys()].every((path) => textOf(forgery.files, path) === textOf(genuine.files, path));
      expect(same, attack.id).toBe(false);
    }
    expect(genuine.files).toEqual(before);
  });

  test("the statements that the locked engine refuses are statements that an open engine runs", async () => {
    const file = join(folder, "secret.csv");
    writeFileSync(file, "name\nsecret\n");
    await using engine = await openEngine({ file: ":memory:", tempDirectory: join(folder, "spill") });
    for (const text of [`select * from read_text('${file}')`, `select * from '${file}'`, `copy (select 1) to '${file}.out'`])
      await expect(engine.run(sql([text] as unknown as TemplateStringsArray))).resolves.toBeTypeOf("number");
  });

  test("the table in resources/ is that of the list", () => {
    const path = join(import.meta.dirname, "../../resources/attack-suite.md");
    expect(readFileSync(path, "utf8"), "run: node scripts/write-attack-table.ts").toBe(attackTableMarkdown(ATTACKS));
  });
});
