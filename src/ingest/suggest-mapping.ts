import type { ColumnMapping, Reading, SourceMapping } from "../population/mapping.ts";
import { readingKind } from "../population/canonical-columns.ts";
import { suggestTargets } from "../population/suggest-roles.ts";
import { TASK_TYPES } from "../population/roles.ts";
import { type ProfiledColumn, hasLeadingZeros } from "./column-profile.ts";
import type { Answers, ImportPlan, MappingDraft, Question, RoleSuggestion } from "./import-plan.ts";
import { rawTypeOf } from "./reading-sql.ts";

export interface SuggestionInput {
  readonly name: string;
  readonly types: readonly string[];
  readonly profiled: ProfiledColumn;
  /** True for formats that have types of their own. */
  readonly typedFormat: boolean;
}

/** Suggestions for all columns of a source, and the questions that stand in their way. Pure. */
export function suggestMapping(columns: readonly SuggestionInput[]): { suggestions: (RoleSuggestion | null)[]; questions: Question[] } {
  const questions: Question[] = [];
  const targets = suggestTargets(
    columns.map(({ name, types, profiled, typedFormat }) => ({
      name,
      numberShare: profiled.profile.numberShare,
      timeShare: timesByType(types) ? 1 : profiled.profile.timeShare,
      sampled: profiled.profile.sampled,
      missing: profiled.profile.missing,
      distinct: profiled.profile.distinct,
      typedAsText: (typedFormat && rawTypeOf(types[0] ?? "") === "text") || hasLeadingZeros(profiled.values),
    })),
  );
  const suggestions = columns.map((column, index): RoleSuggestion | null => {
    const suggested = targets[index];
    if (suggested === null || suggested === undefined) return null;
    const kind = readingKind(suggested.target);
    const reading =
      kind === "text"
        ? ({ as: "text" } as const)
        : kind === "number"
          ? numberReading(column, questions)
          : instantReading(column, questions);
    const openQuestions = questions
      .filter((question) => question.column === column.name && blocksReading(question))
      .map((question) => question.questionId);
    return {
      mapping: { target: suggested.target, origin: { kind: "column", column: column.name }, reading },
      openQuestions,
      confidence: suggested.confidence,
      reason: suggested.reason,
    };
  });
  const words = [...new Set(columns.flatMap(({ profiled }) => profiled.missingWords))];
  if (words.length > 0) questions.unshift(missingValuesQuestion(words));
  questions.push(...statedValueQuestions(columns, suggestions));
  return { suggestions, questions };
}

/** The mapping that suggestions and answers make; a column with an open question is left out until it is answered. */
export function draftMapping(plan: ImportPlan, answers: Answers): MappingDraft {
  const answered = (questionId: string): string | undefined => (Object.hasOwn(answers, questionId) ? answers[questionId] : undefined);
  const open = plan.questions.filter((question) => answered(question.questionId) === undefined);
  const columns = plan.columns.flatMap(({ name, suggestion }): ColumnMapping[] => {
    if (suggestion === null) return [];
    if (open.some((question) => suggestion.openQuestions.includes(question.questionId))) return [];
    return [{ ...suggestion.mapping, reading: answeredReading(suggestion.mapping.reading, name, plan.questions, answered) }];
  });
  const tokens = answered("missing-values");
  return { mapping: { columns, nullTokens: tokens === undefined ? [] : (JSON.parse(tokens) as string[]) }, open };
}

function blocksReading(question: Question): boolean {
  return ["date-order", "time-zone", "decimal-separator", "not-a-number"].includes(question.kind);
}

function answeredReading(
  reading: Reading,
  column: string,
  questions: readonly Question[],
  answered: (id: string) => string | undefined,
): Reading {
  if (reading.as === "number") {
    const separator = answered(`decimal-separator:${column}`);
    const nan = answered(`not-a-number:${column}`);
    return {
      ...reading,
      ...(separator === "," || separator === "." ? { decimalSeparator: separator } : {}),
      ...(nan === "null" || nan === "reject" ? { notANumber: nan } : {}),
    };
  }
  if (reading.as !== "instant") return reading;
  const zone = answered(`time-zone:${column}`);
  const order = answered(`date-order:${column}`);
  const formats = questions
    .find((question) => question.questionId === `date-order:${column}`)
    ?.options.find((option) => option.value === order);
  return {
    ...reading,
    ...(zone === undefined ? {} : { zone: { kind: "declared", timeZone: zone } as const }),
    ...(formats === undefined ? {} : { encoding: { kind: "formats", formats: formats.label.split(" or ") } as const }),
  };
}

function numberReading({ name, profiled }: SuggestionInput, questions: Question[]): Reading {
  if (profiled.decimals === "ambiguous")
    questions.push({
      questionId: `decimal-separator:${name}`,
      kind: "decimal-separator",
      column: name,
      prompt: `Is the comma in ${name} a decimal comma?`,
      reason: `All values look like ${profiled.values[0] ?? "1,234"}: a comma before three digits can be either.`,
      options: [
        { value: ",", label: "Decimal comma: 1,234 is a little more than one" },
        { value: ".", label: "No: values with a comma become rejects" },
      ],
    });
  if (profiled.hasNotANumber)
    questions.push({
      questionId: `not-a-number:${name}`,
      kind: "not-a-number",
      column: name,
      prompt: `What does NaN mean in ${name}?`,
      reason: "Some sampled values are NaN.",
      options: [
        { value: "null", label: "No value" },
        { value: "reject", label: "An error: the row becomes a reject" },
      ],
    });
  return { as: "number", decimalSeparator: profiled.decimals === "," ? "," : ".", notANumber: "reject" };
}

function instantReading({ name, types, profiled }: SuggestionInput, questions: Question[]): Reading {
  const raw = rawTypeOf(types[0] ?? "");
  if (raw === "timestamptz") return { as: "instant", encoding: { kind: "iso" }, zone: { kind: "in-text" }, precision: "instant" };
  const { time } = profiled;
  const typed = raw === "timestamp" || raw === "date";
  const precision = raw === "date" ? "day" : (time?.precision ?? "instant");
  if (!typed && time?.encoding === null)
    questions.push({
      questionId: `date-order:${name}`,
      kind: "date-order",
      column: name,
      prompt: `Which comes first in ${name}, the day or the month?`,
      reason: `Values such as ${profiled.values[0] ?? ""}: ${time.reason}.`,
      options: time.alternatives.map(({ value, encoding }) => ({
        value,
        label: encoding.kind === "formats" ? encoding.formats.join(" or ") : value,
      })),
    });
  const zoneKnown = !typed && time?.zoneInText === true;
  if (!zoneKnown)
    questions.push({
      questionId: `time-zone:${name}`,
      kind: "time-zone",
      column: name,
      prompt: `In which time zone are the times of ${name}?`,
      reason: typed ? "The file's times carry no zone." : `The values are ${time?.reason ?? "times without a zone"}.`,
      options: [],
    });
  return {
    as: "instant",
    encoding: typed ? { kind: "iso" } : (time?.encoding ?? { kind: "iso" }),
    zone: zoneKnown ? { kind: "in-text" } : { kind: "declared", timeZone: "UTC" },
    precision,
  };
}

function missingValuesQuestion(words: readonly string[]): Question {
  return {
    questionId: "missing-values",
    kind: "missing-values",
    column: null,
    prompt: `Do these mean "no value": ${words.map((word) => `"${word}"`).join(", ")}?`,
    reason: "They occur in the sample. A value that is not read as its column asks makes its row a reject.",
    options: [
      { value: JSON.stringify(words), label: "Yes, in every column" },
      { value: "[]", label: "No, they are values" },
    ],
  };
}

/** Stated roles of the population: asked of whoever knows, with the values that were seen. */
function statedValueQuestions(columns: readonly SuggestionInput[], suggestions: readonly (RoleSuggestion | null)[]): Question[] {
  const columnOf = (role: string): SuggestionInput | undefined =>
    columns[suggestions.findIndex((suggestion) => suggestion?.mapping.target.kind === "role" && suggestion.mapping.target.role === role)];
  const [decision, outcome, score] = [columnOf("decision"), columnOf("outcome"), columnOf("score")];
  const options = (column: SuggestionInput): Question["options"] =>
    column.profiled.values.slice(0, 20).map((value) => ({ value, label: value }));
  const questions: Question[] = [];
  if (decision !== undefined || score !== undefined)
    questions.push({
      questionId: "task-type",
      kind: "task-type",
      column: null,
      prompt: "What kind of answer does the model give?",
      reason:
        decision === undefined
          ? "There is a score and no decision."
          : `${decision.name} has ${decision.profiled.profile.distinct} different values in the sample.`,
      options: TASK_TYPES.map((value) => ({ value, label: value })),
    });
  if (outcome !== undefined)
    questions.push(
      stated(
        "positive-outcome",
        outcome,
        `Which value of ${outcome.name} is the positive outcome, the one the model predicts?`,
        options(outcome),
      ),
    );
  if (decision !== undefined) {
    questions.push(
      stated("positive-decision", decision, `Which value of ${decision.name} predicts the positive outcome?`, options(decision)),
    );
    questions.push(
      stated("favourable-decision", decision, `Which value of ${decision.name} is good for the person it is about?`, options(decision)),
    );
  }
  return questions;
}

function stated(
  kind: "positive-outcome" | "positive-decision" | "favourable-decision",
  column: SuggestionInput,
  prompt: string,
  options: Question["options"],
): Question {
  return {
    questionId: kind,
    kind,
    column: column.name,
    prompt,
    reason: "It sets the direction of figures, so it is stated and never guessed.",
    options,
  };
}

function timesByType(types: readonly string[]): boolean {
  return types.length > 0 && types.every((type) => ["timestamp", "timestamptz", "date"].includes(rawTypeOf(type)));
}

/** For `SourceMapping` readers: what is left out of a draft. */
export function unmappedColumns(plan: ImportPlan, mapping: SourceMapping): string[] {
  const used = new Set(mapping.columns.flatMap(({ origin }) => (origin.kind === "column" ? [origin.column] : [])));
  return plan.columns.map(({ name }) => name).filter((name) => !used.has(name));
}
