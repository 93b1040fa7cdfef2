import type { RunRecord } from "../evidence/run-record.ts";
import type { StepId } from "../evidence/verification-report.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import type { Forgery, GenuinePack, PackAttack } from "./attack.ts";
import { readRun, replaceRun, runPath, setText } from "./edit-pack.ts";
import { type PackFiles } from "./sample-pack.ts";
import { byHolder, firstRun, judgedRun, seenBefore } from "./by-holder.ts";
import { type EditedRun, consistentEdit, editedAggregates } from "./consistent-edit.ts";

const RESULTS = "Results edited by the key's holder";

function computedFigure(run: RunRecord): RunRecord["figures"][number] | undefined {
  return run.figures.find((figure) => figure.outcome.status === "computed");
}

/** What nobody can refute from the pack's own numbers: they agree with each other. */
function byConsistentEdit(
  id: string,
  description: string,
  expectedStep: StepId,
  change: (files: PackFiles, edit: EditedRun, pack: GenuinePack) => Omit<Forgery, "files"> | void,
): PackAttack {
  return {
    ...byHolder(id, RESULTS, description, expectedStep, (files, pack) => {
      const edit = consistentEdit(files, pack);
      return edit === null ? undefined : change(files, edit, pack);
    }),
    possible: (pack) => consistentEdit(pack.files, pack) !== null,
  };
}

/** Attacks on results by the holder of the key. */
export const RESULT_ATTACKS: readonly PackAttack[] = [
  byHolder("aggregate-edited", RESULTS, "a count raised by one", "documents", (files) => {
    const edit = editedAggregates(files, firstRun(files))[0];
    if (edit !== undefined) setText(files, edit.file, edit.text);
  }),
  byHolder(
    "aggregate-and-digest-edited",
    RESULTS,
    "a count raised by one, its digest in run.json and the journal as well",
    "reperformance",
    (files, pack) => {
      const edit = consistentEdit(files, pack) ?? editedAggregates(files, firstRun(files))[0];
      if (edit === undefined) return;
      setText(files, edit.file, edit.text);
      const stored = readRun(files, edit.record.runId);
      replaceRun(files, { ...stored, queries: edit.record.queries });
    },
  ),
  byConsistentEdit(
    "aggregate-and-result-edited",
    "a count raised by one, and every figure and verdict recomputed from it",
    "documents",
    (files, { record, file, text }) => {
      setText(files, file, text);
      setText(files, runPath(record.runId), canonicalJson(record));
    },
  ),
  byConsistentEdit(
    "aggregate-result-and-journal-edited",
    "the same, with the journal made anew; the reader has seen the pack before",
    "rollback",
    (files, { record, file, text }, pack) => {
      setText(files, file, text);
      replaceRun(files, record);
      return { rollback: seenBefore(pack) };
    },
  ),
  byHolder("figure-edited", RESULTS, "a figure edited, in the journal as well", "reperformance", (files) => {
    const run = firstRun(files);
    const target = computedFigure(run);
    const figures = run.figures.map((figure) =>
      figure === target && figure.outcome.status === "computed"
        ? { ...figure, outcome: { ...figure.outcome, estimate: figure.outcome.estimate * (1 - 1e-9) + 1e-12 } }
        : figure,
    );
    replaceRun(files, { ...run, figures });
  }),
  byHolder("figure-not-computable", RESULTS, "a computed figure said to be not computable", "reperformance", (files) => {
    const run = firstRun(files);
    const target = computedFigure(run);
    const outcome = { status: "not-computable", code: "no-rows", reason: "No rows." } as const;
    replaceRun(files, {
      ...run,
      figures: run.figures.map((figure) => (figure === target ? { ...figure, outcome } : figure)) as RunRecord["figures"],
    });
  }),
  byHolder("verdict-edited", RESULTS, "a verdict edited, in the journal as well", "reperformance", (files) => {
    const run = judgedRun(files);
    const [first, ...rest] = run.verdicts;
    if (first === undefined) return;
    const state = first.state === "no-exception" ? "insufficient-evidence" : "no-exception";
    replaceRun(files, { ...run, verdicts: [{ ...first, state }, ...rest] });
  }),
  byHolder("verdict-removed", RESULTS, "a verdict left out, in the journal as well", "reperformance", (files) => {
    const run = judgedRun(files);
    replaceRun(files, { ...run, verdicts: run.verdicts.slice(1) });
  }),
  byHolder("answer-edited", RESULTS, "another answer in words", "reperformance", (files) => {
    replaceRun(files, { ...firstRun(files), answer: "Nothing was found." });
  }),
  byHolder("sql-edited", RESULTS, "a condition added to the SQL", "reperformance", (files) => {
    const run = firstRun(files);
    const [first, ...rest] = run.queries;
    if (first !== undefined) replaceRun(files, { ...run, queries: [{ ...first, sql: `${first.sql}\n-- where score < 0.5` }, ...rest] });
  }),
  byHolder("sql-reads-disk", RESULTS, "SQL that would read a file of the reviewer's machine", "reperformance", (files) => {
    const run = firstRun(files);
    const [first, ...rest] = run.queries;
    if (first !== undefined) replaceRun(files, { ...run, queries: [{ ...first, sql: "select * from read_text('/etc/passwd')" }, ...rest] });
  }),
  {
    // Nobody can tell whether it is wrong; the result must not be success.
    ...byHolder("method-version-lie", RESULTS, "a method version that nobody has", "reperformance", (files) => {
      replaceRun(files, { ...firstRun(files), methodVersion: "999" });
    }),
    expectedState: "not-checked",
    expectedResult: "incomplete",
  },
];
