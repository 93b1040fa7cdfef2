import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { tickmark } from "./command-line.ts";

let folder: string;
let environment: Record<string, string>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tickmark-cli-"));
  environment = { TICKMARK_HOME: join(folder, "home"), TICKMARK_PASSPHRASE: "correct horse battery staple" };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LOG = `id,when,score,decision,sex,reviewer,final,truth
1,2026-01-05T08:00:00Z,0.9,yes,F,ann,yes,good
2,2026-01-06T08:00:00Z,0.2,no,M,ann,no,bad
3,2026-01-07T08:00:00Z,0.8,yes,M,,,
4,2026-01-08T08:00:00Z,0.7,yes,,bob,no,bad
5,not a time,0.7,yes,F,,,
`;
const MAPPING = [
  { column: "id", use: "decisionId", type: "text" },
  { column: "when", use: "decidedAt", type: "timestamp", formats: ["iso"] },
  { column: "score", use: "score", type: "double" },
  { column: "decision", use: "decision", type: "text" },
  { column: "sex", use: "attribute", type: "text" },
  { column: "reviewer", use: "reviewer", type: "text" },
  { column: "final", use: "finalDecision", type: "text" },
  { column: "truth", use: "outcome", type: "text" },
];

describe("the command line", () => {
  test.each(commands.map((command) => command.name))("%s has help with an example", (name) => {
    const run = tickmark([name, "--help"], environment);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("Example:");
  });

  test("wrong words are usage errors, not traces", () => {
    for (const parameters of [[], ["nonsense"], ["verify"], ["verify", "x", "--nonsense"], ["new", join(folder, "x")]]) {
      const run = tickmark(parameters, environment);
      expect(run.code).toBe(2);
      expect(run.stderr + run.stdout).not.toMatch(/\n\s+at /);
    }
  });

  test("a case from an export with a bad row to a verified pack, step by step", () => {
    const log = join(folder, "log.csv");
    writeFileSync(log, LOG);
    writeFileSync(join(folder, "mapping.json"), JSON.stringify(MAPPING));
    const directory = join(folder, "small.tickmark");
    expect(tickmark(["new", directory, "--title", "Small", "--auditor", "ann@example.org"], environment).code).toBe(0);
    expect(tickmark(["new", directory, "--title", "Small", "--auditor", "ann@example.org"], environment)).toMatchObject({ code: 3 });

    const plan = tickmark(["import", "--plan", log], environment);
    expect(plan.code).toBe(0);
    expect(plan.stdout).toMatch(/decision.*decision/);

    const imported = tickmark(
      [
        "import",
        directory,
        log,
        "--kind",
        "decisions",
        "--mapping",
        join(folder, "mapping.json"),
        "--total",
        "rows=5",
        "--total",
        "score=3.3",
        "--json",
      ],
      environment,
    );
    expect(imported.stderr).toBe("");
    // The sum leaves out the reject, so it differs from its owner's.
    expect(imported.code).toBe(1);
    const source = JSON.parse(imported.stdout) as {
      rowsRead: number;
      rowsImported: number;
      rowsRejected: number;
      controlTotals: { measure: string; agrees: boolean }[];
    };
    expect(source).toMatchObject({ rowsRead: 5, rowsImported: 4, rowsRejected: 1 });
    expect(source.controlTotals.find((total) => total.measure === "rows")?.agrees).toBe(true);

    const draft = JSON.parse(tickmark(["population", directory], environment).stdout) as Record<string, unknown>;
    expect(draft).toMatchObject({ favourableDecision: null, positiveOutcome: null, taskType: null, timeZone: null });
    writeFileSync(join(folder, "population.json"), JSON.stringify(draft));
    const unstated = tickmark(["population", directory, "--define", join(folder, "population.json")], environment);
    expect(unstated.code).toBe(3);
    expect(unstated.stderr).toMatch(/taskType and timeZone/);
    const stated = {
      ...draft,
      taskType: "binary",
      favourableDecision: "yes",
      positiveDecision: "yes",
      positiveOutcome: "good",
      labelAvailability: "all",
      timeZone: "Europe/Berlin",
    };
    writeFileSync(join(folder, "population.json"), JSON.stringify(stated));
    const population = tickmark(["population", directory, "--define", join(folder, "population.json"), "--json"], environment);
    expect(population.stderr).toBe("");
    expect(JSON.parse(population.stdout)).toMatchObject({ rows: 4 });
    writeFileSync(join(folder, "population.json"), population.stdout);
    const again = tickmark(["population", directory, "--define", join(folder, "population.json"), "--json"], environment);
    expect(JSON.parse(again.stdout)).toMatchObject({ fingerprint: (JSON.parse(population.stdout) as { fingerprint: string }).fingerprint });

    expect(tickmark(["run", directory], environment)).toMatchObject({ code: 0 });
    const shown = JSON.parse(tickmark(["show", directory, "--json"], environment).stdout) as {
      verdicts: Record<string, number>;
      journalIntact: boolean;
    };
    expect(shown.journalIntact).toBe(true);
    // Four rows decide nothing: nothing may look like passing.
    expect(shown.verdicts["no-exception"]).toBe(0);
    expect(shown.verdicts["insufficient-evidence"]).toBeGreaterThan(0);

    expect(tickmark(["key", "create", "--principal", "ann@example.org"], environment).code).toBe(0);
    // Four rows: every number of a shareable pack is small and withheld, which is no success; the restricted one shows them.
    for (const [kind, code] of [
      ["shareable", 6],
      ["restricted", 0],
    ] as const) {
      const packed = tickmark(["pack", directory, "--kind", kind, "--json"], environment);
      expect(packed.stderr).toBe("");
      const { zipPath, allowedSignersPath } = JSON.parse(packed.stdout) as { zipPath: string; allowedSignersPath: string };
      expect([kind, tickmark(["verify", zipPath, "--allowed-signers", allowedSignersPath], environment).code]).toEqual([kind, code]);
      expect([kind, tickmark(["reperform", zipPath, "--sources", folder], environment).code]).toEqual([kind, code]);
    }
    expect(tickmark(["pack", directory], { ...environment, TICKMARK_PASSPHRASE: "wrong passphrase" }).code).toBe(3);

    const fingerprint = (JSON.parse(population.stdout) as { fingerprint: string }).fingerprint;
    rmSync(join(directory, "population.duckdb"));
    const rebuilt = tickmark(["rebuild", directory, "--json"], environment);
    expect(rebuilt.stderr).toBe("");
    expect(JSON.parse(rebuilt.stdout)).toMatchObject({ fingerprint, rows: 4 });

    writeFileSync(log, `${LOG}6,2026-01-09T08:00:00Z,0.7,yes,F,,,\n`);
    const changed = tickmark(["pack", directory], environment);
    expect(changed.code).toBe(3);
    expect(changed.stderr).toMatch(/not what was imported/);
    const refused = tickmark(["rebuild", directory], environment);
    expect(refused.code).toBe(3);
    expect(existsSync(join(directory, "population.duckdb"))).toBe(true);
  });

  test("secrets stay out of the case and of the key file", () => {
    const key = readFileSync(join(folder, "home/keys/ann-example-org.json"), "utf8");
    expect(key).not.toContain("correct horse");
    expect(key).not.toContain("PRIVATE KEY");
  });
});
