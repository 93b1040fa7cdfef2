/* Largest relative error over all golden values, by family and by method. */
import { errorOf, largestErrors } from "../../test/statistics/comparisons/comparison.ts";
import { COMPARISON_FAMILIES } from "../../test/statistics/comparisons/families.ts";

const print = (name: string, cases: number, error: number, worst: string): void =>
  console.log(`${name.padEnd(48)} ${String(cases).padStart(6)} ${error.toExponential(1).padStart(9)}  ${worst}`);

console.log(`${"family / method".padEnd(48)}  cases  largest error, and where`);
let beyond = 0;
for (const { family, compare } of COMPARISON_FAMILIES) {
  const comparisons = compare();
  beyond += comparisons.filter((comparison) => !(errorOf(comparison) <= comparison.tolerance)).length;
  for (const [name, { cases, error, worst }] of largestErrors(comparisons, () => family))
    print(name, cases, error, `${worst.method}: ${worst.what}`);
  for (const [name, { cases, error, worst }] of largestErrors(comparisons, ({ method }) => method))
    print(`  ${name.slice(family.length + 1)}`, cases, error, worst.what);
}
console.log(`\n${beyond} beyond their tolerance`);
process.exitCode = beyond > 0 ? 1 : 0;
