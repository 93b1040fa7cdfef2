import { z } from "zod";
import { type Json, parseCanonicalJson } from "../foundation/canonical-json.ts";
import { TickmarkError } from "../foundation/errors.ts";
import {
  type FindingsDocument,
  type PackDocument,
  type PoliciesDocument,
  type PopulationsDocument,
  type PrivacyDocument,
  type ProgrammeDocument,
  engagementSchema,
  environmentSchema,
  findingsDocumentSchema,
  packDocumentSchema,
  policiesDocumentSchema,
  populationsDocumentSchema,
  privacySchema,
  programmeDocumentSchema,
  sourcesDocumentSchema,
} from "./documents.ts";
import { utf8Text } from "./octets.ts";
import { type PackReader, readVerified } from "./pack-reader.ts";
import { requireReadable, requireReadableDocument } from "./reading-limits.ts";
import type { RunEvidence } from "./reperform.ts";
import { aggregateColumnSchema, runRecordSchema } from "./run-record.ts";

/** `runs/<run id>/<query>.schema.json`: how to read the CSV beside it. */
export const querySchemaDocument = z.strictObject({
  formatVersion: z.literal(1),
  name: z.string(),
  columns: z.array(aggregateColumnSchema),
});

/** The parsed payload of a pack. */
export interface PackContents {
  readonly pack: PackDocument;
  readonly privacy: PrivacyDocument;
  readonly populations: PopulationsDocument;
  readonly programme: ProgrammeDocument;
  readonly policies: PoliciesDocument;
  readonly findings: FindingsDocument;
  readonly runs: readonly RunEvidence[];
  readonly roCrate: Json;
}

/** Parses every JSON document strictly: canonical form, closed schemas. Throws at the first that does not fit. */
export function readPackContents(reader: PackReader): PackContents {
  requireReadable(reader);
  const contents = {
    pack: readDocument(reader, "data/pack.json", packDocumentSchema),
    privacy: readDocument(reader, "data/privacy.json", privacySchema),
    populations: readDocument(reader, "data/population/population.json", populationsDocumentSchema),
    programme: readDocument(reader, "data/programme.json", programmeDocumentSchema),
    policies: readDocument(reader, "data/policy.json", policiesDocumentSchema),
    findings: readDocument(reader, "data/findings/findings.json", findingsDocumentSchema),
    roCrate: readDocument(reader, "data/ro-crate-metadata.json", z.json()) as Json,
  };
  readDocument(reader, "data/engagement.json", engagementSchema);
  readDocument(reader, "data/environment.json", environmentSchema);
  readDocument(reader, "data/sources/sources.json", sourcesDocumentSchema);
  for (const { path } of reader.files) if (/^data\/inventory\/[^/]+\.json$/.test(path)) readDocument(reader, path, z.json());
  return { ...contents, runs: readRuns(reader, contents.privacy) };
}

/** All runs of a pack with the texts of their aggregates, in order of run id. */
export function runsOfPack(reader: PackReader): RunEvidence[] {
  requireReadable(reader);
  return readRuns(reader, readDocument(reader, "data/privacy.json", privacySchema));
}

function readRuns(reader: PackReader, privacy: PrivacyDocument): RunEvidence[] {
  const folders = reader.files.map(({ path }) => /^data\/runs\/([^/]+)\/run\.json$/.exec(path)?.[1]).filter((id) => id !== undefined);
  return folders.toSorted().map((folder) => readRun(reader, folder, privacy));
}

function readRun(reader: PackReader, folder: string, privacy: PrivacyDocument): RunEvidence {
  const base = `data/runs/${folder}/`;
  const record = readDocument(reader, `${base}run.json`, runRecordSchema);
  const present = reader.files
    .filter(({ path }) => path.startsWith(base) && path.endsWith(".csv"))
    .map(({ path }) => path.slice(base.length));
  return {
    record,
    files: new Map(present.map((file) => [file, utf8Text(readVerified(reader, base + file), base + file)])),
    withheld: new Set(privacy.withheldQueries.filter((entry) => entry.runId === record.runId).map((entry) => entry.query)),
    ...suppressionOf(privacy, record.runId),
  };
}

/** A run that lists withheld figures is held to them, whether or not the pack states a rule. */
function suppressionOf({ suppression, withheldFigures, margins }: PrivacyDocument, runId: string): Pick<RunEvidence, "suppression"> {
  const entries = withheldFigures.filter((entry) => entry.runId === runId);
  const listed = new Set(entries.map(({ figureId }) => figureId));
  const fields = new Map(entries.flatMap(({ figureId, fields: named }) => (named === undefined ? [] : [[figureId, named] as const])));
  if (suppression === null && listed.size === 0) return {};
  return {
    suppression: {
      minimumCell: suppression?.minimumCell ?? null,
      listed,
      fields,
      margins: (margins ?? []).filter((margin) => margin.runId === runId),
    },
  };
}

export function readDocument<Document>(reader: PackReader, path: string, schema: z.ZodType<Document>): Document {
  const bytes = readVerified(reader, path);
  requireReadableDocument(bytes, path);
  const parsed = schema.safeParse(parseCanonicalJson(utf8Text(bytes, path), path));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new TickmarkError(
    "bad-input",
    `The document does not fit its schema at "${issue?.path.join(".") ?? ""}": ${issue?.message ?? ""}.`,
    { file: path },
  );
}
