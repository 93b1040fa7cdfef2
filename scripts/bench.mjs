/* `npm run bench [-- NAME...]`: every benchmark, or the named ones. Ratios within one run, never a pass mark in seconds. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, root, runNode } from "./setup.mjs";

ensureInstalled();
const folder = join(root, "scripts", "benchmarks");
const known = readdirSync(folder)
  .filter((name) => name.endsWith(".ts") && !name.endsWith("-data.ts"))
  .map((name) => name.replace(/\.ts$/, ""));
const names = process.argv.slice(2).filter((name) => !name.startsWith("-"));
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No benchmark named ${unknown.join(", ")}. There are: ${known.join(", ")}.`);
  process.exit(2);
}
const parameters = process.argv.slice(2).filter((name) => name.startsWith("-"));
let worst = 0;
for (const name of names.length > 0 ? names : known) {
  console.log(`\n== ${name}`);
  worst = Math.max(worst, await runNode([join(folder, `${name}.ts`), ...parameters]));
}
process.exit(worst);
