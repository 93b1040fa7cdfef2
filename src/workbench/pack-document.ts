import { arch, platform, release } from "node:os";
import { z } from "zod";
import type { EnvironmentDocument } from "../evidence/documents.ts";
import type { PackInput } from "../packs/pack-input.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import type { Analysis } from "../analyses/analysis.ts";
import type { CaseSession } from "./case-session.ts";
import { type PopulationDocument, type PopulationService, populationDocumentSchema } from "./population-service.ts";
import { APPLICATION } from "./resources.ts";
import type { RunService, StoredRun } from "./run-service.ts";
import { type SourceService, lastVerification } from "./source-service.ts";

/** What sealing freezes: from here on the pack is a pure function of the case. */
export const sealDocumentSchema = z.strictObject({
  name: z.string(),
  packId: z.string(),
  revision: z.int(),
  supersedes: z.strictObject({ revision: z.int(), tagmanifestSha256: z.string() }).nullable(),
  sealedAt: z.string(),
  purpose: z.string(),
  recipient: z.string(),
  classification: z.string(),
  retainUntil: z.string(),
  environment: z.custom<EnvironmentDocument>((value) => typeof value === "object" && value !== null && "application" in value),
});
export type SealDocument = z.infer<typeof sealDocumentSchema>;

export function environmentDocument(engine: { name: string; version: string }): EnvironmentDocument {
  return {
    formatVersion: 1,
    application: { ...APPLICATION },
    engine: { name: engine.name, version: engine.version },
    runtime: { name: "Node.js", version: process.versions.node },
    operatingSystem: { name: platform(), version: release(), architecture: arch() },
  };
}

export interface PackServices {
  readonly sources: SourceService;
  readonly population: PopulationService;
  readonly runs: RunService;
  readonly analyses: readonly Analysis[];
}

/** The pack's content but for the report, from the case as it was when it was sealed by journal entry `sealedBy`. */
export function packContent(
  session: CaseSession,
  services: PackServices,
  seal: SealDocument,
  sealedBy: number,
): { input: Omit<PackInput, "report">; runs: readonly StoredRun[] } {
  const { kase } = session;
  const population = services.population.require(session);
  const runs = kase
    .listRuns()
    .filter((run) => run.sequence <= sealedBy)
    .map((run) => services.runs.load(session, run.runId));
  const journal = kase.journalEntries(1, sealedBy).filter(({ entry }) => entry.seq <= sealedBy);
  const policies = new Map(runs.map(({ record }) => [canonicalJson(record.policy), record.policy]));
  const programme = kase.currentProgramme();
  const lock = kase.currentProgrammeLock();
  const { covered } = population.population;
  const input: Omit<PackInput, "report"> = {
    name: seal.name,
    packId: seal.packId,
    revision: seal.revision,
    supersedes: seal.supersedes,
    kind: "shareable",
    title: session.head.title,
    sealedAt: seal.sealedAt,
    classification: seal.classification,
    purpose: seal.purpose,
    recipients: [seal.recipient].filter((recipient) => recipient !== ""),
    retainUntil: seal.retainUntil,
    engagement: {
      formatVersion: 1,
      title: session.head.title,
      organisation: session.head.organisation,
      objectives: [session.objective].filter((objective) => objective !== ""),
      scope: population.population.title,
      period: covered === null ? null : { from: new Date(covered.startMs).toISOString(), to: new Date(covered.endMs).toISOString() },
      domain: session.head.domain,
      tier: session.head.tier,
      criteria: [
        ...new Set(runs.flatMap(({ record }) => services.analyses.find((analysis) => analysis.id === record.analysisId)?.criteria ?? [])),
      ].toSorted(),
      roles: [{ person: session.head.auditor, role: "auditor" }],
      tolerableRates: session.policy.thresholds,
      independenceDeclaration: "",
      retention: seal.retainUntil,
    },
    environment: seal.environment,
    privacy: {
      formatVersion: 1,
      minimumCell: null,
      rule: "No suppression was applied: aggregates are complete. The pack holds no records.",
      suppressedCells: 0,
      pseudonymMethod: null,
      withheldQueries: [],
    },
    sources: { formatVersion: 1, sources: packSources(session, services.sources) },
    populations: { formatVersion: 1, populations: populationsOf(session, services, runs).map(packPopulation) },
    programme: {
      formatVersion: 1,
      title:
        programme === null
          ? "No programme was saved: every analysis with its defaults."
          : String((programme.document as { title?: string }).title),
      lockedBySequence: lock?.sequence ?? null,
      entries: (
        (lock?.document as { programme?: { entries?: PackInput["programme"]["entries"] } } | undefined)?.programme?.entries ?? []
      ).map((entry) => ({ ...entry })),
    },
    policies: { formatVersion: 1, policies: [...policies.values()] },
    findings: {
      formatVersion: 1,
      findings: kase.listFindings().map((finding) => finding.document as PackInput["findings"]["findings"][number]),
    },
    inventory: Object.fromEntries(kase.listInventorySnapshots().map((snapshot) => [snapshot.snapshotId, snapshot.document])),
    runs: runs.map(({ record, files }) => ({ record, files: Object.fromEntries(files) })),
    journal: {
      entries: journal.map(({ entry }) => entry),
      payloads: journal.map(({ entry, salt, payload }) => ({ seq: entry.seq, salt, payload })),
    },
  };
  return { input, runs };
}

/** The population of now, and earlier ones that runs of the pack were made on. */
function populationsOf(session: CaseSession, services: PackServices, runs: readonly StoredRun[]): PopulationDocument[] {
  const current = services.population.require(session);
  const cited = new Set(runs.map(({ record }) => record.population.fingerprint));
  const earlier = session.kase
    .listPopulationDefinitions()
    .map((stored) => populationDocumentSchema.parse(stored.document))
    .filter(({ population: { fingerprint } }) => cited.has(fingerprint) && fingerprint !== current.population.fingerprint);
  return [current, ...new Map(earlier.map((document) => [document.population.fingerprint, document])).values()];
}

function packPopulation({
  population,
  definition,
  funnel,
  joins,
  duplicateIdRows,
  checksum,
}: PopulationDocument): PackInput["populations"]["populations"][number] {
  return {
    definition: population,
    sourceIds: definition.sources.map((source) => source.sourceId),
    funnel,
    construction: jsonObject({ definition, joins, duplicateIdRows, checksum }),
  };
}

function packSources(session: CaseSession, service: SourceService): PackInput["sources"]["sources"] {
  const verifiedAt = lastVerification(session);
  const documents = new Map(service.documents(session).map((document) => [document.sourceId, document]));
  return service.list(session).map(({ columns: _columns, files, ...source }) => ({
    ...source,
    files: files.map((file) => ({ name: fileName(file.path), sha256: file.sha256, bytes: file.bytes })),
    mapping: (documents.get(source.sourceId)?.mapping.columns ?? []).map(jsonObject),
    verifiedAt,
  }));
}

/** Paths name folders of the auditor's machine, which concern nobody else. */
function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** A plain JSON copy, in the shape that the schemas of the pack take. */
function jsonObject(value: unknown): PackInput["populations"]["populations"][number]["construction"] {
  return JSON.parse(canonicalJson(value)) as ReturnType<typeof jsonObject>;
}
