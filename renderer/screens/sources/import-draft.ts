import { create } from "zustand";
import type { ColumnMapping, FilePreview, ImportRequest, Provenance, SourceKind } from "../../../src/contract/source-schemas.ts";

const NO_PROVENANCE: Provenance = {
  system: "",
  query: "",
  extractedBy: "",
  extractedAt: "",
  receivedFrom: "",
  receivedAt: "",
  completenessEvidence: "",
};

export interface ControlTotalDraft {
  readonly measure: string;
  readonly given: string;
}

/** The import being prepared. It outlives the screen, so that looking something up loses nothing. */
interface ImportDraft {
  readonly paths: readonly string[];
  readonly preview: FilePreview | null;
  readonly kind: SourceKind;
  readonly title: string;
  readonly columns: readonly ColumnMapping[];
  readonly answers: Readonly<Record<string, string>>;
  readonly controlTotals: readonly ControlTotalDraft[];
  readonly provenance: Provenance;
  readonly change: (
    change: Partial<Pick<ImportDraft, "paths" | "kind" | "title" | "columns" | "answers" | "controlTotals" | "provenance">>,
  ) => void;
  readonly begin: (preview: FilePreview) => void;
  readonly reset: () => void;
}

const EMPTY = {
  paths: [],
  preview: null,
  kind: "decisions",
  title: "",
  columns: [],
  answers: {},
  controlTotals: [{ measure: "rows", given: "" }],
  provenance: NO_PROVENANCE,
} as const satisfies Partial<ImportDraft>;

export const useImportDraft = create<ImportDraft>((set) => ({
  ...EMPTY,
  change: (change) => set(change),
  begin: (preview) =>
    set((before) => ({
      preview,
      kind: preview.suggestedKind,
      title: titleOf(preview),
      columns: preview.columns.map((column) => mappingOf(column.suggestion)),
      answers: {},
      controlTotals: EMPTY.controlTotals,
      provenance: {
        ...NO_PROVENANCE,
        receivedFrom: before.provenance.receivedFrom,
        receivedAt: before.provenance.receivedAt,
        system: before.provenance.system,
      },
    })),
  reset: () => set(EMPTY),
}));

function mappingOf({ confidence: _confidence, reason: _reason, ...mapping }: FilePreview["columns"][number]["suggestion"]): ColumnMapping {
  return mapping;
}

function titleOf(preview: FilePreview): string {
  const name = preview.files[0]?.path.split(/[\\/]/).at(-1) ?? "Source";
  return name.replace(/\.[^.]+$/, "").replaceAll(/[_-]+/g, " ");
}

/** Roles given to more than one column. */
export function doubledRoles(columns: readonly ColumnMapping[]): string[] {
  const uses = columns.map((column) => column.use).filter((use) => !["feature", "attribute", "ignore"].includes(use));
  return [...new Set(uses.filter((use, index) => uses.indexOf(use) !== index))];
}

export function importRequest(draft: ImportDraft, preview: FilePreview): ImportRequest {
  return {
    planId: preview.planId,
    kind: draft.kind,
    title: draft.title.trim(),
    columns: [...draft.columns],
    answers: { ...draft.answers },
    controlTotals: draft.controlTotals
      .filter((total) => total.given.trim() !== "")
      .map((total) => ({ measure: total.measure, given: total.given.trim() })),
    provenance: draft.provenance,
  };
}
