import { utf8 } from "../evidence/octets.ts";
import { AUDITOR_ENVELOPE, AUDITOR_SSHSIG, PAYLOAD_MANIFEST, TAG_MANIFEST } from "../evidence/profile.ts";
import type { StepId } from "../evidence/verification-report.ts";
import type { PackAttack } from "./attack.ts";
import { editJson, runIds, runPath } from "./edit-pack.ts";
import { type PackFiles, bytesOf, recomputeManifests, resign, textOf } from "./sample-pack.ts";

const CHANGED = "Changed files";
const RECOMPUTED = "Recomputed manifests";
const EXTRA = "Unlisted files";
const REMOVED = "Removed files";

function edited(id: string, threat: string, description: string, expectedStep: StepId, change: (files: PackFiles) => void): PackAttack {
  return {
    id,
    threat,
    description,
    expectedStep,
    build: ({ files }) => {
      const copy = new Map(files);
      change(copy);
      return { files: copy };
    },
  };
}

function addedFile(id: string, path: string): PackAttack {
  const step = /^[a-z0-9./_-]+$/.test(path) ? "file-set" : "names";
  return edited(id, EXTRA, `${path} added`, step, (files) => void files.set(path, utf8("<h1>Verified</h1>")));
}

function replaced(files: PackFiles, path: string, from: string | RegExp, to: string): void {
  files.set(path, utf8(textOf(files, path).replace(from, to)));
}

function flipped(files: PackFiles, path: string): void {
  const bytes = bytesOf(files, path).slice();
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  files.set(path, bytes);
}

function firstCsv(files: PackFiles): string {
  return [...files.keys()].find((path) => /^data\/runs\/.*\.csv$/.test(path)) ?? "";
}

/** Attacks on files and manifests by somebody who does not hold the key, and on the form of manifests by somebody who does. */
export const FILE_ATTACKS: readonly PackAttack[] = [
  edited("changed-payload", CHANGED, "one bit of the report", "manifest", (files) => flipped(files, "data/report/report.html")),
  edited("changed-aggregate", CHANGED, "one bit of an aggregate", "manifest", (files) => flipped(files, firstCsv(files))),
  edited("changed-readme", CHANGED, "another command in README.txt", "tagmanifest", (files) =>
    replaced(files, "README.txt", "ssh-keygen", "true #"),
  ),
  edited("changed-manifest", CHANGED, "one digit of the manifest", "tagmanifest", (files) => flipped(files, PAYLOAD_MANIFEST)),
  edited("changed-tagmanifest", CHANGED, "one digit of the tag manifest", "subject-digests", (files) => flipped(files, TAG_MANIFEST)),
  edited("exchanged-files", CHANGED, "two documents exchanged", "manifest", (files) => {
    const programme = bytesOf(files, "data/programme.json");
    files.set("data/programme.json", bytesOf(files, "data/policy.json")).set("data/policy.json", programme);
  }),
  edited(
    "recomputed-manifests",
    RECOMPUTED,
    "the report rewritten and all manifests recomputed (bagit.py: valid)",
    "auditor-sshsig",
    (files) => {
      files.set("data/report/report.html", utf8("<p>No exceptions.</p>"));
      recomputeManifests(files);
    },
  ),
  edited("recomputed-verdict", RECOMPUTED, "a verdict edited and all manifests recomputed", "subject-digests", (files) => {
    editJson(files, runPath(runIds(files)[0] ?? ""), (run) => void (run["answer"] = "Nothing was found."));
    recomputeManifests(files);
  }),
  edited("recomputed-without-run", RECOMPUTED, "a run removed and all manifests recomputed", "auditor-sshsig", (files) => {
    const [run = ""] = runIds(files);
    for (const path of files.keys()) if (path.startsWith(`data/runs/${run}/`)) files.delete(path);
    recomputeManifests(files);
  }),
  addedFile("added-instructions", "INSTRUCTIONS.html"),
  addedFile("added-top-level", "instructions.html"),
  addedFile("added-payload", "data/extra.json"),
  addedFile("added-aggregate", "data/runs/extra.csv"),
  addedFile("added-signature", "signatures/auditor2.dsse.json"),
  addedFile("added-reviewer-zero", "signatures/reviewer-0.dsse.json"),
  addedFile("added-timestamp", "timestamps/notes.html"),
  addedFile("added-manifest", "manifest-sha512.txt"),
  addedFile("added-fetch", "fetch.txt"),
  addedFile("added-metadata", "metadata/notes.txt"),
  edited("removed-payload", REMOVED, "the findings removed", "file-set", (files) => void files.delete("data/findings/findings.json")),
  edited("removed-run", REMOVED, "an aggregate removed", "file-set", (files) => void files.delete(firstCsv(files))),
  edited("removed-readme", REMOVED, "README.txt removed", "file-set", (files) => void files.delete("README.txt")),
  edited("removed-manifest", REMOVED, "the manifest removed", "file-set", (files) => void files.delete(PAYLOAD_MANIFEST)),
  edited(
    "removed-tagmanifest",
    REMOVED,
    "the tag manifest removed (bagit.py: valid)",
    "file-set",
    (files) => void files.delete(TAG_MANIFEST),
  ),
  edited("removed-everything", REMOVED, "all but the signatures removed", "file-set", (files) => {
    for (const path of files.keys()) if (path !== AUDITOR_ENVELOPE && path !== AUDITOR_SSHSIG) files.delete(path);
  }),
  ...(
    [
      [
        "manifest-upper-case",
        "digests in capitals",
        (text: string) => text.replaceAll(/^[0-9a-f]{64}/gm, (digest) => digest.toUpperCase()),
      ],
      ["manifest-binary-mark", "the star of binary mode", (text: string) => text.replaceAll("  data/", " *data/")],
      ["manifest-unsorted", "lines in another order", (text: string) => `${text.trimEnd().split("\n").toReversed().join("\n")}\n`],
      ["manifest-twice", "a file listed twice", (text: string) => text.replace(/^.*\n/, "$&$&")],
      ["manifest-parent-path", "a path that climbs out", (text: string) => `${text}${"0".repeat(64)}  data/../../evil\n`],
      ["manifest-weak-hash", "an MD5 digest", (text: string) => text.replace(/^[0-9a-f]{64}/, "d41d8cd98f00b204e9800998ecf8427e")],
      ["manifest-missing-file", "a file that is not there", (text: string) => `${text}${"0".repeat(64)}  data/zzz.json\n`],
    ] as const
  ).map(([id, what, change]): PackAttack => ({
    id,
    threat: "Form of manifests",
    description: `${what} in a manifest that the key's holder signed`,
    expectedStep: "file-set",
    build: ({ files, signer }) => {
      const copy = new Map(files);
      resign(copy, signer, (manifest) => change(manifest));
      return { files: copy };
    },
  })),
];
