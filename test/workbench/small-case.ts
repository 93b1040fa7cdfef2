import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ColumnMapping, PopulationRequest, Source, SourceKind } from "../../src/contract/source-schemas.ts";
import { quietJob } from "../../src/workbench/job.ts";
import { draftRequest } from "../../src/workbench/population-draft.ts";
import { type Workbench, createServices } from "../../src/workbench/workbench.ts";

export const PROVENANCE = {
  system: "",
  query: "",
  extractedBy: "",
  extractedAt: "",
  receivedFrom: "",
  receivedAt: "",
  completenessEvidence: "",
};

interface ImportWish {
  readonly kind: SourceKind;
  readonly text: string;
  readonly columns: readonly ColumnMapping[];
  readonly answers?: Record<string, string>;
  readonly totals?: { measure: string; given: string }[];
}

/** An empty case in a folder of its own, with a state directory that is not the user's. */
export class SmallCase {
  readonly folder = mkdtempSync(join(tmpdir(), "tickmark-small-"));
  readonly workbench: Workbench;
  #files = 0;

  constructor() {
    process.env["TICKMARK_HOME"] = join(this.folder, "home");
    this.workbench = createServices();
  }

  async open(): Promise<this> {
    await this.workbench.cases.create({
      directory: join(this.folder, "case"),
      title: "Small",
      organisation: "",
      auditor: "ann@example.org",
      tier: "standard",
      domain: "",
      objective: "",
    });
    return this;
  }

  get session() {
    return this.workbench.cases.session;
  }

  write(text: string): string {
    this.#files += 1;
    const path = join(this.folder, `export-${this.#files}.csv`);
    writeFileSync(path, text);
    return path;
  }

  async import(wish: ImportWish): Promise<Source> {
    const { sources } = this.workbench;
    const { planId } = await sources.preview([this.write(wish.text)]);
    const { kind, columns, answers = {}, totals = [] } = wish;
    return await sources.import(
      this.session,
      { planId, kind, title: kind, columns: [...columns], answers, controlTotals: totals, provenance: PROVENANCE },
      quietJob(),
    );
  }

  /** First column of a query on the staged tables. */
  async column(text: string): Promise<unknown[]> {
    return await this.session.engines.read(async (engine) => (await engine.rows({ text, values: [] })).rows.map(([value]) => value));
  }

  request(stated: Partial<PopulationRequest> = {}): PopulationRequest {
    return { ...draftRequest(this.session, this.workbench.sources), taskType: "binary", timeZone: "Europe/Berlin", ...stated };
  }

  async remove(): Promise<void> {
    await this.workbench.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
