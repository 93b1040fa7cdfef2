import type { Json } from "../foundation/canonical-json.ts";
import type { EnvironmentDocument, PackDocument } from "./documents.ts";

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
  readonly environment: EnvironmentDocument;
  /** Paths below `data/`, without the metadata file itself. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly name: string }[];
}

/** RO-Crate 1.2 metadata, kept to what 1.1 readers understand. It describes; the manifests protect. */
export function roCrateMetadata({ pack, environment, files }: CrateInput): Json {
  const references = files.map(({ path }) => ({ "@id": path }));
  return {
    "@context": "https://w3id.org/ro/crate/1.2/context",
    "@graph": [
      {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        about: { "@id": "./" },
        conformsTo: { "@id": "https://w3id.org/ro/crate/1.2" },
      },
      {
        "@id": "./",
        "@type": "Dataset",
        identifier: pack.packId,
        name: pack.title,
        description: `Audit evidence pack ${pack.name}, revision ${pack.revision}. Purpose: ${pack.purpose}`,
        datePublished: pack.sealedAt,
        license: `Classification: ${pack.classification}`,
        creator: { "@id": "#auditor" },
        hasPart: references,
        mentions: { "@id": "#audit" },
      },
      { "@id": "#auditor", "@type": "Person", name: pack.signer.principal },
      {
        "@id": "#application",
        "@type": "SoftwareApplication",
        name: environment.application.name,
        version: environment.application.version,
        url: "https://tickmark.example/",
      },
      {
        "@id": "#audit",
        "@type": "CreateAction",
        name: `Audit work sealed as ${pack.name}, revision ${pack.revision}`,
        agent: { "@id": "#auditor" },
        instrument: { "@id": "#application" },
        endTime: pack.sealedAt,
        object: [
          { "@id": "sources/sources.json" },
          { "@id": "population/population.json" },
          { "@id": "programme.json" },
          { "@id": "policy.json" },
        ],
        result: references.filter((reference) => /^(runs|findings|report)\//.test(reference["@id"])),
      },
      ...files.map(({ path, bytes, name }) => ({
        "@id": path,
        "@type": "File",
        name,
        contentSize: String(bytes),
        encodingFormat: MEDIA_TYPES[path.split(".").at(-1) ?? ""] ?? "text/plain",
      })),
    ],
  };
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
