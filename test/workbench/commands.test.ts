import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policySchema } from "../../src/policy/policy.ts";
import { type CommandResult, tickmark } from "../integration/command-line.ts";
import { SmallCase } from "./small-case.ts";

let small: SmallCase;
let directory: string;
let environment: Record<string, string>;

beforeAll(async () => {
  small = await new SmallCase().open();
  environment = { TICKMARK_HOME: join(small.folder, "home") };
  await small.import({
    kind: "outcomes",
    text: "id,known\n1,2026-01-01T00:00:00Z\n2,later\n3,soon\n",
    columns: [
      { column: "id", use: "decisionId", type: "text" },
      { column: "known", use: "outcomeAt", type: "timestamp", formats: ["iso"] },
    ],
    totals: [{ measure: "rows", given: "3" }],
  });
  directory = small.session.kase.directory;
  await small.workbench.close();
});
afterAll(() => small.remove());

function run(...parameters: string[]): CommandResult {
  return tickmark(parameters, environment);
}

describe("looking into a case", () => {
  test("rejects are listed with place, column and reason, page by page", () => {
    const listed = run("rejects", directory, "outcomes-001", "--json");
    expect(listed.code).toBe(0);
    expect(JSON.parse(listed.stdout)).toMatchObject({
      total: 2,
      rejects: [
        { line: 3, column: "known" },
        { line: 4, column: "known" },
      ],
    });
    const second = run("rejects", directory, "outcomes-001", "--offset", "1", "--limit", "1");
    expect(second.stdout).toMatch(/soon/);
    expect(second.stdout).not.toMatch(/later/);
    expect(second.stdout).toMatch(/1 of 2 rejects/);
    expect(run("rejects", directory, "nothing-001")).toMatchObject({ code: 3 });
  });

  test("a source with rejects says so, also where its row count agrees", () => {
    const listed = run("sources", directory);
    expect(listed.code).toBe(0);
    expect(listed.stdout).toMatch(/2 of 3 ROWS WERE REJECTED/);
    expect(listed.stdout).toMatch(/agrees\. Counts all records, 2 rejects included/);
  });

  test("the journal is printed newest first, with its state", () => {
    const journal = JSON.parse(run("journal", directory, "--json").stdout) as {
      total: number;
      intact: boolean;
      entries: { seq: number; kind: string }[];
    };
    expect(journal.intact).toBe(true);
    expect(journal.entries[0]?.seq).toBe(journal.total);
    expect(journal.entries.map((entry) => entry.kind)).toContain("source-added");
    expect(run("journal", directory, "--limit", "1").stdout).toMatch(/1 of \d+ entries; the chain is intact/);
  });
});

describe("the programme on the command line", () => {
  test("is printed, edited and set; a bad entry changes nothing", () => {
    const shown = run("programme", directory, "--json");
    expect(shown.code).toBe(0);
    const view = JSON.parse(shown.stdout) as {
      programme: { title: string; entries: { entryId: string; analysisId: string; parameters: object }[] };
    };
    const file = join(small.folder, "programme.json");
    const drift = { entryId: "yearly", analysisId: "data-drift", parameters: { window: { kind: "calendar", unit: "year" } } };
    writeFileSync(file, JSON.stringify({ ...view, programme: { title: "Mine", entries: [drift] } }));
    expect(run("programme", directory, "--set", file).stdout).toMatch(/^Mine\n/);
    writeFileSync(file, JSON.stringify({ title: "Bad", entries: [{ ...drift, parameters: { window: "weekly" } }] }));
    expect(run("programme", directory, "--set", file, "--policy", "tickmark-high").code).toBe(3);
    expect(JSON.parse(run("programme", directory, "--json").stdout)).toMatchObject({
      programme: { title: "Mine", entries: [drift] },
      policy: { policyId: "tickmark-standard" },
    });
  });

  test("takes a policy by id or from a file that is checked", () => {
    const shown = JSON.parse(run("programme", directory, "--policy", "tickmark-high", "--json").stdout) as { policy: unknown };
    const policy = policySchema.parse(shown.policy);
    expect(policy.policyId).toBe("tickmark-high");
    const file = join(small.folder, "policy.json");
    writeFileSync(file, JSON.stringify({ ...policy, policyId: "mine" }));
    expect(JSON.parse(run("programme", directory, "--policy", file, "--json").stdout)).toMatchObject({ policy: { policyId: "mine" } });
    const [threshold = ""] = Object.keys(policy.thresholds);
    writeFileSync(file, JSON.stringify({ ...policy, policyId: "lax", thresholds: { ...policy.thresholds, [threshold]: 0 } }));
    expect(run("programme", directory, "--policy", file)).toMatchObject({ code: 3 });
    expect(run("programme", directory, "--policy", "nonsense")).toMatchObject({ code: 3 });
  });
});

describe("sources on the command line", () => {
  test("are hashed again; a changed file is exit 4, never a quiet line", () => {
    expect(run("sources", directory, "--verify").code).toBe(0);
    const [source] = JSON.parse(run("sources", directory, "--json").stdout) as { files: { path: string }[] }[];
    const path = source?.files[0]?.path ?? "";
    const text = readFileSync(path, "utf8");
    writeFileSync(path, `${text}4,never\n`);
    const changed = run("sources", directory, "--verify", "--json");
    expect(changed.code).toBe(4);
    expect(JSON.parse(changed.stdout)).toEqual([{ path, state: "changed" }]);
    rmSync(path);
    expect(run("sources", directory, "--verify").stdout).toMatch(/MISSING/);
    writeFileSync(path, text);
  });

  test("are taken out with a reason only", () => {
    expect(run("sources", directory, "--remove", "outcomes-001").code).toBe(2);
    expect(run("sources", directory, "--remove", "outcomes-001", "--reason", " ").code).toBe(2);
    expect(run("sources", directory, "--remove", "outcomes-001", "--reason", "wrong year", "--json").stdout.trim()).toBe("[]");
    expect(run("journal", directory).stdout).toMatch(/source-removed +sourceId: outcomes-001/);
  });
});

describe("Ctrl-C", () => {
  test("delivered twice, as npm and the terminal do, still ends tidily with 130", async () => {
    const out = join(small.folder, "demo");
    const child = spawn(process.execPath, [join(import.meta.dirname, "../../src/cli/main.ts"), "demo", "--out", out, "--rows", "200000"], {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let complaints = "";
    child.stderr.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
      child.on("exit", (code, signal) => resolve({ code, signal })),
    );
    while (!existsSync(join(out, "exports")) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill("SIGINT");
    // A second signal that meets the runtime while it takes itself down, after all work is done, ends it by that signal.
    const { code, signal } = await ended;
    expect(complaints).toMatch(/Cancelled/);
    expect([130, "SIGINT"]).toContain(code ?? signal);
    expect(existsSync(join(out, "case.tickmark", "case.sqlite-wal"))).toBe(false);
    expect(complaints).not.toMatch(/\n\s+at /);
  });
});
