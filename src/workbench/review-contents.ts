import type { ReviewNote, ReviewedPack } from "../contract/review-schemas.ts";
import { type PackContents, readPackContents } from "../evidence/pack-contents.ts";
import { isRecordsFile } from "../evidence/pack-paths.ts";
import type { PackReader } from "../evidence/pack-reader.ts";
import type { RunRecord } from "../evidence/run-record.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { numberText } from "../report/number-text.ts";

/** What a reviewer reads in a pack. Nothing of it is verified by reading it. */
export function reviewedPack(pack: PackReader, notes: ReviewNote[]): ReviewedPack {
  const { pack: claims, runs, findings } = readPackContents(pack);
  return {
    title: claims.title,
    name: claims.name,
    revision: claims.revision,
    kind: claims.kind,
    purpose: claims.purpose,
    recipients: claims.recipients,
    classification: claims.classification,
    retainUntil: claims.retainUntil,
    hasRecords: pack.files.some(({ path }) => isRecordsFile(path)),
    runs: runs.map(({ record }) => reviewedRun(record)),
    findings: findings.findings.map(({ findingId, title, rating, condition }) => ({ findingId, title, rating, condition })),
    notes,
  };
}

function reviewedRun({ runId, title, origin, answer, figures, verdicts }: RunRecord): ReviewedPack["runs"][number] {
  const states = new Map(verdicts.map(({ figureId, state }) => [figureId, state]));
  return {
    runId,
    title,
    origin,
    answer,
    figures: figures.map(({ figureId, name, dimensions, unit, outcome }) => ({
      figureId,
      text: [name, ...Object.values(dimensions)].join(", "),
      value: outcome.status === "computed" ? numberText(outcome.estimate, unit) : outcome.reason,
      verdict: states.get(figureId) ?? null,
    })),
  };
}

/** Refuses notes about what the pack does not have: signed, they would make the countersignature fail. */
export function requireKnownPlaces(notes: readonly ReviewNote[], runs: PackContents["runs"]): void {
  for (const { runId, figureId } of notes) {
    const run = runs.find(({ record }) => record.runId === runId);
    if (runId === null ? figureId !== null : run === undefined)
      throw new TickmarkError("bad-input", `A note is about the run "${runId ?? "none"}", which the pack does not have.`);
    if (figureId !== null && run?.record.figures.every((figure) => figure.figureId !== figureId) === true)
      throw new TickmarkError("bad-input", `A note is about the figure "${figureId}", which the run ${runId ?? ""} does not have.`);
  }
}
