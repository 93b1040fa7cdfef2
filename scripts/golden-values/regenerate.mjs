/*
 * `node scripts/golden-values/regenerate.mjs [NAME...]`: makes the golden files again, all or the named ones, with the command that each names in its
 * `origin`, and says which changed. Needs R and Python with scipy and mpmath; PYTHON and RSCRIPT name them when they are not on the path.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const folder = join(root, "test", "statistics", "golden");
const programs = { python3: process.env.PYTHON ?? "python3", Rscript: process.env.RSCRIPT ?? "Rscript" };
const wanted = process.argv.slice(2);
const names = readdirSync(folder).filter((name) => wanted.length === 0 || wanted.includes(name.replace(/\.json$/, "")));
let failed = 0;
for (const name of names) {
  const before = readFileSync(join(folder, name), "utf8");
  const [program, script] = JSON.parse(before).origin.command.split(" ");
  const result = spawnSync(programs[program] ?? program, [join(root, script)], { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (result.status !== 0) {
    failed += 1;
    console.error(`${name}: ${script} failed. ${result.error?.message ?? result.stderr}`);
    continue;
  }
  if (result.stdout !== before) writeFileSync(join(folder, name), result.stdout);
  console.log(`${name}: ${result.stdout === before ? "the same" : "changed"}`);
}
process.exitCode = failed > 0 ? 1 : 0;
