import { canonicalJson } from "../foundation/canonical-json.ts";
import type { PackAttack } from "./attack.ts";
import { editJson, readRun, replaceRun, rewritePayloads, runIds, runPath, setText } from "./edit-pack.ts";
import { type PackFiles, textOf } from "./sample-pack.ts";
import { byHolder, firstRun, judgedRun } from "./by-holder.ts";

const RULES = "Rules changed afterwards";
const DOCUMENTS = "Documents that contradict each other";

const RULE_ATTACKS: readonly PackAttack[] = [
  byHolder("policy-loosened", RULES, "another threshold than was locked", "documents", (files) => {
    const run = judgedRun(files);
    replaceRun(files, { ...run, policy: { ...run.policy, q: run.policy.q / 2 } });
  }),
  byHolder(
    "policy-loosened-everywhere",
    RULES,
    "another threshold in run, policy.json and the run's journal entry, but not in the lock",
    "documents",
    (files) => {
      const before = judgedRun(files).policy;
      const policy = { ...before, q: before.q / 2 };
      for (const runId of runIds(files)) {
        const run = readRun(files, runId);
        if (canonicalJson(run.policy) === canonicalJson(before)) replaceRun(files, { ...run, policy });
      }
      editJson(files, "data/policy.json", (document) => void (document["policies"] = [policy]));
    },
  ),
  byHolder("lock-emptied", RULES, "a lock in the journal that locks nothing", "documents", (files) => {
    rewritePayloads(files, (payload) => {
      delete payload["policyDigest"];
      delete payload["populationFingerprint"];
    });
  }),
  byHolder("planned-without-lock", RULES, "a run said to be planned without a lock before it", "documents", (files) => {
    replaceRun(files, { ...judgedRun(files), origin: "planned", lockedBySequence: null });
  }),
  byHolder("lock-of-nowhere", RULES, "a lock that is not in the journal", "documents", (files) => {
    replaceRun(files, { ...judgedRun(files), origin: "planned", lockedBySequence: 1_000_000 });
  }),
];

function finding(files: PackFiles, figureId: string): void {
  setText(
    files,
    "data/findings/findings.json",
    canonicalJson({
      formatVersion: 1,
      findings: [
        {
          findingId: "F-1",
          title: "",
          rating: "",
          criteria: "",
          condition: "",
          cause: "",
          consequence: "",
          correctiveAction: { text: "", owner: "", due: "", managementResponse: "" },
          figures: [{ runId: firstRun(files).runId, figureId }],
          signOffs: [],
          reviewNotes: [],
        },
      ],
    }),
  );
}

const DOCUMENT_ATTACKS: readonly PackAttack[] = [
  byHolder("finding-on-nothing", DOCUMENTS, "a finding on a figure that is not there", "documents", (files) => finding(files, "nothing")),
  byHolder("run-in-other-folder", DOCUMENTS, "a run under another id than its folder", "documents", (files) => {
    editJson(files, runPath(firstRun(files).runId), (run) => void (run["runId"] = "run-other"));
  }),
  byHolder("aggregate-left-out", DOCUMENTS, "an aggregate left out without saying so", "documents", (files) => {
    const run = firstRun(files);
    files.delete(`data/runs/${run.runId}/${run.queries[0]?.file ?? ""}`);
  }),
  byHolder("run-left-out", DOCUMENTS, "a run.json left out, its aggregates left in", "documents", (files) => {
    files.delete(runPath(firstRun(files).runId));
  }),
  byHolder("population-not-listed", DOCUMENTS, "a run on a population that is not described", "documents", (files) => {
    editJson(files, "data/population/population.json", (document) => void (document["populations"] = []));
  }),
  byHolder("crate-hides-file", DOCUMENTS, "metadata that leaves a file out", "documents", (files) => {
    setText(
      files,
      "data/ro-crate-metadata.json",
      textOf(files, "data/ro-crate-metadata.json").replace('"@type":"File"', '"@type":"Other"'),
    );
  }),
  byHolder("unknown-payload", DOCUMENTS, "a payload file that the profile has no place for", "file-set", (files) => {
    setText(files, "data/notes.html", "<script>alert(1)</script>");
  }),
  byHolder("seal-date-moved", "Claims", "another date in pack.json than in the bag", "claims", (files) => {
    editJson(files, "data/pack.json", (pack) => void (pack["sealedAt"] = "2019-01-01T00:00:00Z"));
  }),
  byHolder("shareable-with-records", "Claims", "a pack said to be shareable that holds records", "documents", (files) => {
    editJson(files, "data/pack.json", (pack) => void (pack["kind"] = "shareable"));
    files.set("data/sources/records/decisions.parquet", new Uint8Array(64));
  }),
];

/** Attacks on rules and documents by the holder of the key. */
export const RECORD_ATTACKS: readonly PackAttack[] = [...RULE_ATTACKS, ...DOCUMENT_ATTACKS];
