import type { PackClaims } from "../contract/pack-schemas.ts";
import { programmeSchema } from "../contract/run-schemas.ts";
import type { PackInput } from "../packs/pack-input.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import type { Analysis } from "../analyses/analysis.ts";
import type { CaseSession } from "./case-session.ts";
import { engagementOf } from "./engagement-service.ts";
import { packFindings } from "./finding-service.ts";
import type { SealDocument } from "./pack-seal.ts";
import { type PopulationDocument, type PopulationService, populationDocumentSchema } from "./population-service.ts";
import type { RunService, StoredRun } from "./run-service.ts";
import { type SourceService, lastVerification } from "./source-service.ts";

export interface PackServices {
  readonly sources: SourceService;
  readonly population: PopulationService;
  readonly runs: RunService;
  readonly analyses: readonly Analysis[];
}

/**
 * The pack's content but for the report, from the case as it was when it was sealed by journal entry `sealedBy`: with every id in
 * clear and nothing withheld, so not yet fit to leave.
 */
export function packContent(
  session: CaseSession,
  services: PackServices,
  seal: SealDocument,
  { kind, sealedBy }: { readonly kind: PackClaims["kind"]; readonly sealedBy: number },
): { input: Omit<PackInput, "report">; runs: readonly StoredRun[] } {
  const { kase } = session;
  const population = services.population.require(session);
  const runs = kase
    .listRuns()
    .filter((run) => run.sequence <= sealedBy)
    .map((run) => services.runs.load(session, run.runId));
  const journal = kase.journalEntries(1, sealedBy).filter(({ entry }) => entry.seq <= sealedBy);
  const policies = new Map(runs.map(({ record }) => [canonicalJson(record.policy), record.policy]));
  const lock = kase.currentProgrammeLock();
  const locked = lock === null ? null : programmeSchema.parse((lock.document as { programme?: unknown }).programme);
  const { covered } = population.population;
  const stated = engagementOf(session, sealedBy);
  const input: Omit<PackInput, "report"> = {
    name: seal.name,
    packId: seal.packId,
    revision: seal.revision,
    supersedes: seal.supersedes[kind],
    kind,
    title: session.head.title,
    sealedAt: seal.sealedAt,
    classification: seal.classification,
    purpose: seal.purpose,
    legalBasis: seal.legalBasis,
    restrictedPack: null,
    recipients: [seal.recipient].filter((recipient) => recipient !== ""),
    retainUntil: seal.retainUntil,
    engagement: {
      formatVersion: 1,
      title: session.head.title,
      organisation: session.head.organisation,
      objectives: stated.objectives,
      scope: stated.scope === "" ? population.population.title : stated.scope,
      period: covered === null ? null : { from: new Date(covered.startMs).toISOString(), to: new Date(covered.endMs).toISOString() },
      domain: session.head.domain,
      tier: session.head.tier,
      criteria: [
        ...new Set([
          ...stated.criteria,
          ...runs
            .flatMap(({ record }) => services.analyses.find((analysis) => analysis.id === record.analysisId)?.criteria ?? [])
            .toSorted(),
        ]),
      ],
      roles: stated.roles,
      tolerableRates: session.policy.thresholds,
      independenceDeclaration: stated.independenceDeclaration,
      retention: stated.retention === "" ? seal.retainUntil : stated.retention,
    },
    environment: seal.environment,
    privacy: {
      formatVersion: 1,
      suppression: null,
      pseudonyms: null,
      withheldQueries: [],
      withheldFigures: [],
      withheldPayloads: [],
      records: null,
      acceptedDisclosures: [],
    },
    sources: { formatVersion: 1, sources: packSources(session, services.sources) },
    populations: { formatVersion: 1, populations: populationsOf(session, services, runs).map(packPopulation) },
    programme: {
      formatVersion: 1,
      title: locked?.title ?? "No programme was locked: every run is exploratory.",
      lockedBySequence: lock?.sequence ?? null,
      entries: (locked?.entries ?? []).map((entry) => ({ ...entry })),
    },
    policies: { formatVersion: 1, policies: [...policies.values()] },
    findings: packFindings(session),
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
