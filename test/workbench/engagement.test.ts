import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EngagementDraft } from "../../src/contract/finding-schemas.ts";
import { CaseSession } from "../../src/workbench/case-session.ts";
import { engagementOf, saveEngagement } from "../../src/workbench/engagement-service.ts";
import { tickmark } from "../integration/command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "tickmark-engagement-"));
let session: CaseSession;
beforeAll(() => {
  process.env["TICKMARK_HOME"] = join(folder, "home");
  session = CaseSession.create({
    directory: join(folder, "acme"),
    title: "Acme",
    organisation: "Acme Ltd",
    auditor: "auditor@example.org",
    tier: "standard",
    domain: "credit",
    objective: "Is it still what was approved?",
  });
});
afterAll(async () => {
  await session.close();
  rmSync(folder, { recursive: true, force: true });
});

const draft: EngagementDraft = {
  objectives: ["Is it fair?", "  "],
  scope: " All decisions of 2026 ",
  criteria: ["Policy 4.2"],
  roles: [
    { person: "auditor@example.org", role: "auditor" },
    { person: "partner@example.org", role: "reviewer" },
  ],
  independenceDeclaration: "No interests to declare.",
  retention: "ten years",
};

test("before anything is stated, it holds what the case knows", () => {
  expect(engagementOf(session)).toEqual({
    objectives: ["Is it still what was approved?"],
    scope: "",
    criteria: [],
    roles: [{ person: "auditor@example.org", role: "auditor" }],
    independenceDeclaration: "",
    retention: "",
  });
});

test("is saved as a journaled version, and saving the same again journals nothing", () => {
  const before = session.kase.meta();
  const length = (): number => session.kase.journalEntries(1, 1000).length;
  const start = length();
  expect(saveEngagement(session, draft)).toMatchObject({ objectives: ["Is it fair?"], scope: "All decisions of 2026" });
  expect(length()).toBe(start + 1);
  saveEngagement(session, draft);
  expect(length()).toBe(start + 1);
  expect(engagementOf(session).roles).toHaveLength(2);
  expect(session.kase.meta()).toEqual(before);
});

test("a pack sealed before a change shows what was stated then", () => {
  const sealedBy = session.kase.journalEntries(1, 1000).length;
  saveEngagement(session, { ...draft, retention: "seven years" });
  expect(engagementOf(session).retention).toBe("seven years");
  expect(engagementOf(session, sealedBy).retention).toBe("ten years");
});

test("a role without a person is refused", () => {
  expect(() => saveEngagement(session, { ...draft, roles: [{ person: " ", role: "auditor" }] })).toThrow(/lacks its person/);
});

test("the command line shows it and takes it back", async () => {
  const file = join(folder, "engagement.json");
  await session.close();
  const shown = tickmark(["engagement", join(folder, "acme.tickmark"), "--json"]);
  expect(shown.stderr).toBe("");
  writeFileSync(file, shown.stdout.replace("seven years", "eight years"));
  const set = tickmark(["engagement", join(folder, "acme.tickmark"), "set", file]);
  expect(set.stdout).toContain("Retention: eight years");
  expect(tickmark(["engagement", join(folder, "acme.tickmark"), "drop"]).code).toBe(2);
  expect(tickmark(["engagement", join(folder, "acme.tickmark"), "set", join(folder, "none.json")]).code).toBe(3);
  session = await CaseSession.open(join(folder, "acme.tickmark"));
  expect(engagementOf(session).retention).toBe("eight years");
  expect(readFileSync(file, "utf8")).toContain("eight years");
});
