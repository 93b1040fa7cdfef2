import { writePack } from "../../../src/packs/write-pack.ts";
import { sampleInput } from "./sample-input.ts";
import { testSigner } from "./test-signer.ts";

/** Run as an own process, so that it can be given a time zone and a locale. */
const { tagmanifestDigest } = await writePack(
  sampleInput({ kind: process.argv[3] === "shareable" ? "shareable" : "restricted" }),
  testSigner(),
  process.argv[2] ?? "",
);
process.stdout.write(JSON.stringify({ tagmanifestDigest, zone: new Date(2026, 0, 1).getTimezoneOffset() }));
