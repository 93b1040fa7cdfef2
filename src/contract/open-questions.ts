import { ROLE_COLUMNS } from "../population/roles.ts";
import type { ColumnMapping, FilePreview } from "./source-schemas.ts";

type Question = FilePreview["questions"][number];

/** What a column's text must be read as for its use; null where it is not used. */
export function readingOfUse(column: ColumnMapping): "text" | "number" | "instant" | null {
  if (column.use === "ignore") return null;
  if (column.use === "attribute") return "text";
  if (column.use === "feature") return isNumericFeature(column) ? "number" : "text";
  const { type } = ROLE_COLUMNS[column.use];
  return type === "instant" ? "instant" : type === "float" ? "number" : "text";
}

export function isNumericFeature(column: ColumnMapping): boolean {
  if (column.use !== "feature") return false;
  return column.featureKind === undefined ? ["integer", "decimal", "double"].includes(column.type) : column.featureKind === "numeric";
}

/** By kind of question, which is the part of its id before the colon: what it is about, and what states the same. */
const STATED_BY: Readonly<
  Record<string, { readonly reading: "number" | "instant"; readonly stated: (column: ColumnMapping) => string | undefined }>
> = {
  "date-order": { reading: "instant", stated: (column) => column.formats?.join(" or ") },
  "epoch-unit": { reading: "instant", stated: (column) => column.formats?.join(" or ") },
  "time-zone": { reading: "instant", stated: (column) => column.timeZone },
  "decimal-separator": { reading: "number", stated: (column) => column.decimalSeparator },
  "not-a-number": { reading: "number", stated: (column) => column.notANumber },
};

/** What the columns state, as answers to the questions about them; an answer that was given stands. */
export function answersWithColumns(
  questions: readonly Pick<Question, "id" | "column">[],
  columns: readonly ColumnMapping[],
  answers: Readonly<Record<string, string>>,
): Record<string, string> {
  const stated: Record<string, string> = {};
  for (const question of questions) {
    const column = columns.find((entry) => entry.column === question.column);
    const text = column === undefined ? undefined : STATED_BY[kindOf(question)]?.stated(column);
    if (text !== undefined && text !== "") stated[question.id] = text;
  }
  return { ...stated, ...answers };
}

/**
 * Questions that still need an answer. A statement about a column answers only the question it is about: a format
 * says nothing of the zone. A question about a column that is not used, or not read that way, is not asked.
 */
export function openQuestions<Asked extends Pick<Question, "id" | "column">>(
  questions: readonly Asked[],
  columns: readonly ColumnMapping[],
  answers: Readonly<Record<string, string>>,
): Asked[] {
  const given = answersWithColumns(questions, columns, answers);
  return questions.filter((question) => (given[question.id] ?? "").trim() === "" && isAsked(question, columns));
}

function isAsked(question: Pick<Question, "id" | "column">, columns: readonly ColumnMapping[]): boolean {
  if (question.column === null) return true;
  const column = columns.find((entry) => entry.column === question.column);
  const reading = column === undefined ? null : readingOfUse(column);
  const about = STATED_BY[kindOf(question)]?.reading;
  return reading !== null && (about === undefined || about === reading);
}

function kindOf(question: Pick<Question, "id">): string {
  return question.id.split(":")[0] ?? question.id;
}
