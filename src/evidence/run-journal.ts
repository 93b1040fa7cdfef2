import { z } from "zod";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import { ROLE_COLUMNS, type Role } from "../population/roles.ts";
import { isSuppressed, printedTables } from "./disclosure/reperform-suppressed.ts";
import { type JournalEntry, decodeJournal, journalPayloadSchema, payloadPath } from "./journal-chain.ts";
import { utf8Text } from "./octets.ts";
import { type PackContents, readDocument } from "./pack-contents.ts";
import { type PackReader, readVerified } from "./pack-reader.ts";
import type { RunEvidence } from "./reperform.ts";
import type { RunRecord } from "./run-record.ts";

const JOURNAL = "data/journal/journal.jsonl";
const RUN_ADDED = "run-added";
const runAddedSchema = z.looseObject({ runId: z.string(), runDigest: z.string() });

/** Roles whose values name a person or a record; reasons are free text and may name anybody. No pack shows them in clear. */
export const IDENTIFIER_ROLES: readonly Role[] = ["decisionId", "subjectId", "reviewer", "overrideReason"];

const IDENTIFIERS: ReadonlySet<string> = new Set(IDENTIFIER_ROLES.map((role) => ROLE_COLUMNS[role].column));

/** True of a canonical column whose values go under pseudonyms. */
export function isIdentifier(column: string): boolean {
  return IDENTIFIERS.has(column);
}

/** True where a run's aggregates or its population name somebody: what a pack shows of it is not what the journal has the digest of. */
export function namesSomebody({ queries, population }: Pick<RunRecord, "queries" | "population">): boolean {
  return (
    queries.some(({ columns }) => columns.some(({ name }) => isIdentifier(name))) ||
    population.filters.some(({ column, values }) => isIdentifier(column) && values.length > 0)
  );
}

/**
 * The journal wrote down each run with its digest when it was made. So the pack holds each run of the journal and no other, and a run that
 * was edited later, figures and all, no longer has its digest. Two kinds of runs cannot be compared, and their entries may be withheld: those
 * with suppressed numbers, which never re-perform as "pass", and those that name somebody, which a pack shows under pseudonyms.
 */
export function runJournalProblems(reader: PackReader, { runs }: PackContents): string[] {
  const entries = entriesOf(reader);
  if (entries === null) return [];
  const added = entries.filter(({ kind }) => kind === RUN_ADDED);
  const present = new Set(reader.files.map(({ path }) => path));
  const shown = added.filter(({ seq }) => present.has(payloadPath(seq)));
  const journaled = new Map<string, string>();
  const problems: string[] = [];
  for (const { seq } of shown) {
    const payload = runAddedSchema.safeParse(readDocument(reader, payloadPath(seq), journalPayloadSchema).payload);
    if (!payload.success) problems.push(`entry ${seq} of the journal names no run`);
    else if (journaled.has(payload.data.runId)) problems.push(`the journal adds run ${payload.data.runId} twice`);
    else journaled.set(payload.data.runId, payload.data.runDigest);
  }
  const known = new Set(runs.map(({ record }) => record.runId));
  const unshown = runs.filter(({ record }) => !journaled.has(record.runId));
  const withheld = added.length - shown.length;
  return [
    ...problems,
    ...[...journaled.keys()].filter((runId) => !known.has(runId)).map((runId) => `run ${runId} of the journal is not in the pack`),
    ...unshown
      .filter((run) => withheld === 0 || !(namesSomebody(run.record) || isWithheldInPart(run)))
      .map(({ record }) => `run ${record.runId} is not in the journal, or its entry is withheld without need`),
    ...(unshown.length === withheld ? [] : [`the journal withholds ${withheld} runs, and ${unshown.length} of the pack are not in it`]),
    ...runs.flatMap((run) => digestProblem(run, journaled.get(run.record.runId)) ?? []),
  ];
}

function digestProblem(run: RunEvidence, digest: string | undefined): string | null {
  if (digest === undefined || digest === sha256Hex(canonicalJson(run.record)) || isWithheldInPart(run)) return null;
  return `data/runs/${run.record.runId}/run.json is not the run that was journaled`;
}

/** As re-performance judges it: such a run is never confirmed whole. */
function isWithheldInPart(run: RunEvidence): boolean {
  try {
    return isSuppressed(run, printedTables(run));
  } catch {
    return false; // What is wrong with its files is told elsewhere; it excuses nothing here.
  }
}

/** Null where the journal cannot be read: its own step fails then. */
function entriesOf(reader: PackReader): JournalEntry[] | null {
  try {
    return decodeJournal(utf8Text(readVerified(reader, JOURNAL), JOURNAL), JOURNAL);
  } catch {
    return null;
  }
}
