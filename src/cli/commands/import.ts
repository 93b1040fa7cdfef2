import { z } from "zod";
import {
  type FilePreview,
  SOURCE_KINDS,
  type Source,
  columnMappingSchema,
  provenanceSchema,
  suggestionSchema,
} from "../../contract/source-schemas.ts";
import { TickmarkError } from "../../foundation/errors.ts";
import { type Command, EXIT, type Invocation, requiredPositional, table } from "../command.ts";
import { readJson } from "../read-json.ts";

/** Columns as stated, or as `--plan --json` suggests them: reason and confidence are for the reader. */
const mappingFileSchema = z.array(
  z.union([columnMappingSchema, suggestionSchema.transform(({ confidence: _confidence, reason: _reason, ...column }) => column)]),
);

export const importCommand: Command = {
  name: "import",
  summary: "Import an export file, folder or glob; or print what would be done.",
  usage: "CASE PATH... --kind KIND --mapping FILE   |   --plan PATH...   (exit 1 when a control total differs)",
  example: "tickmark import acme.tickmark exports/decisions --kind decisions --mapping mapping.json --total rows=39791",
  options: {
    plan: { type: "boolean", help: "print the recognised format, columns, suggestions and questions; import nothing" },
    kind: { type: "string", help: SOURCE_KINDS.join(", "), value: "KIND" },
    title: { type: "string", help: "name of the source in the case" },
    mapping: { type: "string", help: "JSON list of columns as --plan --json prints them under suggestion", value: "FILE" },
    answer: { type: "string", multiple: true, help: "answer to a question of the plan", value: "ID=VALUE" },
    total: { type: "string", multiple: true, help: "control total: rows=N or COLUMN=SUM", value: "MEASURE=VALUE" },
    provenance: {
      type: "string",
      help: "JSON: system, query, extractedBy, extractedAt, receivedFrom, receivedAt, completenessEvidence",
      value: "FILE",
    },
  },
  async run(invocation) {
    const { workbench, job } = invocation;
    if (invocation.flag("plan")) {
      const preview = await workbench.sources.preview(invocation.positionals, job.signal);
      if (invocation.json) invocation.printJson(preview);
      else invocation.print(describePlan(preview));
      return EXIT.good;
    }
    const directory = requiredPositional(invocation, 0, "The case");
    const paths = invocation.positionals.slice(1);
    if (paths.length === 0) throw new TickmarkError("usage", "No file to import was given.");
    const preview = await workbench.sources.preview(paths, job.signal);
    const kind = z.enum(SOURCE_KINDS).safeParse(invocation.text("kind"));
    if (!kind.success)
      throw new TickmarkError(
        "usage",
        `--kind is one of ${SOURCE_KINDS.join(", ")}. It looks like ${preview.suggestedKind}: ${preview.kindReason}`,
      );
    const mapping = invocation.text("mapping");
    if (mapping === undefined)
      throw new TickmarkError("usage", "--mapping is missing: roles are stated, never guessed.", {
        remedy: "Start from the suggestions that tickmark import --plan --json prints.",
      });
    await workbench.cases.open(directory);
    const source = await workbench.sources.import(
      workbench.cases.session,
      {
        planId: preview.planId,
        kind: kind.data,
        title: invocation.text("title") ?? kind.data,
        columns: readJson(mapping, mappingFileSchema),
        answers: Object.fromEntries(invocation.texts("answer").map((text) => splitPair(text, "--answer"))),
        controlTotals: invocation.texts("total").map((text) => {
          const [measure, given] = splitPair(text, "--total");
          return { measure, given };
        }),
        provenance: provenanceOf(invocation),
      },
      job,
    );
    if (invocation.json) invocation.printJson(source);
    else invocation.print(describeSource(source));
    return source.controlTotals.some((total) => total.agrees === false) ? EXIT.exceptionsFound : EXIT.good;
  },
};

function provenanceOf(invocation: Invocation): z.infer<typeof provenanceSchema> {
  const file = invocation.text("provenance");
  if (file !== undefined) return readJson(file, provenanceSchema);
  return { system: "", query: "", extractedBy: "", extractedAt: "", receivedFrom: "", receivedAt: "", completenessEvidence: "" };
}

function splitPair(text: string, option: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new TickmarkError("usage", `${option} takes NAME=VALUE, not "${text}".`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function describePlan(preview: FilePreview): string {
  const columns = preview.columns.map(({ suggestion, physicalType, note }) => [
    suggestion.column,
    physicalType,
    suggestion.use,
    suggestion.confidence,
    `${suggestion.reason}${note === null ? "" : ` ${note}`}`,
  ]);
  return [
    `${preview.format}: ${preview.reason}`,
    `${preview.files.length} file(s), ${preview.files.reduce((sum, file) => sum + file.bytes, 0)} bytes`,
    `Looks like ${preview.suggestedKind}. ${preview.kindReason}`,
    "",
    table(["column", "type", "suggested use", "confidence", "reason"], columns),
    "",
    ...preview.questions.map(
      (question) => `? ${question.id}: ${question.text} [${question.choices.map((choice) => choice.value).join(" | ")}]`,
    ),
    ...preview.limits.map((limit) => `- ${limit}`),
  ].join("\n");
}

export function describeSource(source: Source): string {
  return [
    `${source.sourceId}: ${source.rowsImported} rows imported, ${source.rowsRejected} rejected, ${source.rowsBlank} blank, of ${source.rowsRead} read`,
    ...(source.rowsRejected === 0
      ? []
      : [
          `  ${source.rowsRejected} of ${source.rowsRead} ROWS WERE REJECTED and take part in nothing: tickmark rejects CASE ${source.sourceId} lists them`,
        ]),
    ...source.controlTotals.map((total) => {
      const state =
        total.agrees === true
          ? "agrees"
          : total.agrees === false
            ? `DIFFERS${total.difference === null ? "" : ` by ${total.difference}`}`
            : "no figure given";
      return `  ${total.measure}: ${total.found} (given ${total.given ?? "-"}): ${state}${total.note === undefined ? "" : `. ${total.note}`}`;
    }),
    ...source.files.map((file) => `  ${file.sha256}  ${file.path}`),
  ].join("\n");
}
