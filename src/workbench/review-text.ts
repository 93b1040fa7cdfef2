import type { PackDiff } from "../contract/review-schemas.ts";
import type { CountersignatureReport, ReperformanceReport, VerificationReport, VerificationStep } from "../evidence/verification-report.ts";
import { visibleText } from "../evidence/visible-text.ts";

/** Differences that are printed; `--json` holds them all. */
const DIFFERENCES_SHOWN = 50;

/** A verification for a terminal, line by line: steps, who signed, who countersigned and what they said, the conclusion. */
export function verificationText(report: VerificationReport): string {
  const { steps, signer, countersignatures, timestamps, reperformance } = report;
  const rows = steps.map((step): [string, string, string] => [stateText(step), step.title, visibleText(step.message)]);
  const width = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const lines = rows.map((row) => `${row[0].padEnd(width[0] ?? 0)}  ${row[1].padEnd(width[1] ?? 0)}  ${row[2]}`);
  const details = steps.flatMap((step) =>
    step.id === "countersignatures" || step.id === "timestamps" || step.details.length < 2
      ? []
      : step.details.map((detail) => `  ${step.title}: ${visibleText(detail)}`),
  );
  const sections = [
    lines,
    ...(details.length === 0 ? [] : [["Found:", ...details]]),
    ...(reperformance === null ? [] : [differenceLines(reperformance)]),
    ...(countersignatures.length === 0 ? [] : [["Reviewers:", ...countersignatures.flatMap(reviewerLines)]]),
    ...(timestamps.length === 0
      ? []
      : [["Time stamps:", ...timestamps.map(({ file, state, message }) => `  ${wordOf(state)}  ${visibleText(`${file}: ${message}`)}`)]]),
    [signerLine(signer), visibleText(report.conclusion)],
  ];
  return sections
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n");
}

const WORDS = { pass: "pass", fail: "FAIL", withheld: "withheld", "not-checked": "not checked" } as const;

function wordOf(state: VerificationStep["state"]): string {
  return WORDS[state];
}

/** What was asked for and is not there stands in capitals. */
function stateText({ state, mandatory }: VerificationStep): string {
  return mandatory && state !== "pass" ? wordOf(state).toUpperCase() : wordOf(state);
}

function signerLine(signer: VerificationReport["signer"]): string {
  if (signer === null) return "Signed by nobody who could be read.";
  const trust = signer.trusted ? "" : " (not trusted)";
  return visibleText(`Signed by ${signer.principal ?? "an unnamed key"} ${signer.fingerprint}${trust}`);
}

function reviewerLines({
  name,
  state,
  principal,
  fingerprint,
  conclusion,
  reviewedAt,
  reasons,
  notes,
  message,
}: CountersignatureReport): string[] {
  if (conclusion === null) return [`  ${name}  ${wordOf(state)}  ${visibleText(message)}`];
  const claim = `${principal ?? ""} ${conclusion.replaceAll("-", " ")}, ${reviewedAt ?? ""} ${fingerprint ?? ""}`;
  return [
    `  ${name}  ${wordOf(state)}  ${visibleText(state === "pass" ? claim : `${message} It says: ${claim}`)}`,
    ...reasons.map((reason) => `      reason: ${visibleText(reason)}`),
    ...notes.map(
      ({ runId, figureId, text }) =>
        `      note on ${visibleText([runId, figureId].filter((part) => part !== null).join(" ") || "the pack")}: ${visibleText(text)}`,
    ),
  ];
}

function differenceLines({ runs }: ReperformanceReport): string[] {
  const found = runs.flatMap(({ runId, differences }) => differences.map((difference) => ({ runId, ...difference })));
  if (found.length === 0) return [];
  const shown = found.slice(0, DIFFERENCES_SHOWN);
  return [
    "Differences between the pack and what was recomputed:",
    ...shown.flatMap(({ runId, subject, stored, recomputed }) => [
      `  ${visibleText(`${runId}: ${subject}`)}`,
      `      in the pack  ${visibleText(stored)}`,
      `      recomputed   ${visibleText(recomputed)}`,
    ]),
    ...(found.length > shown.length ? [`  and ${found.length - shown.length} more (--json shows all)`] : []),
  ];
}

/** Two packs, side by side, for a terminal. */
export function diffText(diff: PackDiff): string {
  const { files, documents, figures, figuresUnchanged } = diff;
  const fileLines = [
    ...files.added.map((path) => `  added    ${visibleText(path)}`),
    ...files.removed.map((path) => `  removed  ${visibleText(path)}`),
    ...files.changed.map((path) => `  changed  ${visibleText(path)}`),
  ];
  const sections = [
    diff.conclusion.split("\n").map(visibleText),
    [`Files (${files.unchanged} unchanged):`, ...fileLines],
    ...(documents.length === 0
      ? []
      : [["Fields:", ...documents.flatMap((entry) => sides(`${entry.document}: ${entry.subject}`, entry.before, entry.after))]]),
    [
      `Figures (${figuresUnchanged} equal):`,
      ...figures.flatMap((entry) =>
        sides(
          `${entry.change}  ${entry.runId} ${entry.figureId}`,
          withVerdict(entry.before, entry.verdictBefore),
          withVerdict(entry.after, entry.verdictAfter),
        ),
      ),
    ],
  ];
  return sections.map((section) => section.join("\n")).join("\n\n");
}

function withVerdict(value: string, verdict: string | null): string {
  return verdict === null ? value : `${value}; verdict ${verdict}`;
}

function sides(subject: string, before: string, after: string): string[] {
  return [
    `  ${visibleText(subject)}`,
    ...(before === "" ? [] : [`      before  ${visibleText(before)}`]),
    ...(after === "" ? [] : [`      after   ${visibleText(after)}`]),
  ];
}
