import { allowedSignersLine } from "../evidence/allowed-signers.ts";
import type { GenuinePack } from "./attack.ts";
import { countingAnalysis } from "./counting-analysis.ts";
import { commitPopulation } from "../packs/population-commitment.ts";
import { population, sampleInput } from "./sample-input.ts";
import { packFiles } from "./sample-pack.ts";
import { sampleSigner } from "./sample-signer.ts";

/** A small pack made on the spot, from a case of two runs that exists for this purpose alone. */
export async function sampleGenuine(): Promise<GenuinePack> {
  const signer = sampleSigner();
  const { packId, revision } = sampleInput();
  const { checkpoint, proofs } = await commitPopulation({
    packId,
    revision,
    fingerprint: population.fingerprint,
    records: sampleRecords(),
    saltKey: signer.derive("leaf-salt/v1"),
    signer,
    disclose: new Set([3]),
  });
  return {
    files: await packFiles({ checkpoint, proofs }, signer),
    root: "EP-2026-0001-r1",
    signer,
    allowedSigners: `${allowedSignersLine(signer)}\n`,
    analyses: [countingAnalysis()],
    verifyTime: "2026-11-24T00:00:00Z",
  };
}

/** As many records as the population has rows. */
async function* sampleRecords(): AsyncGenerator<Record<string, string | number>[]> {
  yield await Promise.resolve(
    Array.from({ length: population.rows }, (_, index) => ({ decision: index < 20 ? "approve" : "deny", score: index / population.rows })),
  );
}
