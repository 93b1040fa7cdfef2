import { utf8 } from "../evidence/octets.ts";
import { AUDITOR_ENVELOPE, AUDITOR_SSHSIG, PAYLOAD_MANIFEST } from "../evidence/profile.ts";
import type { StepId } from "../evidence/verification-report.ts";
import type { PackAttack } from "./attack.ts";
import { type RawEntry, rawZip } from "./raw-zip.ts";
import { recomputeManifests } from "./sample-pack.ts";

const BOMB = "Bomb";
/** Parsed, each value takes a hundred times its bytes. */
const BOMB_BYTES = 24 * 2 ** 20;

/** One file blown up; manifests fit again, and no key is needed for that. */
function swollen(id: string, description: string, path: string, expectedStep: StepId, content: () => string): PackAttack {
  return {
    id,
    threat: BOMB,
    description,
    expectedStep,
    build: ({ files, root }) => {
      const copy = new Map(files);
      if (path.startsWith("data/")) recomputeManifests(copy.set(path, utf8(content())));
      else copy.set(path, utf8(content()));
      return { zip: rawZip([...copy].map(([name, data]) => ({ name: `${root}/${name}`, data }))) };
    },
  };
}

/** Attacks on the memory of the reader by somebody who holds no key. */
export const MEMORY_ATTACKS: readonly PackAttack[] = [
  {
    id: "zip-extra-fields",
    threat: BOMB,
    description: "thousands of empty extra fields in an entry",
    expectedStep: "limits",
    build: ({ files, root }) => {
      const extra = new Uint8Array(65_532);
      for (let at = 0; at < extra.length; at += 4) extra[at] = 0x99;
      const entries: RawEntry[] = [...files].map(([name, data]) => ({ name: `${root}/${name}`, data, extra }));
      return { zip: rawZip(entries) };
    },
  },
  swollen("large-envelope", "an envelope of 24 MB", AUDITOR_ENVELOPE, "limits", () =>
    JSON.stringify({ payload: "A".repeat(BOMB_BYTES), payloadType: "x", signatures: [] }),
  ),
  swollen("large-signature", "an SSH signature of 24 MB", AUDITOR_SSHSIG, "limits", () => `${"A".repeat(70)}\n`.repeat(BOMB_BYTES / 71)),
  swollen("large-manifest", "a manifest of 300 000 files that are not there", PAYLOAD_MANIFEST, "limits", () =>
    Array.from({ length: 300_000 }, (_, index) => `${"0".repeat(64)}  data/x${String(index).padStart(6, "0")}\n`).join(""),
  ),
  swollen("json-many-values", "a document of eight million empty lists", "data/ro-crate-metadata.json", "documents", () => {
    const lists = "[],".repeat(BOMB_BYTES / 3);
    return `[${lists}[]]`;
  }),
  swollen(
    "json-many-inventories",
    "the same in a document that no schema bounds",
    "data/inventory/registry-2026-10.json",
    "documents",
    () => {
      const objects = "{},".repeat(BOMB_BYTES / 3);
      return `[${objects}{}]`;
    },
  ),
];
