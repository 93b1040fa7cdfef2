import { create } from "zustand";
import { DEFAULT_CLAIMS, type PackClaims, type Transport } from "../../../src/contract/pack-schemas.ts";
import { stated } from "../../parts/LinesField.tsx";

export type TransportKind = "none" | "recipients" | "passphrase";

/** The pack that is being prepared, over the steps of the form. */
export interface PackDraft {
  readonly claims: PackClaims;
  /** Decision ids, one a line. */
  readonly records: string;
  readonly minimumCell: string;
  readonly signing: "here" | "outside";
  readonly transport: TransportKind;
  /** `age1...`, one a line. */
  readonly recipients: string;
}

interface PackDraftState extends PackDraft {
  readonly change: (change: Partial<PackDraft>) => void;
  readonly state: (claims: Partial<PackClaims>) => void;
  readonly reset: () => void;
}

const EMPTY: PackDraft = {
  claims: DEFAULT_CLAIMS,
  records: "",
  minimumCell: String(DEFAULT_CLAIMS.minimumCell),
  signing: "here",
  transport: "none",
  recipients: "",
};

export const usePackDraft = create<PackDraftState>((set) => ({
  ...EMPTY,
  change: (change) => set(change),
  state: (claims) => set((draft) => ({ claims: { ...draft.claims, ...claims } })),
  reset: () => set(EMPTY),
}));

/** The claims as the engine wants them; call it only when `claimsMissing` says nothing. */
export function claimsOf(draft: PackDraft): PackClaims {
  const { claims } = draft;
  return {
    ...claims,
    purpose: claims.purpose.trim(),
    recipient: claims.recipient.trim(),
    legalBasis: claims.legalBasis.trim(),
    minimumCell: Number(draft.minimumCell),
    quasiIdentifiers: claims.kind === "restricted" ? claims.quasiIdentifiers : [],
    disclosedRecords: [...new Set(stated(draft.records.split("\n")))],
    acceptedDisclosure: claims.acceptedDisclosure.trim(),
  };
}

/** What is wrong with the minimum cell; undefined: nothing. */
export function minimumCellError(text: string): string | undefined {
  const value = Number(text);
  return /^\d+$/.test(text.trim()) && value >= 1 && value <= 1000 ? undefined : "A whole number from 1 to 1000.";
}

/** What must be stated before a preview; empty: nothing. */
export function claimsMissing(draft: PackDraft): string {
  if (draft.claims.purpose.trim() === "") return "State the purpose.";
  if (draft.claims.recipient.trim() === "") return "State the recipient.";
  if (draft.claims.kind === "restricted" && draft.claims.legalBasis.trim() === "")
    return "State the legal basis: records leave with this pack.";
  return minimumCellError(draft.minimumCell) === undefined ? "" : "The minimum cell is no whole number from 1 to 1000.";
}

/** How the ZIP is to be encrypted, or null: not at all. */
export function transportOf(draft: Pick<PackDraft, "transport" | "recipients">, passphrase: string): Transport | null {
  if (draft.transport === "none") return null;
  return draft.transport === "recipients"
    ? { recipients: stated(draft.recipients.split("\n")), passphrase: "" }
    : { recipients: [], passphrase };
}

const AGE_RECIPIENT = /^age1[a-z0-9]{20,}$/;

/** Lines that are no age recipient. */
export function badRecipients(text: string): string[] {
  return stated(text.split("\n")).filter((line) => !AGE_RECIPIENT.test(line));
}
