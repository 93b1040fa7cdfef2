import { readFileSync, readdirSync, statSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { LAYERS } from "./layers.ts";

/** Everything that may stand at the top level. */
const TOP_LEVEL = new Set(
  [
    "package.json package-lock.json tsconfig.json electron renderer src resources scripts test electron-builder.yml README.md",
    "LICENSE ARCHITECTURE.md CONTRIBUTING.md DECISIONS.md CHANGELOG.md SECURITY.md .ci .git .gitattributes .gitignore .npmrc",
    ".oxlintrc.json .oxfmtrc.json vite.config.ts vitest.config.ts node_modules dist release coverage .tmp",
  ].flatMap((line) => line.split(" ")),
);
const MAXIMUM_LINES = 300;
/** Tables and generated files may be longer. */
const LONG_FILES = /(\.generated\.ts|-table\.ts)$/;

/**
 * Engines differ in the last digit of these, and a figure is recomputed to the last digit: the core takes them from
 * `foundation/elementary-functions.ts` and `foundation/trigonometric-functions.ts`.
 */
const ENGINE_MATHEMATICS = /Math\.(?:exp|expm1|log|log1p|log2|log10|sinh?|cosh?|tanh?|asinh?|acosh?|atanh?|atan2|cbrt)\b/;
const OWN_MATHEMATICS = /^src\/foundation\/(elementary|trigonometric)-functions\.ts$/;

/** What breaks the plan of the house: one sentence each, empty when nothing does. */
export function structureProblems(root: string): string[] {
  const problems = readdirSync(root)
    .filter((name) => !TOP_LEVEL.has(name))
    .map((name) => `${name}: nothing but the agreed files stands at the top level.`);
  for (const file of sourceFiles(join(root, "src"))) {
    const path = relative(root, file).split(sep).join("/");
    const folder = path.split("/")[1] ?? "";
    const isConfiguration = /^src\/tsconfig\.[a-z]+\.json$/.test(path);
    if (!isConfiguration && !Object.hasOwn(LAYERS, folder)) problems.push(`${path}: this folder is in no row of scripts/layers.ts.`);
    const name = path.split("/").at(-1) ?? "";
    if (LAYERS[folder]?.environment === "core" && folder !== "report" && path.endsWith(".ts") && !OWN_MATHEMATICS.test(path)) {
      const line = readFileSync(file, "utf8")
        .split("\n")
        .findIndex((text) => ENGINE_MATHEMATICS.test(text));
      if (line >= 0) problems.push(`${path}:${line + 1}: engines differ in this function; use foundation/elementary-functions.ts.`);
    }
    if (name !== "README.md" && !/^[a-z0-9.-]+$/.test(name)) problems.push(`${path}: file names are kebab-case.`);
  }
  for (const folder of ["src", "renderer", "electron"])
    for (const file of sourceFiles(join(root, folder))) {
      if (![".ts", ".tsx", ".css", ".cts"].includes(extname(file)) || LONG_FILES.test(file)) continue;
      const lines = readFileSync(file, "utf8").split("\n").length - 1;
      if (lines > MAXIMUM_LINES) problems.push(`${relative(root, file)}: ${lines} lines; the limit is ${MAXIMUM_LINES}.`);
    }
  return problems;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => !path.includes("node_modules") && statSync(path).isFile());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const problems = structureProblems(join(import.meta.dirname, ".."));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
