import { z } from "zod";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import { sourceMappingSchema } from "./mapping.ts";
import { populationSchema, statedPopulationSchema } from "./population.ts";
import { sourceFormatSchema } from "./source-format.ts";

/** Which of several satellite rows of one decision counts; ties and missing times fall back to record order. */
export const REDUCTIONS = [
  "latest-outcome-as-of-cut-off",
  "first-outcome-as-of-cut-off",
  "last-review",
  "first-review",
  "first-row",
  "last-row",
] as const;
export type Reduction = (typeof REDUCTIONS)[number];

/** For screens. */
export const REDUCTION_TITLES: Record<Reduction, string> = {
  "latest-outcome-as-of-cut-off": "latest outcome as of the cut-off",
  "first-outcome-as-of-cut-off": "first outcome as of the cut-off",
  "last-review": "last review",
  "first-review": "first review",
  "first-row": "first row",
  "last-row": "last row",
};

export const definedSourceSchema = z.discriminatedUnion("use", [
  z.strictObject({
    use: z.literal("decisions"),
    /** Name of the source in this case; names its staged table too. */
    sourceId: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
    format: sourceFormatSchema,
    mapping: sourceMappingSchema,
  }),
  z.strictObject({
    use: z.literal("satellite"),
    sourceId: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
    format: sourceFormatSchema,
    mapping: sourceMappingSchema,
    /** Both sides have this role; all other columns of the satellite are added to the decision. */
    joinOn: z.enum(["decisionId", "subjectId"]),
    reduction: z.enum(REDUCTIONS),
  }),
]);
export type DefinedSource = z.infer<typeof definedSourceSchema>;
export type SatelliteSource = Extract<DefinedSource, { use: "satellite" }>;

/** Everything a person states about a population. With the bytes of the sources it determines every row. */
export const populationDefinitionSchema = z.strictObject({
  formatVersion: z.literal(1),
  ...populationSchema.pick({ populationId: true, cutOffMs: true }).shape,
  ...statedPopulationSchema.shape,
  sources: z.array(definedSourceSchema).min(1),
  /** What becomes of further rows with a decision id that was seen before: left out by a filter of their own, or kept. */
  duplicateIds: z.enum(["keep-first", "keep-all"]),
  /**
   * Score rule. Where no source has a decision it makes one: `positiveDecision` when the score meets the
   * rule, else `otherDecision` (null when the rule only documents the registry).
   */
  decisionRule: z.strictObject({ ...populationSchema.shape.decisionRule.unwrap().shape, otherDecision: z.string().nullable() }).nullable(),
  /** Declared period of decided_at; null takes the observed one. */
  declaredPeriod: z.strictObject({ startMs: z.int(), endMs: z.int() }).nullable(),
});
export type PopulationDefinition = z.infer<typeof populationDefinitionSchema>;

/** Fingerprint of a population: SHA-256 of the canonical JSON of the definition and the sorted source digests. */
export function populationFingerprint(definition: PopulationDefinition, sourceDigests: readonly string[]): string {
  return sha256Hex(canonicalJson({ definition: populationDefinitionSchema.parse(definition), sources: sourceDigests.toSorted() }));
}

/** Digest of all that turns a source's bytes into staged rows; staged tables carry it. */
export function stagingDigest(source: Pick<DefinedSource, "format" | "mapping">): string {
  return sha256Hex(canonicalJson({ format: sourceFormatSchema.parse(source.format), mapping: sourceMappingSchema.parse(source.mapping) }));
}

/** Name of the table that holds a source's typed rows. */
export function stagedTable(sourceId: string): string {
  return `source_${sourceId.replaceAll("-", "_")}`;
}
