import type { z } from "zod";
import {
  type PackDocument,
  engagementSchema,
  environmentSchema,
  findingsDocumentSchema,
  packDocumentSchema,
  policiesDocumentSchema,
  populationsDocumentSchema,
  privacySchema,
  programmeDocumentSchema,
  sourcesDocumentSchema,
} from "../evidence/documents.ts";
import { checkJournalChain, encodeJournal, payloadPath } from "../evidence/journal-chain.ts";
import { utf8 } from "../evidence/octets.ts";
import { checkedSegment, pathRefusal } from "../evidence/pack-paths.ts";
import { PROFILE } from "../evidence/profile.ts";
import { runRecordSchema } from "../evidence/run-record.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { ComposedFile } from "./compose-pack.ts";
import type { PackInput, PackRun } from "./pack-input.ts";

type PayloadFile = Pick<ComposedFile, "path" | "content">;

/** Who will sign: what pack.json says of the signer, known before there is a signature. */
export interface SignerIdentity {
  readonly principal: string;
  /** `SHA256:...` as ssh-keygen prints it. */
  readonly fingerprint: string;
  readonly keyType: PackDocument["signer"]["keyType"];
  readonly signatures: PackDocument["signatures"];
}

/** `pack.json`; the statement repeats it. */
export function packDocument(input: PackInput, signer: SignerIdentity): PackDocument {
  const chain = checkJournalChain(input.journal.entries);
  if (!chain.intact) throw new TickmarkError("case-damaged", `The journal cannot be sealed: ${chain.reason}.`);
  if (chain.head === null) throw new TickmarkError("bad-input", "A pack needs a journal with at least one entry.");
  const { name, packId, revision, supersedes, kind, title, sealedAt, classification, purpose, legalBasis, recipients, retainUntil } = input;
  return checked("pack.json", packDocumentSchema, {
    formatVersion: 1,
    profile: PROFILE,
    name,
    packId,
    revision,
    supersedes,
    kind,
    title,
    sealedAt,
    classification,
    purpose,
    legalBasis,
    recipients: [...recipients],
    retainUntil,
    journalHead: { seq: chain.head.seq, digest: chain.head.digest },
    checkpointSha256: input.checkpoint === undefined ? null : sha256Hex(input.checkpoint),
    signer: { principal: signer.principal, role: "auditor", fingerprint: signer.fingerprint, keyType: signer.keyType },
    signatures: signer.signatures,
    restrictedPack: input.restrictedPack,
  });
}

/** Everything below `data/` but the RO-Crate metadata, in no order. */
export function payloadFiles(input: PackInput, pack: PackDocument): PayloadFile[] {
  if (pack.kind === "shareable" && (input.records ?? []).length > 0)
    throw new TickmarkError("bad-input", "A shareable pack cannot hold records.");
  const files = [
    json("pack.json", packDocumentSchema, pack),
    json("engagement.json", engagementSchema, input.engagement),
    json("environment.json", environmentSchema, input.environment),
    json("privacy.json", privacySchema, input.privacy),
    json("sources/sources.json", sourcesDocumentSchema, input.sources),
    json("population/population.json", populationsDocumentSchema, input.populations),
    json("programme.json", programmeDocumentSchema, input.programme),
    json("policy.json", policiesDocumentSchema, input.policies),
    json("findings/findings.json", findingsDocumentSchema, input.findings),
    ...Object.entries(input.inventory).map(([name, snapshot]) =>
      text(`inventory/${checkedSegment(name, "snapshot")}.json`, canonicalJson(snapshot)),
    ),
    ...input.runs.flatMap(runFiles),
    text("journal/journal.jsonl", encodeJournal(input.journal.entries)),
    ...input.journal.payloads.map(({ seq, salt, payload }) => ({
      path: payloadPath(seq),
      content: utf8(canonicalJson({ salt, payload })),
    })),
    text("report/report.html", input.report),
    ...(input.records ?? []).map(({ name, path }) => ({
      path: `data/sources/records/${checkedSegment(name, "records file")}`,
      content: { copyOf: path },
    })),
    ...(input.checkpoint === undefined ? [] : [text("population/checkpoint", input.checkpoint)]),
    ...Object.entries(input.proofs ?? {}).map(([name, proof]) => text(`population/proofs/${checkedSegment(name, "proof")}`, proof)),
  ];
  for (const { path } of files) {
    const refusal = pathRefusal(path);
    if (refusal !== null) throw new TickmarkError("bad-input", `The path ${path} ${refusal}.`);
  }
  return files;
}

function runFiles({ record, files }: PackRun): PayloadFile[] {
  const folder = `runs/${checkedSegment(record.runId, "run id")}`;
  const aggregates = record.queries.flatMap(({ name, columns, file }) => {
    checkedSegment(name, "query name");
    const csv = files[file];
    return csv === undefined
      ? []
      : [text(`${folder}/${name}.csv`, csv), text(`${folder}/${name}.schema.json`, canonicalJson({ formatVersion: 1, name, columns }))];
  });
  return [json(`${folder}/run.json`, runRecordSchema, record), ...aggregates];
}

function json<Document>(path: string, schema: z.ZodType<Document>, document: Document): PayloadFile {
  return text(path, canonicalJson(checked(path, schema, document)));
}

function text(path: string, content: string): PayloadFile {
  return { path: `data/${path}`, content: utf8(content) };
}

function checked<Document>(path: string, schema: z.ZodType<Document>, document: unknown): Document {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new TickmarkError("bad-input", `${path} does not fit its schema at "${issue?.path.join(".") ?? ""}": ${issue?.message ?? ""}.`);
}
