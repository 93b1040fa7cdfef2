import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openEngine } from "../../src/engine/open-engine.ts";
import { pseudonymOf } from "../../src/packs/pseudonyms.ts";
import { identifier } from "../../src/sql/sql.ts";
import { pseudonymisedRows } from "../../src/workbench/pseudonym-sql.ts";

const KEY = new Uint8Array(32).map((_, index) => index * 7);

test("the rule, spelt out with the parts that define it", () => {
  const digest = createHmac("sha256", KEY)
    .update(Buffer.concat([Buffer.from("pseudonym/v1"), Buffer.of(0), Buffer.from("reviewer"), Buffer.of(0), Buffer.from("R-07")]))
    .digest();
  const bits = [...digest.subarray(0, 16)].map((byte) => byte.toString(2).padStart(8, "0")).join("") + "00";
  const text = (bits.match(/.{5}/g) ?? []).map((five) => "abcdefghijklmnopqrstuvwxyz234567".charAt(Number.parseInt(five, 2))).join("");
  expect(pseudonymOf(KEY, "reviewer", "R-07")).toBe(text);
  expect(text).toMatch(/^[a-z2-7]{26}$/);
});

test("spaces around and composition of letters make no difference; field and key do", () => {
  const one = pseudonymOf(KEY, "reviewer", "Jos\u00e9");
  expect(pseudonymOf(KEY, "reviewer", " \u00a0Jose\u0301\t\n")).toBe(one);
  expect(pseudonymOf(KEY, "subject_id", "Jos\u00e9")).not.toBe(one);
  expect(pseudonymOf(new Uint8Array(32), "reviewer", "Jos\u00e9")).not.toBe(one);
  expect(pseudonymOf(KEY, "reviewer", "jos\u00e9")).not.toBe(one);
  expect(["", " ", "\t"].map((id) => pseudonymOf(KEY, "reviewer", id))).toEqual(["", " ", "\t"]);
});

test("the engine makes the very same pseudonyms, null and all", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tickmark-pseudonyms-"));
  const engine = await openEngine({ file: ":memory:", tempDirectory: folder });
  const awkward = [
    "R-07",
    " R-07 ",
    "",
    " ",
    "\t",
    "a\nb",
    "\u3000x\ufeff",
    "Jose\u0301",
    "\u00c5ngstr\u00f6m",
    "\u1e9b\u0323",
    "\ud83d\udc69\u200d\u2695\ufe0f",
    "'; drop table t; --",
    "\\x41",
    "\\N",
    "0",
    "x".repeat(5000),
    "\u2126",
    "\ufb01",
  ];
  const random = Array.from({ length: 2000 }, (_, index) =>
    String.fromCodePoint(...Array.from({ length: 1 + (index % 9) }, (__, place) => 0x20 + ((index * 7919 + place * 104_729) % 0xd7df))),
  );
  const ids = [...awkward, ...random.filter((text) => !text.includes("\u0000"))];
  try {
    await engine.run({
      text: "create table t as select position as record_number, id as reviewer from (select unnest($1) as id, unnest(range(len($1))) as position) union all select -1, null",
      values: [ids],
    });
    const { rows } = await engine.rows(
      pseudonymisedRows(
        identifier("t"),
        [
          { column: "record_number", pseudonym: false },
          { column: "reviewer", pseudonym: true },
        ],
        KEY,
      ),
    );
    const made = new Map(rows.map(([position, value]) => [Number(position), value]));
    expect(made.get(-1)).toBeNull();
    expect(ids.filter((id, index) => made.get(index) !== pseudonymOf(KEY, "reviewer", id))).toEqual([]);
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
