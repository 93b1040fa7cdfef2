import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { applyFormatAnswers, draftMapping, planImport, unmappedColumns } from "../../src/ingest/index.ts";
import type { ImportPlan } from "../../src/ingest/index.ts";
import { ImportFixture } from "./import-fixture.ts";

const fixture = new ImportFixture();

async function planOf(name: string, content: string | Uint8Array): Promise<ImportPlan> {
  const [plan] = await planImport([await fixture.file(name, content)]);
  if (plan === undefined) throw new Error("One plan was expected.");
  return plan;
}

describe("recognition", () => {
  test("by content and not by name: Parquet without its ending, JSON lines called .txt, semicolons", async () => {
    const pq = await fixture.copied("log.data", "select 1 as id", "format parquet");
    expect((await planImport([pq]))[0]).toMatchObject({
      format: { adapter: "parquet" },
      reason: expect.stringContaining("PAR1") as string,
    });
    expect((await planOf("log.txt", '{"id":"a","m":{"x":1}}\n{"id":"b"}\n')).format).toMatchObject({
      adapter: "json-lines",
      columns: ["id", "m.x"],
    });
    expect((await planOf("log.dat", "id;amount\n1;2,5\n2;3,5\n")).format).toMatchObject({
      adapter: "csv",
      delimiter: ";",
      header: true,
      columns: ["id", "amount"],
    });
    expect((await planOf("bare.csv", "1,2.5\n2,3.5\n")).format).toMatchObject({ header: false, columns: ["column_1", "column_2"] });
    expect((await planOf("titled.csv", "Monthly export\n\nid,x\n1,2\n2,3\n3,4\n")).format).toMatchObject({
      skipLines: 2,
      columns: ["id", "x"],
    });
  });

  test("a file of no known format is refused when named and listed when found in a folder", async () => {
    const image = await fixture.file("image.png", Uint8Array.from([0x89, 0x50, 0, 0, 1]));
    await expect(planImport([image])).rejects.toMatchObject({ code: "unsupported", detail: { file: image } });
    await expect(planImport([join(fixture.directory, "absent.csv")])).rejects.toMatchObject({ code: "not-found" });
  });

  test("like files of a folder make one source, others their own; changes of the schema are listed", async () => {
    const folder = join(fixture.directory, "export");
    await mkdir(folder);
    const [january, february] = [
      await fixture.copied("export/2026-01.parquet", "select 1 as id, 1 as x, 1 as y, 'a' as z", "format parquet"),
      await fixture.copied("export/2026-02.parquet", "select 2 as id, 1.5::double as x, 1 as y", "format parquet"),
    ];
    await fixture.file("export/labels.csv", "id,label\n1,0\n2,1\n");
    const readme = await fixture.file("export/notes.bin", Uint8Array.from([0, 1, 2]));
    const plans = await planImport([folder]);
    expect(plans.map((plan) => plan.files.map((file) => file.path))).toEqual([[january, february], [join(folder, "labels.csv")]]);
    expect(plans[0]?.changes).toEqual([
      { column: "x", kind: "type-changed", file: february, detail: "DOUBLE here, INTEGER in most files." },
      { column: "z", kind: "missing", file: february, detail: "The column is not in this file." },
    ]);
    expect(plans[0]?.ignoredFiles).toEqual([readme]);
    expect((await planImport([join(folder, "*.parquet")]))[0]?.files).toHaveLength(2);
  });

  test("text that is not UTF-8 asks for its encoding and is planned again with the answer", async () => {
    const plan = await planOf("log.csv", Buffer.from("id,naïve\n1,é\n2,e\n", "latin1"));
    expect(plan.questions.map((question) => question.questionId)).toContain("encoding");
    const again = await applyFormatAnswers(plan, { encoding: "latin-1" });
    expect(again.questions.map((question) => question.questionId)).not.toContain("encoding");
    expect(again.format).toMatchObject({ encoding: "latin-1", columns: ["id", "naïve"] });
  });
});

describe("suggestions and questions", () => {
  test("a date that can be read both ways is asked about and left out until answered", async () => {
    const plan = await planOf("log.csv", "id,decision_date,x\n1,03/04/2026,1.5\n2,05/06/2026,2.5\n");
    const before = draftMapping(plan, {});
    expect(before.open.map((question) => question.questionId)).toEqual(
      expect.arrayContaining(["date-order:decision_date", "time-zone:decision_date"]),
    );
    expect(unmappedColumns(plan, before.mapping)).toEqual(["decision_date"]);
    const { mapping } = draftMapping(plan, { "date-order:decision_date": "day-first", "time-zone:decision_date": "Europe/Paris" });
    expect(mapping.columns.find((column) => column.origin.kind === "column" && column.origin.column === "decision_date")?.reading).toEqual({
      as: "instant",
      encoding: { kind: "formats", formats: ["%d/%m/%Y"] },
      zone: { kind: "declared", timeZone: "Europe/Paris" },
      precision: "day",
    });
  });

  test("a date that can be read one way only needs no question about its order", async () => {
    const plan = await planOf("log.csv", "id,decision_date,x\n1,13/04/2026,1.5\n2,05/06/2026,2.5\n");
    expect(plan.questions.map((question) => question.kind)).not.toContain("date-order");
  });

  test("times with an offset need no zone; naive ones do", async () => {
    const zoned = await planOf("a.csv", "id,timestamp\n1,2026-01-01T00:00:00Z\n2,2026-01-01T00:00:00+01:00\n");
    expect(zoned.questions.map((question) => question.kind)).not.toContain("time-zone");
    const naive = await planOf("b.csv", "id,timestamp\n1,2026-01-01T00:00:00\n2,2026-01-01T00:00:01\n");
    expect(naive.questions.map((question) => question.questionId)).toContain("time-zone:timestamp");
  });

  test("words for missing values, and a comma that may be decimal, are asked about", async () => {
    const plan = await planOf("log.csv", "id;amount;x\n1;1,234;NA\n2;2,345;3\n3;4,567;5\n");
    expect(plan.questions.map((question) => question.questionId)).toEqual(
      expect.arrayContaining(["missing-values", "decimal-separator:amount"]),
    );
    expect(draftMapping(plan, { "missing-values": '["NA"]' }).mapping.nullTokens).toEqual(["NA"]);
  });

  test("what sets the direction of figures is asked with the values that were seen", async () => {
    const plan = await planOf(
      "log.csv",
      "prediction_id,y_pred,y_pred_proba,y_true,sex,postcode\n1,1,0.9,1,f,01067\n2,0,0.2,0,m,02001\n3,1,0.8,0,f,01067\n",
    );
    expect(plan.columns.map(({ suggestion }) => suggestion?.mapping.target)).toEqual([
      { kind: "role", role: "decisionId" },
      { kind: "role", role: "decision" },
      { kind: "role", role: "score" },
      { kind: "role", role: "outcome" },
      { kind: "attribute", name: "sex" },
      { kind: "feature", name: "postcode", type: "categorical" },
    ]);
    expect(plan.questions.map((question) => question.kind)).toEqual([
      "task-type",
      "positive-outcome",
      "positive-decision",
      "favourable-decision",
    ]);
    expect(plan.questions.find((question) => question.kind === "favourable-decision")?.options.map((option) => option.value)).toEqual([
      "1",
      "0",
    ]);
    expect(plan.sample.raw[0]).toEqual(["1", "1", "0.9", "1", "f", "01067"]);
  });
});
