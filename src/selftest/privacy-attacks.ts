import { ANSWER, verdictEntry } from "../evidence/disclosure/withheld.ts";
import type { RunRecord } from "../evidence/run-record.ts";
import type { StepId } from "../evidence/verification-report.ts";
import type { Json } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import type { GenuinePack, PackAttack } from "./attack.ts";
import { editJson, readJson, readRun, replaceRun, runIds, setText } from "./edit-pack.ts";
import { type PackFiles, resign, textOf } from "./sample-pack.ts";

const THREAT = "Hidden suppression";
const PRIVACY = "data/privacy.json";

function attack(id: string, description: string, expectedStep: StepId, change: (files: PackFiles, run: RunRecord) => void): PackAttack {
  return {
    id,
    threat: THREAT,
    description,
    expectedStep,
    possible: ({ files }: GenuinePack) => wholeRun(files) !== undefined,
    build: ({ files, signer }) => {
      const copy = new Map(files);
      const run = wholeRun(copy);
      if (run !== undefined) change(copy, run);
      resign(copy, signer);
      return { files: copy };
    },
  };
}

/** A run from which the genuine pack withholds nothing, with a figure that can be recomputed. */
function wholeRun(files: PackFiles): RunRecord | undefined {
  const { withheldFigures, withheldQueries } = readJson(files, PRIVACY) as unknown as {
    withheldFigures: Named[];
    withheldQueries: Named[];
  };
  const named = new Set([...withheldFigures, ...withheldQueries].map(({ runId }) => runId));
  return runIds(files)
    .filter((runId) => !named.has(runId))
    .map((runId) => readRun(files, runId))
    .find((run) => run.figures.some(({ outcome }) => outcome.status === "computed"));
}

interface Named {
  readonly runId: string;
}

function computedId({ figures }: RunRecord): string {
  return figures.find(({ outcome }) => outcome.status === "computed")?.figureId ?? "";
}

function listed(files: PackFiles, key: "withheldFigures" | "withheldQueries", entries: readonly { readonly [name: string]: Json }[]): void {
  editJson(files, PRIVACY, (document) => {
    document[key] = [...(document[key] as Json[]), ...entries];
  });
}

/** Attacks by the holder of the key, who hides a figure behind the privacy of people. */
export const PRIVACY_ATTACKS: readonly PackAttack[] = [
  attack("withheld-without-need", "a figure that can be recomputed, said to be withheld", "reperformance", (files, run) => {
    listed(files, "withheldFigures", [{ runId: run.runId, figureId: computedId(run) }]);
  }),
  attack("withheld-and-emptied", "the same, its number taken out", "reperformance", (files, run) => {
    const target = computedId(run);
    const outcome = { status: "not-computable", code: "suppressed", reason: "Withheld." } as const;
    replaceRun(files, { ...run, figures: run.figures.map((figure) => (figure.figureId === target ? { ...figure, outcome } : figure)) });
    listed(files, "withheldFigures", [{ runId: run.runId, figureId: target }]);
  }),
  attack("verdict-withheld-without-need", "a verdict and the answer, said to be withheld", "reperformance", (files, run) => {
    listed(files, "withheldFigures", [
      ...run.verdicts.slice(0, 1).map(({ figureId }) => ({ runId: run.runId, figureId: verdictEntry(figureId) })),
      { runId: run.runId, figureId: ANSWER },
    ]);
  }),
  attack("withheld-of-nothing", "a figure that is not in the pack, said to be withheld", "reperformance", (files, run) => {
    listed(files, "withheldFigures", [{ runId: run.runId, figureId: "nothing" }]);
  }),
  attack(
    "aggregate-withheld-quietly",
    "an aggregate withheld, the figures that rest on it shown as if they could be checked",
    "reperformance",
    (files, run) => {
      const query = run.queries[0];
      if (query === undefined) return;
      for (const ending of ["csv", "schema.json"]) files.delete(`data/runs/${run.runId}/${query.name}.${ending}`);
      editJson(files, "data/ro-crate-metadata.json", (crate) => withoutFiles(crate, `runs/${run.runId}/${query.name}.`));
      listed(files, "withheldQueries", [{ runId: run.runId, query: query.name, reason: "small cells" }]);
    },
  ),
  attack(
    "cell-suppressed-quietly",
    "a count replaced by the mark of a small cell, with no rule in privacy.json",
    "documents",
    (files, run) => {
      const query = run.queries[0];
      if (query === undefined) return;
      const path = `data/runs/${run.runId}/${query.file}`;
      const text = textOf(files, path).replace(/(\n[^\n]*,)\d+(?=[,\n])/, "$1[<10]");
      setText(files, path, text);
      const queries = run.queries.map((entry) => (entry === query ? { ...entry, sha256: sha256Hex(text) } : entry));
      editJson(files, PRIVACY, (document) => void (document["suppression"] = null));
      replaceRun(files, { ...run, queries });
    },
  ),
];

/** Takes files out of the metadata as well, so that only what was hidden can be noticed. */
function withoutFiles(crate: Record<string, Json>, prefix: string): void {
  const graph = crate["@graph"] as { "@id": string }[];
  crate["@graph"] = graph.filter((entity) => !entity["@id"].startsWith(prefix)) as Json;
}
