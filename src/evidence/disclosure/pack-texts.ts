import { decodeShownCsv } from "../../foundation/typed-csv.ts";
import type { Json } from "../../foundation/canonical-json.ts";
import { ROLE_COLUMNS } from "../../population/roles.ts";
import { type RunRecord, asColumn } from "../run-record.ts";

/** A text of the pack and where it stands. */
export interface PackText {
  /** For example `findings.json: F-1, condition`. */
  readonly place: string;
  readonly text: string;
  /** `value`: a literal or a cell by itself; `id`: what a filter compares an id with, hence an id whatever it looks like. */
  readonly kind: "prose" | "value" | "id";
}

/** Everything of a pack in which somebody may have named a record. The documents are taken as they are, whatever they hold. */
export interface TextInput {
  readonly title: string;
  readonly purpose: string;
  readonly legalBasis: string;
  readonly classification: string;
  readonly recipients: readonly string[];
  readonly retainUntil: string;
  readonly engagement: unknown;
  readonly sources: unknown;
  readonly populations: unknown;
  readonly programme: unknown;
  readonly policies: unknown;
  readonly findings: unknown;
  readonly inventory: Readonly<Record<string, Json>>;
  readonly privacy: { readonly suppression: { readonly minimumCell: number } | null };
  readonly runs: readonly { readonly record: RunRecord; readonly files: Readonly<Record<string, string>> }[];
  readonly journal: { readonly payloads: readonly { readonly seq: number; readonly payload: Json }[] };
}

/** All texts of a pack's content, place by place. */
export function packTexts(input: TextInput): PackText[] {
  const { title, purpose, legalBasis, classification, recipients, retainUntil } = input;
  return [
    ...textsOf("pack.json", { title, purpose, legalBasis, classification, recipients, retainUntil }),
    ...textsOf("engagement.json", input.engagement),
    ...textsOf("sources.json", input.sources),
    ...textsOf("population.json", input.populations),
    ...textsOf("programme.json", input.programme),
    ...textsOf("policy.json", input.policies),
    ...textsOf("findings.json", input.findings),
    ...Object.entries(input.inventory).flatMap(([name, snapshot]) => textsOf(`inventory/${name}.json`, snapshot)),
    ...input.runs.flatMap((run) => runTexts(run, input.privacy.suppression?.minimumCell ?? null)),
    ...input.journal.payloads.flatMap(({ seq, payload }) => textsOf(`journal entry ${seq}`, payload)),
  ];
}

function runTexts({ record, files }: TextInput["runs"][number], minimumCell: number | null): PackText[] {
  const { runId } = record;
  return [
    ...textsOf(`${runId}: parameters`, record.parameters),
    ...textsOf(`${runId}: population`, record.population),
    ...textsOf(`${runId}: title`, record.title),
    ...record.queries.flatMap(({ name, sql, values }) => [
      ...sqlLiterals(sql).map((text) => ({ place: `${runId}: SQL of ${name}`, text, kind: "value" as const })),
      ...textsOf(`${runId}: bound values of ${name}`, values),
    ]),
    ...record.queries.flatMap((query) => {
      const text = files[query.file];
      if (text === undefined) return [];
      const { columns, rows } = decodeShownCsv(text, query.name, query.columns.map(asColumn), minimumCell);
      return columns
        .filter(({ type }) => type === "text")
        .flatMap(({ name }) =>
          [...new Set(rows.map((row) => row[name]))].flatMap((cell) =>
            typeof cell === "string" ? [{ place: `${runId}: ${query.file}, column ${name}`, text: cell, kind: "value" as const }] : [],
          ),
        );
    }),
  ];
}

/** Texts in SQL's single quotes. */
function sqlLiterals(sql: string): string[] {
  return [...sql.matchAll(/'((?:[^']|'')*)'/g)].map(([, text = ""]) => text.replaceAll("''", "'"));
}

function textsOf(place: string, value: unknown, kind: PackText["kind"] = "prose"): PackText[] {
  if (typeof value === "string") return value.trim() === "" ? [] : [{ place, text: value, kind }];
  // A number is an id only where it is compared with one.
  if (typeof value === "number") return kind === "id" ? [{ place, text: String(value), kind }] : [];
  if (Array.isArray(value)) return value.flatMap((entry: unknown) => textsOf(place, entry, kind));
  if (typeof value !== "object" || value === null) return [];
  const column = "column" in value && typeof value.column === "string" ? value.column : "";
  return Object.entries(value).flatMap(([key, entry]) =>
    textsOf(`${place}${place.includes(":") ? "," : ":"} ${key}`, entry, key === "values" && ID_COLUMNS.has(column) ? "id" : kind),
  );
}

const ID_COLUMNS: ReadonlySet<string> = new Set(
  (["decisionId", "subjectId", "reviewer"] as const).map((role) => ROLE_COLUMNS[role].column),
);

/** Words of a text that could be an id, each once: whole-token matches only, so that `12` in `2012` is none. */
export function identifierTokens({ text, kind }: PackText): string[] {
  const whole = text.normalize("NFC").trim();
  const words = [...whole.matchAll(/[\p{L}\p{N}](?:[\p{L}\p{N}._@:/+-]*[\p{L}\p{N}])?/gu)].map(([word]) => word);
  const phrases = words.flatMap((word, index) => [word, words.slice(index, index + 2).join(" "), words.slice(index, index + 3).join(" ")]);
  const tokens = new Set(phrases.filter((token) => !isWord(token) && !isQuantity(token)));
  // A word by itself may be an id where it is a value; a number or a date only where it is compared with ids.
  if (kind === "id" || (!isQuantity(whole) && (kind === "value" || !isWord(whole)))) tokens.add(whole);
  return [...tokens].filter((token) => token !== "" && token.length <= LONGEST_TOKEN);
}

const LONGEST_TOKEN = 200;
/** Numbers of so many digits are ids rather than quantities. */
const LONG_NUMBER = 7;

/** Words in small letters: in prose they mean what they say, even where an id is spelled alike. */
function isWord(token: string): boolean {
  return /^\p{Ll}+(?: \p{Ll}+)*$/u.test(token);
}

/** A quantity, a share, a date or a time. */
function isQuantity(token: string): boolean {
  if (/^\d{4}-\d\d(?:-\d\d)?(?:[T ][\d:.+Z-]*)?$/.test(token) || /^\d{1,2}[./]\d{1,2}[./]\d{2,4}$/.test(token)) return true;
  return /^[\d.,:%+-]+$/.test(token) && token.replaceAll(/\D/g, "").length < LONG_NUMBER;
}
