import type { ColumnMapping as WindowColumn, FilePreview, SourceKind } from "../contract/source-schemas.ts";
import { isNumericFeature, readingOfUse } from "../contract/open-questions.ts";
import { assertNever } from "../foundation/assert-never.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { ImportPlan, PlannedColumn, Question } from "../ingest/index.ts";
import type { ColumnMapping, Reading, Target } from "../population/mapping.ts";
import { ROLES, ROLE_COLUMNS, type Role } from "../population/roles.ts";

/** Questions whose answer belongs to the population, not to one source. */
const POPULATION_QUESTIONS: ReadonlySet<string> = new Set(["task-type", "positive-outcome", "favourable-decision", "positive-decision"]);

/** What the window shows of a plan. */
export function previewOf(planId: string, plan: ImportPlan): FilePreview {
  const { kind, reason } = suggestKind(plan);
  return {
    planId,
    adapter: plan.format.adapter,
    format: describeFormat(plan.format),
    reason: plan.reason,
    files: plan.files.map(({ path, bytes }) => ({ path, bytes })),
    suggestedKind: kind,
    kindReason: reason,
    columns: plan.columns.map((column) => ({
      suggestion: suggestionOf(column),
      physicalType: column.types.join(" / "),
      samples: [...column.profile.examples],
      distinctValues: column.profile.distinct <= 20 ? [...column.profile.examples] : null,
      note: noteOf(column, plan),
    })),
    rows: plan.sample.raw.map((row) => [...row]),
    questions: windowQuestions(plan),
    limits: [...plan.limits],
  };
}

/** What is asked about one source; questions about the population are asked where it is stated. */
export function windowQuestions(plan: ImportPlan): FilePreview["questions"] {
  return plan.questions.filter((question) => !POPULATION_QUESTIONS.has(question.kind)).map(windowQuestion);
}

/** The full mapping of a source from what the window sends back: the draft's reading where nothing else was stated. */
export function mappingColumns(columns: readonly WindowColumn[], draft: readonly ColumnMapping[]): ColumnMapping[] {
  return columns
    .filter((column) => column.use !== "ignore")
    .map((column) => {
      const drafted = draft.find((entry) => entry.origin.kind === "column" && entry.origin.column === column.column);
      return { target: targetOf(column), origin: { kind: "column", column: column.column }, reading: readingOf(column, drafted?.reading) };
    });
}

function targetOf(column: WindowColumn): Target {
  if (column.use === "feature") return { kind: "feature", name: column.column, type: isNumericFeature(column) ? "numeric" : "categorical" };
  if (column.use === "attribute") return { kind: "attribute", name: column.column };
  if (column.use === "ignore") throw new TickmarkError("bad-input", `Column ${column.column} is not used.`);
  return { kind: "role", role: column.use };
}

function readingOf(column: WindowColumn, drafted: Reading | undefined): Reading {
  const wanted = readingOfUse(column);
  if (wanted === "instant") return instantReading(column, drafted?.as === "instant" ? drafted : undefined);
  if (wanted !== "number") return { as: "text" };
  const known = drafted?.as === "number" ? drafted : { decimalSeparator: "." as const, notANumber: "reject" as const };
  return {
    as: "number",
    decimalSeparator: column.decimalSeparator ?? known.decimalSeparator,
    notANumber: column.notANumber ?? known.notANumber,
  };
}

type InstantReading = Extract<Reading, { as: "instant" }>;

/** Each part as stated, else as drafted: a stated zone says nothing of the precision. */
function instantReading({ formats, timeZone }: WindowColumn, drafted: InstantReading | undefined): InstantReading {
  const encoding = formats === undefined || formats.length === 0 ? (drafted?.encoding ?? { kind: "iso" as const }) : encodingOf(formats);
  const sameForm = drafted !== undefined && JSON.stringify(drafted.encoding) === JSON.stringify(encoding);
  return {
    as: "instant",
    encoding,
    zone: timeZone === undefined ? (drafted?.zone ?? { kind: "in-text" }) : { kind: "declared", timeZone },
    precision: sameForm ? drafted.precision : precisionOf(formats),
  };
}

function encodingOf(formats: readonly string[]): InstantReading["encoding"] {
  const [first = "iso"] = formats;
  if (first === "iso") return { kind: "iso" };
  const epoch = /^epoch-(s|ms|us|ns)$/.exec(first);
  if (epoch !== null) return { kind: "epoch", unit: epoch[1] as "s" | "ms" | "us" | "ns" };
  return { kind: "formats", formats: [...formats] };
}

function precisionOf(formats: readonly string[] | undefined): "instant" | "day" | "month" | "year" {
  const [first] = formats ?? [];
  if (first === "%Y") return "year";
  if (first === "%Y-%m") return "month";
  return first !== undefined && first.startsWith("%") && !/%[HIMSTXcs]/.test(first) ? "day" : "instant";
}

function suggestionOf(column: PlannedColumn): FilePreview["columns"][number]["suggestion"] {
  const { suggestion, profile } = column;
  if (suggestion === null)
    return {
      column: column.name,
      use: "ignore",
      type: typeOf(profile, null),
      confidence: "low",
      reason: "Nothing in the name or the values says what this is.",
    };
  const { target, reading } = suggestion.mapping;
  return {
    column: column.name,
    use: target.kind === "role" ? target.role : target.kind,
    type: typeOf(profile, reading),
    ...(target.kind === "feature" ? { featureKind: target.type } : {}),
    confidence: suggestion.confidence >= 0.8 ? "high" : suggestion.confidence >= 0.5 ? "medium" : "low",
    reason: suggestion.reason,
  };
}

function typeOf(profile: PlannedColumn["profile"], reading: Reading | null): WindowColumn["type"] {
  if (reading?.as === "instant") return "timestamp";
  if (reading?.as === "number") return profile.integerShare === 1 ? "integer" : "double";
  return reading === null && profile.timeShare > 0.95 ? "timestamp" : "text";
}

function noteOf(column: PlannedColumn, plan: ImportPlan): string | null {
  const changes = plan.changes.filter((change) => change.column === column.name);
  if (changes.length === 0) return null;
  const [first] = changes;
  return `${first?.kind === "missing" ? "Missing in" : "Another type in"} ${changes.length} of ${plan.files.length} files: ${first?.detail ?? ""}`;
}

function windowQuestion(question: Question): FilePreview["questions"][number] {
  return {
    id: question.questionId,
    column: question.column,
    text: `${question.prompt} ${question.reason}`.trim(),
    choices: question.options.map(({ value, label }) => ({ value, title: label, consequence: "" })),
  };
}

/** Which part of the case the file feeds, from the roles that its columns seem to have. */
function suggestKind(plan: ImportPlan): { kind: SourceKind; reason: string } {
  const roles = new Set(
    plan.columns.flatMap(({ suggestion }) => (suggestion?.mapping.target.kind === "role" ? [suggestion.mapping.target.role] : [])),
  );
  const features = plan.columns.filter(({ suggestion }) => suggestion?.mapping.target.kind === "feature").length;
  const named = (wanted: readonly Role[]): string =>
    wanted
      .filter((role) => roles.has(role))
      .map((role) => ROLE_COLUMNS[role].title.toLowerCase())
      .join(", ");
  if (roles.has("decision") || roles.has("score"))
    return { kind: "decisions", reason: `It has ${named(["decision", "score", "decidedAt"])}, so it looks like the log of decisions.` };
  if (roles.has("reviewer")) return { kind: "reviews", reason: "It names reviewers but no score and no model decision." };
  if (roles.has("outcome")) return { kind: "outcomes", reason: "It has outcomes by id but no decision and no score." };
  if (roles.has("decidedAt") && features > 0) return { kind: "decisions", reason: "It has times and features." };
  const known = ROLES.filter((role) => roles.has(role) && role !== "decisionId" && role !== "subjectId");
  return known.length === 0
    ? { kind: "attributes", reason: "It has ids and further columns, and nothing that looks like a decision, an outcome or a review." }
    : { kind: "decisions", reason: "Nothing says otherwise." };
}

function describeFormat(format: ImportPlan["format"]): string {
  switch (format.adapter) {
    case "csv":
      return `CSV, ${format.encoding}, delimiter ${JSON.stringify(format.delimiter)}${format.compression === "none" ? "" : `, ${format.compression}`}`;
    case "json-lines":
      return `JSON ${format.layout}${format.compression === "none" ? "" : `, ${format.compression}`}`;
    case "parquet":
      return "Apache Parquet";
    case "arrow":
      return "Apache Arrow IPC";
    default:
      return assertNever(format);
  }
}
