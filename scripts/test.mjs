/* `npm test`: every check there is. Ends with "N passed, N failed". */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, environment, pinnedNode, root } from "./setup.mjs";

ensureInstalled();
const node = pinnedNode();
const report = join(root, ".tmp", "vitest-report.json");
rmSync(report, { force: true });

/** @type {[title: string, parameters: string[]][]} */
const checks = [
  ["lint and layers", [join(root, "node_modules", "oxlint", "bin", "oxlint"), "--type-aware", "--deny-warnings"]],
  ["format", [join(root, "node_modules", "oxfmt", "bin", "oxfmt"), "--check"]],
  ["structure", ["scripts/check-structure.ts"]],
  ...[
    "src/tsconfig.core.json",
    "src/tsconfig.node.json",
    "renderer/tsconfig.json",
    "electron/tsconfig.json",
    "scripts/html-verifier/tsconfig.json",
    "test/tsconfig.json",
  ].map((project) => [`types of ${project}`, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", project]]),
  ["window builds", ["scripts/build-window.ts"]],
  ["stand-alone verifier builds", ["scripts/build-verifier.ts"]],
];

let passed = 0;
const failed = [];
for (const [title, parameters] of checks) {
  const run = spawnSync(node, parameters, { cwd: root, env: environment(), encoding: "utf8", maxBuffer: 1 << 28 });
  if (run.status === 0) {
    passed += 1;
    console.log(`ok      ${title}`);
  } else {
    failed.push(title);
    console.log(`FAILED  ${title}\n${run.stdout ?? ""}${run.stderr ?? ""}`);
  }
}

const vitest = spawnSync(
  node,
  [
    join(root, "node_modules", "vitest", "vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, env: environment(), stdio: "inherit" },
);
const counted = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : null;
const skipped = (counted?.numPendingTests ?? 0) + (counted?.numTodoTests ?? 0);
passed += counted?.numPassedTests ?? 0;
let failures = failed.length + (counted?.numFailedTests ?? 0);
// A file that cannot even be loaded fails without a failed test; an absent report is a failure too.
if (vitest.status !== 0 && (counted === null || counted.numFailedTests === 0)) failures += Math.max(1, counted?.numFailedTestSuites ?? 1);
if (failed.length > 0) console.log(`Failed checks: ${failed.join("; ")}`);
console.log(`${passed} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exit(failures > 0 ? 1 : 0);
