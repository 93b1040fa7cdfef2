import type { Json } from "../foundation/canonical-json.ts";

/**
 * What each kind of record of a case is made of. The named fields can be queried; `document` is
 * anything with a canonical JSON form, validated by the caller on the way in and on the way out.
 */
export interface CaseRecordFields {
  source: {
    readonly sourceId: string;
    readonly title: string;
    /** What it feeds: decisions, outcomes, reviews, groups, ... */
    readonly kind: string;
    /** SHA-256 of the source as a whole (one file, or the canonical list of its files). */
    readonly sourceDigest: string;
    readonly rowsRead: number;
    readonly rowsRejected: number;
    readonly rowsBlank: number;
  };
  populationDefinition: { readonly populationId: string; readonly fingerprint: string };
  inventorySnapshot: { readonly snapshotId: string; readonly title: string };
  policy: { readonly policyId: string; readonly version: string };
  programme: { readonly programmeId: string; readonly version: string };
  programmeLock: { readonly populationFingerprint: string; readonly programmeDigest: string; readonly policyDigest: string };
  run: {
    readonly runId: string;
    readonly analysisId: string;
    readonly origin: "planned" | "exploratory";
    /** Of `run.json`, relative to the case folder, with `/`. */
    readonly path: string;
    /** SHA-256 of the bytes of `run.json`. */
    readonly runDigest: string;
  };
  finding: { readonly findingId: string; readonly status: string };
  signoff: {
    readonly subjectKind: string;
    readonly subjectId: string;
    /** What the signature covers. */
    readonly subjectDigest: string;
    readonly role: "preparer" | "reviewer";
    readonly keyId: string;
  };
  workpaper: { readonly kind: string; readonly workpaperId: string };
  /** Public part only; the private key stays in its own file, outside the case file. */
  key: { readonly keyId: string; readonly publicKey: string; readonly path: string };
  seal: { readonly packId: string; readonly revision: number };
  packExport: {
    readonly packId: string;
    readonly revision: number;
    readonly profile: "restricted" | "shareable";
    /** Relative to the case folder, or absolute when it was written elsewhere. */
    readonly path: string;
    /** SHA-256 of the exported file. */
    readonly packDigest: string;
  };
}

export type CaseRecordKind = keyof CaseRecordFields;

/** As it comes back: who journaled it, when, under which number, and the document with its digest. */
export type StoredRecord<Kind extends CaseRecordKind> = CaseRecordFields[Kind] & {
  /** Of the journal entry that made it. */
  readonly sequence: number;
  readonly recordedAt: string;
  readonly recordedBy: string;
  readonly document: Json;
  /** SHA-256 of the document's canonical JSON. */
  readonly documentDigest: string;
};

type WithDocument<Kind extends CaseRecordKind> = CaseRecordFields[Kind] & {
  /** Plain JSON object: no undefined, no NaN, no bigint, no class instances. */
  readonly document: object;
};

export type CaseRecordInputs = {
  [Kind in Exclude<CaseRecordKind, "programmeLock">]: WithDocument<Kind>;
} & {
  /** Digests of both are computed here; both are stored whole in the lock's document. */
  programmeLock: { readonly programme: object; readonly policy: object; readonly populationFingerprint: string };
};
