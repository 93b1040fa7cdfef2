import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openEngine } from "../engine/open-engine.ts";
import { encodeTypedCsv } from "../foundation/typed-csv.ts";
import { openPack } from "../packs/read-pack.ts";
import { renderReport } from "../report/render-report.ts";
import { sql } from "../sql/sql.ts";
import type { ProgramAttack } from "./attack.ts";
import { sampleInput } from "./sample-input.ts";
import { packFiles, textOf } from "./sample-pack.ts";

const ENGINE = "SQL that reads the disk";
const MARKUP = "Markup in names and words";
const FORMULAS = "Formulas in exports";

/** Tries one statement in the engine that imported SQL runs in. */
function statement(id: string, description: string, text: (folder: string) => string): ProgramAttack {
  return {
    id,
    threat: ENGINE,
    description,
    guard: "locked engine",
    attempt: async () => {
      const folder = mkdtempSync(join(tmpdir(), "tickmark-selftest-"));
      writeFileSync(join(folder, "secret.csv"), "name\nsecret\n");
      const engine = await openEngine({ file: ":memory:", locked: true, tempDirectory: join(folder, "spill") });
      try {
        await engine.run(sql([text(folder)] as unknown as TemplateStringsArray));
        return "The statement ran.";
      } catch {
        return null;
      } finally {
        await engine.close();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** DuckDB takes a path in single quotes; backslashes stand for themselves. */
function quoted(folder: string, name: string): string {
  return `'${join(folder, name).replaceAll("'", "''")}'`;
}

const ENGINE_ATTACKS: readonly ProgramAttack[] = [
  statement("sql-read-text", "read_text of a file", (folder) => `select * from read_text(${quoted(folder, "secret.csv")})`),
  statement("sql-read-csv", "read_csv of a file", (folder) => `select * from read_csv(${quoted(folder, "secret.csv")})`),
  statement("sql-file-as-table", "a file as a table", (folder) => `select * from ${quoted(folder, "secret.csv")}`),
  statement("sql-list-files", "glob over a folder", (folder) => `select * from glob(${quoted(folder, "*")})`),
  statement("sql-write-file", "copy into a file", (folder) => `copy (select 1) to ${quoted(folder, "out.csv")}`),
  statement("sql-export", "export database", (folder) => `export database ${quoted(folder, "out")}`),
  statement("sql-attach", "attach another database", (folder) => `attach ${quoted(folder, "other.duckdb")} as other`),
  statement("sql-install", "install an extension", () => "install httpfs"),
  statement("sql-load", "load an extension", (folder) => `load ${quoted(folder, "evil.duckdb_extension")}`),
  statement("sql-network", "read from the network", () => "select * from read_csv('https://tickmark.example/x.csv')"),
  statement("sql-unlock", "switch external access on again", () => "set enable_external_access = true"),
  statement("sql-unlock-configuration", "unlock the configuration", () => "set lock_configuration = false"),
  statement("sql-memory", "raise the memory limit", () => "set memory_limit = '1TB'"),
  statement("sql-environment", "read an environment variable", () => "select getenv('HOME')"),
];

const HOSTILE = [
  `<script>alert("x")</script>`,
  `"><img src=x onerror=alert(1)>`,
  `</title><svg onload=alert(1)>`,
  `' onmouseover='alert(1)`,
  `<a href="javascript:alert(1)">x</a>`,
  `]]><!--<iframe src=//evil>`,
];

/** What a browser would obey: a tag or an attribute of the attacker's that was not escaped. */
const OBEYED = /<script|<img src=x|<svg onload|<iframe|<a href="javascript:|['"] onmouseover=/i;

function hostileReport(words: string): string {
  const input = sampleInput();
  const [run] = input.runs;
  const { engagement, environment, sources, populations } = input;
  return renderReport({
    engagement: {
      ...engagement,
      title: words,
      organisation: words,
      scope: words,
      objectives: [words],
      criteria: [words],
      independenceDeclaration: words,
      roles: [{ person: words, role: words }],
    },
    environment: { ...environment, application: { name: words, version: words } },
    pack: {
      name: words,
      revision: 1,
      kind: input.kind,
      classification: words,
      recipients: [words],
      retainUntil: words,
      privacyRule: words,
    },
    writtenAt: input.sealedAt,
    preparedBy: words,
    sources: sources.sources,
    populations: populations.populations.map((entry) => ({ ...entry, definition: { ...entry.definition, title: words } })),
    inventory: { title: words, observedAt: words, models: 1, versions: 1, limits: [words] },
    findings: [
      {
        findingId: words,
        title: words,
        rating: words,
        criteria: words,
        condition: words,
        cause: words,
        consequence: words,
        correctiveAction: { text: words, owner: words, due: words, managementResponse: words },
        figures: [],
        signOffs: [],
        reviewNotes: [{ person: words, at: input.sealedAt, text: words, answer: words }],
      },
    ],
    runs:
      run === undefined
        ? []
        : [
            {
              record: {
                ...run.record,
                title: words,
                answer: words,
                figures: run.record.figures.map((figure) => ({
                  ...figure,
                  figureId: `${figure.figureId}${words}`,
                  name: words,
                  dimensions: { [words]: words },
                })),
                verdicts: run.record.verdicts.map((verdict) => ({
                  ...verdict,
                  figureId: `${verdict.figureId}${words}`,
                  subject: words,
                  reason: words,
                })),
              },
              charts: [],
              question: words,
              criteria: [words],
              stale: words,
            },
          ],
    journalHead: { seq: 1, digest: words },
  });
}

const PAGE_ATTACKS: readonly ProgramAttack[] = [
  {
    id: "report-markup",
    threat: MARKUP,
    description: "scripts and tags in titles, names, findings, notes and figures of the report",
    guard: "every value is escaped",
    attempt: async () => {
      const through = HOSTILE.filter((words) => OBEYED.test(hostileReport(words)));
      return await Promise.resolve(through.length === 0 ? null : `The report holds: ${through.join(" ")}`);
    },
  },
  {
    id: "report-direction",
    threat: MARKUP,
    description: "characters that turn the direction of writing",
    guard: "they are shown, not obeyed",
    attempt: async () =>
      await Promise.resolve(
        /[\u202A-\u202E\u2066-\u2069]/.test(hostileReport("approved\u202Edevorppa")) ? "The report turns round." : null,
      ),
  },
  {
    id: "report-policy",
    threat: MARKUP,
    description: "a report that fetches or runs something",
    guard: "content security policy of the report",
    attempt: async () => {
      const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(hostileReport("x"))?.[1] ?? "";
      return await Promise.resolve(
        policy.startsWith("default-src &#39;none&#39;") && !policy.includes("script-src") ? null : `The policy is: ${policy}`,
      );
    },
  },
  {
    id: "readme-commands",
    threat: MARKUP,
    description: "a title that adds a command to README.txt",
    guard: "titles stay on their line",
    attempt: async () => {
      const readme = textOf(await packFiles({ title: "Audit\n\n    rm -rf .\u2028    rm -rf ." }), "README.txt");
      return /^ {4}rm/m.test(readme) ? "README.txt holds the command." : null;
    },
  },
  {
    id: "csv-formula",
    threat: FORMULAS,
    description: "a formula as a category: machine files keep it byte by byte (exports for spreadsheets are separate files)",
    guard: "the bytes are the value",
    attempt: async () => {
      const column = { name: "decision", type: "text", key: true } as const;
      const text = encodeTypedCsv({ name: "x", columns: [column], rows: [{ decision: `=HYPERLINK("http://evil";"x")` }] });
      return await Promise.resolve(text === `decision\n"=HYPERLINK(""http://evil"";""x"")"\n` ? null : `The file reads: ${text}`);
    },
  },
  {
    id: "changed-while-read",
    threat: "Change after the check",
    description: "a file changed between its verification and its use",
    guard: "private copy",
    attempt: async ({ files, root }) => {
      const folder = mkdtempSync(join(tmpdir(), "tickmark-selftest-"));
      try {
        const bag = join(folder, root);
        for (const [path, bytes] of files) {
          mkdirSync(dirname(join(bag, path)), { recursive: true });
          writeFileSync(join(bag, path), bytes);
        }
        const pack = await openPack(bag);
        writeFileSync(join(bag, "data/report/report.html"), "<p>No exceptions.</p>");
        const read = new TextDecoder().decode(pack.read("data/report/report.html"));
        pack.close();
        return read === textOf(files, "data/report/report.html") ? null : "The changed file was read.";
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
];

/** Attacks on what the program does with a pack besides verifying it. */
export const PROGRAM_ATTACKS: readonly ProgramAttack[] = [...PAGE_ATTACKS, ...ENGINE_ATTACKS];
