import type { Json } from "../foundation/canonical-json.ts";
import type { EngagementDocument, EnvironmentDocument, PackDocument, SourcesDocument } from "./documents.ts";
import type { RunRecord } from "./run-record.ts";

const MEDIA_TYPES: Record<string, string> = {
  json: "application/json",
  jsonl: "application/jsonl",
  csv: "text/csv",
  html: "text/html",
  pdf: "application/pdf",
  parquet: "application/vnd.apache.parquet",
};

export interface CrateInput {
  readonly pack: PackDocument;
  readonly engagement: EngagementDocument;
  readonly environment: EnvironmentDocument;
  readonly sources: SourcesDocument;
  readonly runs: readonly RunRecord[];
  /** Paths below `data/`, without the metadata file itself. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
}

type Entity = { readonly "@id": string; readonly [key: string]: Json };
type Reference = { readonly "@id": string };

const CRATE = "https://w3id.org/ro/crate/1.2";
const LICENCE = "#terms";

/**
 * RO-Crate 1.2 metadata, kept to what 1.1 readers understand. It describes and names; digests of files stand in the manifests alone,
 * so that there is one place to check them.
 */
export function roCrateMetadata(input: CrateInput): Json {
  const { pack, environment, files } = input;
  const people = peopleOf(input);
  return {
    "@context": `${CRATE}/context`,
    "@graph": [
      {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        about: reference("./"),
        conformsTo: reference(CRATE),
      },
      rootDataset(input, people),
      terms(pack),
      ...people.map(({ entity }) => entity),
      ...organisations(input),
      software("#application", environment.application, "https://tickmark.example/"),
      software("#engine", environment.engine, "https://duckdb.org/"),
      software("#runtime", environment.runtime, "https://nodejs.org/"),
      sealing(input),
      ...input.runs.map((run) => runAction(run, input)),
      ...input.sources.sources.flatMap((source) => sourceEntities(source)),
      ...files.map((file) => fileEntity(file, input)),
    ],
  };
}

function rootDataset({ pack, engagement, runs, sources, files }: CrateInput, people: readonly NamedPerson[]): Entity {
  const { period } = engagement;
  return {
    "@id": "./",
    "@type": "Dataset",
    identifier: pack.packId,
    version: String(pack.revision),
    name: pack.title,
    description: `Audit evidence pack ${pack.name}, revision ${pack.revision} (${pack.kind}). Purpose: ${pack.purpose || "not stated"}.`,
    datePublished: pack.sealedAt,
    license: reference(LICENCE),
    creator: reference(AUDITOR),
    publisher: reference(AUDITOR),
    ...(engagement.organisation === "" ? {} : { sourceOrganization: reference(ORGANISATION) }),
    ...(period === null ? {} : { temporalCoverage: `${period.from}/${period.to}` }),
    audience: people.filter(({ recipient }) => recipient).map(({ entity }) => reference(entity["@id"])),
    hasPart: files.map(({ path }) => reference(path)),
    mentions: [SEALING, ...runs.map(runAnchor), ...sources.sources.map(({ sourceId }) => sourceAnchor(sourceId))].map(reference),
  };
}

/** Confidential work has no open licence; what a reader may do is what the classification and the engagement say. */
function terms({ classification, purpose, legalBasis, retainUntil }: PackDocument): Entity {
  const parts = [
    `Classification: ${classification}.`,
    `For the purpose stated only: ${purpose || "not stated"}.`,
    ...(legalBasis === "" ? [] : [`Legal basis: ${legalBasis}.`]),
    ...(retainUntil === "" ? [] : [`To be kept until ${retainUntil}.`]),
  ];
  return { "@id": LICENCE, "@type": "CreativeWork", name: `Terms of use: ${classification}`, description: parts.join(" ") };
}

const AUDITOR = "#auditor";
const ORGANISATION = "#organisation";
const SEALING = "#audit";

interface NamedPerson {
  readonly entity: Entity;
  readonly recipient: boolean;
}

/** The signer, whoever else has a role, and the recipients. */
function peopleOf({ pack, engagement }: CrateInput): NamedPerson[] {
  const roles = (name: string): string[] => engagement.roles.filter(({ person }) => person === name).map(({ role }) => role);
  const others = [...new Set(engagement.roles.map(({ person }) => person))].filter((name) => name !== pack.signer.principal && name !== "");
  return [
    person(AUDITOR, pack.signer.principal, [pack.signer.role, ...roles(pack.signer.principal)]),
    ...others.map((name, index) => person(`#person-${index + 1}`, name, roles(name))),
    ...pack.recipients.map((name, index) => ({
      entity: { "@id": `#recipient-${index + 1}`, "@type": "Audience", name, audienceType: "recipient" },
      recipient: true,
    })),
  ];
}

function person(id: string, name: string, roles: readonly string[]): NamedPerson {
  return { entity: { "@id": id, "@type": "Person", name, jobTitle: [...new Set(roles)].join(", ") }, recipient: false };
}

function organisations({ engagement }: CrateInput): Entity[] {
  return engagement.organisation === ""
    ? []
    : [{ "@id": ORGANISATION, "@type": "Organization", name: engagement.organisation, description: "The audited organisation." }];
}

function software(id: string, { name, version }: { readonly name: string; readonly version: string }, url: string): Entity {
  return { "@id": id, "@type": "SoftwareApplication", name, version, softwareVersion: version, url };
}

function sealing({ pack, files }: CrateInput): Entity {
  const here = new Set(files.map(({ path }) => path));
  const read = ["sources/sources.json", "population/population.json", "programme.json", "policy.json"];
  return {
    "@id": SEALING,
    "@type": "CreateAction",
    name: `Audit work sealed as ${pack.name}, revision ${pack.revision}`,
    agent: reference(AUDITOR),
    instrument: reference("#application"),
    endTime: pack.sealedAt,
    object: read.filter((path) => here.has(path)).map(reference),
    result: [...here].filter((path) => /^(findings|report)\//.test(path)).map(reference),
  };
}

/** One execution of one analysis: with what, from what, giving what. Recomputing it is what a reviewer does. */
function runAction(run: RunRecord, { files, environment }: CrateInput): Entity {
  const folder = `runs/${run.runId}/`;
  return {
    "@id": runAnchor(run),
    "@type": "CreateAction",
    name: `${run.title} (${run.analysisId}, method version ${run.methodVersion}, ${run.origin})`,
    description: run.answer,
    agent: reference(AUDITOR),
    instrument: [reference("#application"), ...(environment.engine.name === "" ? [] : [reference("#engine")])],
    startTime: run.startedAt,
    endTime: run.finishedAt,
    object: ["population/population.json", "policy.json"].map(reference),
    result: files.filter(({ path }) => path.startsWith(folder)).map(({ path }) => reference(path)),
  };
}

function runAnchor({ runId }: { readonly runId: string }): string {
  return `#run-${runId}`;
}

function sourceAnchor(sourceId: string): string {
  return `#source-${encodeURIComponent(sourceId)}`;
}

/** An export as it was handed over, under its own file names; the files themselves stay with the auditor. */
function sourceEntities({ sourceId, title, kind, format, files, provenance }: SourcesDocument["sources"][number]): Entity[] {
  return [
    {
      "@id": sourceAnchor(sourceId),
      "@type": "CreativeWork",
      name: title,
      description: `Export of ${provenance.system || "a system that was not stated"} (${kind}, ${format}); not part of the pack.`,
      identifier: sourceId,
      alternateName: files.map(({ name }) => name),
      ...(provenance.extractedAt === "" ? {} : { dateCreated: provenance.extractedAt }),
      ...(provenance.receivedFrom === "" ? {} : { creditText: provenance.receivedFrom }),
    },
  ];
}

function fileEntity({ path, bytes }: CrateInput["files"][number], { sources, pack }: CrateInput): Entity {
  const about = path === "sources/sources.json" ? sources.sources.map(({ sourceId }) => reference(sourceAnchor(sourceId))) : [];
  return {
    "@id": path,
    "@type": "File",
    name: fileTitle(path, pack),
    contentSize: String(bytes),
    encodingFormat: MEDIA_TYPES[path.split(".").at(-1) ?? ""] ?? "text/plain",
    ...(about.length === 0 ? {} : { about }),
  };
}

const TITLES: Readonly<Record<string, string>> = {
  "pack.json": "Claims of the signer",
  "engagement.json": "Engagement",
  "environment.json": "Programs and system",
  "privacy.json": "What is not shown, and by which rule",
  "programme.json": "Programme",
  "policy.json": "Policy",
  "sources/sources.json": "Sources and their provenance",
  "population/population.json": "Population",
  "population/checkpoint": "Commitment to all records of the population",
  "findings/findings.json": "Findings",
  "journal/journal.jsonl": "Journal",
  "report/report.html": "Report",
};

function fileTitle(path: string, { title }: PackDocument): string {
  return path === "report/report.html" ? `Report: ${title}` : (TITLES[path] ?? path);
}

function reference(id: string): Reference {
  return { "@id": id };
}

/** Ids of the files that the metadata describes. */
export function crateFileIds(metadata: Json): string[] {
  const graph = property(metadata, "@graph");
  if (!Array.isArray(graph)) return [];
  const entities = graph as readonly Json[];
  return entities
    .filter((entity) => property(entity, "@type") === "File")
    .map((entity) => property(entity, "@id"))
    .filter((id) => typeof id === "string");
}

function property(value: Json, name: string): Json | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as { readonly [key: string]: Json })[name] : undefined;
}
