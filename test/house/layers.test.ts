import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { structureProblems } from "../../scripts/check-structure.ts";
import { LAYERS } from "../../scripts/layers.ts";
import { lintConfig } from "../../scripts/write-lint-config.ts";

const ROOT = join(import.meta.dirname, "../..");
let planted: string;

/** A small copy of the house in which violations are planted. */
beforeAll(() => {
  planted = mkdtempSync(join(tmpdir(), "tickmark-house-"));
  for (const folder of ["src", "renderer", "electron"]) mkdirSync(join(planted, folder), { recursive: true });
  for (const folder of Object.keys(LAYERS)) {
    mkdirSync(join(planted, "src", folder));
    writeFileSync(join(planted, "src", folder, "part.ts"), "export const part = 1;\n");
  }
  cpSync(join(ROOT, ".oxlintrc.json"), join(planted, ".oxlintrc.json"));
  symlinkSync(join(ROOT, "node_modules"), join(planted, "node_modules"));
});
afterAll(() => rmSync(planted, { recursive: true, force: true }));

function lint(path: string, text: string): string {
  const file = join(planted, path);
  writeFileSync(file, text);
  try {
    const run = spawnSync(process.execPath, [join(ROOT, "node_modules/oxlint/bin/oxlint"), path], { cwd: planted, encoding: "utf8" });
    return run.status === 0 ? "" : run.stdout + run.stderr;
  } finally {
    rmSync(file);
  }
}

describe("layer rules", () => {
  test("the lint configuration is the table of layers", () => {
    expect(JSON.parse(readFileSync(join(ROOT, ".oxlintrc.json"), "utf8"))).toEqual(lintConfig());
  });

  test("the architecture document has a row for each layer", () => {
    const document = readFileSync(join(ROOT, "ARCHITECTURE.md"), "utf8");
    for (const [folder, layer] of Object.entries(LAYERS)) {
      const row = document.split("\n").find((line) => line.startsWith(`| \`${folder}/\``));
      expect(row, folder).toBeDefined();
      if (!row?.includes("above")) for (const other of layer.mayImport) expect(row, `${folder} -> ${other}`).toContain(other);
    }
  });

  const forbidden = Object.entries(LAYERS).flatMap(([folder, layer]) => {
    const other = Object.keys(LAYERS).find(
      (name) => name !== folder && !layer.mayImport.includes(name) && !layer.mayImportTypes?.includes(name),
    );
    return other === undefined ? [] : [[folder, other] as const];
  });
  test.each(forbidden)("%s/ may not import %s/", (folder, other) => {
    expect(lint(`src/${folder}/planted.ts`, `import { part } from "../${other}/part.ts";\n\nexport const planted = part;\n`)).toContain(
      "no-restricted-imports",
    );
  });

  test("an allowed import passes", () => {
    expect(lint("src/statistics/planted.ts", 'import { part } from "../foundation/part.ts";\n\nexport const planted = part;\n')).toBe("");
  });

  test.each([
    ["a nested file", "src/analyses/planted.ts", 'export { part } from "../../src/engine/part.ts";\n'],
    ["a dynamic import", "renderer/planted.ts", 'export const planted = import("../src/engine/part.ts");\n'],
    [
      "a type from a forbidden layer",
      "src/foundation/planted.ts",
      'import type { part } from "../sql/part.ts";\n\nexport type Planted = typeof part;\n',
    ],
    ["Node in the core", "src/analyses/planted.ts", 'import { readFileSync } from "node:fs";\n\nexport const planted = readFileSync;\n'],
    ["DuckDB in the core", "src/runner/planted.ts", 'import { version } from "@duckdb/node-api";\n\nexport const planted = version;\n'],
    ["Electron in src", "src/workbench/planted.ts", 'import { ipcMain } from "electron";\n\nexport const planted = ipcMain;\n'],
    ["Node in the window", "renderer/planted.ts", 'import { readFileSync } from "node:fs";\n\nexport const planted = readFileSync;\n'],
  ])("catches %s", (_what, path, text) => {
    expect(lint(path, text)).toContain("no-restricted-imports");
  });

  test("a value from a types-only layer is caught, a type is not", () => {
    expect(lint("src/charts/planted.ts", 'import { part } from "../policy/part.ts";\n\nexport const planted = part;\n')).toContain(
      "no-restricted-imports",
    );
    expect(lint("src/charts/planted.ts", 'import type { part } from "../policy/part.ts";\n\nexport type Planted = typeof part;\n')).toBe(
      "",
    );
  });

  test("catches a default export, a cycle, a process in the window and a long file", () => {
    expect(lint("src/foundation/planted.ts", "export default 1;\n")).toContain("no-default-export");
    expect(lint("renderer/planted.ts", "export const planted = process.pid;\n")).toContain("no-restricted-globals");
    expect(lint("src/foundation/planted.ts", "// line\n".repeat(301))).toContain("max-lines");
    writeFileSync(
      join(planted, "src/foundation/other.ts"),
      'import { planted } from "./planted.ts";\n\nexport const other = () => planted;\n',
    );
    expect(lint("src/foundation/planted.ts", 'import { other } from "./other.ts";\n\nexport const planted = () => other;\n')).toContain(
      "no-cycle",
    );
    rmSync(join(planted, "src/foundation/other.ts"));
  });
});

describe("structure", () => {
  test("this repository keeps the plan of the house", () => {
    expect(structureProblems(ROOT)).toEqual([]);
  });

  test("catches a file in no row, a long file, a loose name and a stray top-level file", () => {
    mkdirSync(join(planted, "src/helpers"));
    writeFileSync(join(planted, "src/helpers/thing.ts"), "export const x = 1;\n");
    writeFileSync(join(planted, "src/foundation/CamelCase.ts"), "export const x = 1;\n");
    writeFileSync(join(planted, "electron/long.ts"), "// line\n".repeat(301));
    writeFileSync(join(planted, "notes.txt"), "x");
    const problems = structureProblems(planted).join("\n");
    expect(problems).toContain("src/helpers/thing.ts: this folder is in no row");
    expect(problems).toContain("CamelCase.ts: file names are kebab-case");
    expect(problems).toContain("electron/long.ts: 301 lines");
    expect(problems).toContain("notes.txt: nothing but the agreed files");
  });

  test("the core compiles without Node and DOM types", () => {
    writeFileSync(join(planted, "core.ts"), "export const x = process.pid;\n");
    writeFileSync(join(planted, "tsconfig.json"), JSON.stringify({ extends: join(ROOT, "src/tsconfig.base.json"), files: ["core.ts"] }));
    expect(() =>
      execFileSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", planted], { encoding: "utf8", stdio: "pipe" }),
    ).toThrow(/./);
  });
});
