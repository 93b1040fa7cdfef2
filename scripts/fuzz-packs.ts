import { fuzzPack } from "../src/selftest/fuzz.ts";
import { sampleGenuine } from "../src/selftest/sample-genuine.ts";

/** `npm run fuzz -- [seconds] [seed]`: random changes to a pack, none of which may be accepted. The seed makes a run repeatable. */
const seconds = Number(process.argv[2] ?? 60);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const result = await fuzzPack(await sampleGenuine(), { seed, milliseconds: seconds * 1000 });
console.log(`seed ${result.seed}: ${result.mutations} mutations, ${result.harmless} of them harmless, slowest ${result.slowestMs} ms`);
for (const defect of result.defects) console.error(defect);
process.exitCode = result.defects.length === 0 ? 0 : 1;
