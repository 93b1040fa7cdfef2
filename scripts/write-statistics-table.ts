/* Writes src/statistics/README.md from the headers of the methods and from the golden values. `--check` only compares. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type LargestError, largestErrors } from "../test/statistics/comparisons/comparison.ts";
import { COMPARISON_FAMILIES } from "../test/statistics/comparisons/families.ts";
import { type MethodHeader, methodHeaders } from "./statistics-headers.ts";

const INTRODUCTION = `# The statistics library

Pure functions of small tables of counts or exact sums; no rows, no clock, no randomness that is not handed in. Every result is an \`Outcome\`: a finite number with
its n, interval and method, or the reason why there is none. A wrong argument (a negative count, a level of 2) throws; data that cannot answer is *not computable*.

This page is generated from the headers of the files and from the golden values (\`npm run write:statistics\`). *Largest error* is the largest relative error of
any golden value of the method (the absolute one where the expected value is 0), over so many golden numbers; \`npm run bench:accuracy\` prints the worst cases. Where a
reference prints few digits, the error is the reference's rounding. How the tests and intervals behave under simulation: [calibration.md](calibration.md);
which changes of the code no test notices: [mutation.md](mutation.md).
`;

/** The text of src/statistics/README.md. */
export function statisticsTable(): string {
  const headers = methodHeaders();
  const sections = COMPARISON_FAMILIES.map(({ family, compare }) => {
    const errors = largestErrors(compare(), ({ method }) => method);
    const rows = headers.filter(({ method }) => method.startsWith(`${family}/`)).map((header) => row(header, errors.get(header.method)));
    return [
      `## ${heading(family)}`,
      "",
      "| method | source | golden values | largest error | not computable |",
      "|---|---|---|---|---|",
      ...rows,
      "",
    ].join("\n");
  });
  return [INTRODUCTION, ...sections].join("\n");
}

function row(header: MethodHeader, largest: LargestError | undefined): string {
  const error = largest === undefined ? "" : `${ceiling(largest.error)} (${largest.cases})`;
  const cells = [`[${header.title}](${header.method}.ts)`, header.source, header.golden, error, header.notComputable];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** One digit, rounded up, so that the last bits of another processor do not change the page. */
function ceiling(error: number): string {
  if (error === 0) return "0";
  const exponent = Math.floor(Math.log10(error));
  const digit = Math.ceil(error / 10 ** exponent);
  return digit === 10 ? `1e${exponent + 1}` : `${digit}e${exponent}`;
}

function heading(family: string): string {
  return `${family[0]?.toUpperCase()}${family.slice(1).replaceAll("-", " ")}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const file = join(import.meta.dirname, "..", "src", "statistics", "README.md");
  if (process.argv.includes("--check")) {
    if (readFileSync(file, "utf8") !== statisticsTable()) {
      console.error("src/statistics/README.md is out of date: npm run write:statistics");
      process.exitCode = 1;
    }
  } else writeFileSync(file, statisticsTable());
}
