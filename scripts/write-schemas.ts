import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import {
  engagementSchema,
  environmentSchema,
  findingsDocumentSchema,
  packDocumentSchema,
  policiesDocumentSchema,
  populationsDocumentSchema,
  privacySchema,
  programmeDocumentSchema,
  sourcesDocumentSchema,
} from "../src/evidence/documents.ts";
import { journalEntrySchema, journalPayloadSchema } from "../src/evidence/journal-chain.ts";
import { querySchemaDocument } from "../src/evidence/pack-contents.ts";
import { reviewPredicateSchema } from "../src/evidence/review-statement.ts";
import { runRecordSchema } from "../src/evidence/run-record.ts";
import { signOffPredicateSchema } from "../src/evidence/sign-off.ts";
import { reperformanceReportSchema, verificationReportSchema } from "../src/evidence/verification-report.ts";

/** Every JSON document of a pack, and every report about one: name of the published schema, title, and where it stands. */
const DOCUMENTS: readonly (readonly [string, z.ZodType, string])[] = [
  ["pack", packDocumentSchema, "data/pack.json, and the predicate of the auditor's signed statement"],
  ["engagement", engagementSchema, "data/engagement.json"],
  ["environment", environmentSchema, "data/environment.json"],
  ["privacy", privacySchema, "data/privacy.json"],
  ["sources", sourcesDocumentSchema, "data/sources/sources.json"],
  ["population", populationsDocumentSchema, "data/population/population.json"],
  ["programme", programmeDocumentSchema, "data/programme.json"],
  ["policy", policiesDocumentSchema, "data/policy.json"],
  ["findings", findingsDocumentSchema, "data/findings/findings.json"],
  ["run", runRecordSchema, "data/runs/<run id>/run.json"],
  ["aggregate-columns", querySchemaDocument, "data/runs/<run id>/<query>.schema.json"],
  ["journal-entry", journalEntrySchema, "one line of data/journal/journal.jsonl"],
  ["journal-payload", journalPayloadSchema, "data/journal/payloads/<number>.json"],
  ["review-statement", reviewPredicateSchema, "predicate of a reviewer's signed statement, signatures/reviewer-<n>.dsse.json"],
  ["sign-off", signOffPredicateSchema, "predicate of a signed statement in the sign-offs of findings.json"],
  ["verification-report", verificationReportSchema, "what tickmark verify --json and the stand-alone verifiers print"],
  ["reperformance-report", reperformanceReportSchema, "the part of a verification report that tells of recomputed figures"],
];

/** JSON Schema (draft 2020-12) by file name, as text. */
export function publishedSchemas(): Map<string, string> {
  return new Map(
    DOCUMENTS.map(([name, schema, place]) => {
      const { $schema, ...body } = z.toJSONSchema(schema, { target: "draft-2020-12", io: "input", unrepresentable: "any" });
      const title = `Tickmark evidence pack, profile 2: ${name}`;
      const document = {
        $schema,
        $id: `https://tickmark.example/schemas/v2/${name}.schema.json`,
        title,
        description: `${place}.`,
        ...body,
      };
      return [`${name}.schema.json`, `${JSON.stringify(document, null, 2)}\n`];
    }),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const folder = join(import.meta.dirname, "../resources/schemas");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of publishedSchemas()) writeFileSync(join(folder, name), text);
}
