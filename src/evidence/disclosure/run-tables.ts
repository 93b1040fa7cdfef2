import type { Analysis } from "../../analyses/analysis.ts";
import type { Aggregate } from "../../foundation/aggregate.ts";
import { sha256Hex } from "../../foundation/digest.ts";
import { TickmarkError } from "../../foundation/errors.ts";
import { decodeTypedCsv } from "../../foundation/typed-csv.ts";
import type { Disclosure } from "../../sql/disclosure.ts";
import { asColumn } from "../run-record.ts";
import type { ShareableRun } from "./shareable-run.ts";
import type { TrueTable } from "./suppress-tables.ts";
import { stagesOf } from "./suppressed-replay.ts";

/** The true aggregates of one run, with the rules by which they are shown. */
export class RunTables {
  readonly run: ShareableRun;
  /** Null: no analysis at hand that made this run. */
  readonly analysis: Analysis | null;
  readonly aggregates: ReadonlyMap<string, Aggregate>;
  readonly #rules: ReadonlyMap<string, Disclosure>;

  constructor(run: ShareableRun, analyses: readonly Analysis[]) {
    this.run = run;
    this.analysis =
      analyses.find(({ id, methodVersion }) => id === run.record.analysisId && methodVersion === run.record.methodVersion) ?? null;
    this.aggregates = new Map(run.record.queries.map((query) => [query.name, readAggregate(run, query)]));
    this.#rules =
      this.analysis === null
        ? new Map()
        : new Map(
            stagesOf(run.record, this.analysis, this.aggregates)
              .flat()
              .flatMap(({ name, disclosure }) => (disclosure === undefined ? [] : [[name, disclosure] as const])),
          );
  }

  get record(): ShareableRun["record"] {
    return this.run.record;
  }

  /** Aggregates that are shown cell by cell. */
  get open(): TrueTable[] {
    return [...this.aggregates.values()].flatMap((aggregate) => {
      const disclosure = this.#rules.get(aggregate.name);
      if (disclosure === undefined || this.whyWithheld(aggregate.name) !== null) return [];
      return [{ id: `${this.record.runId}/${aggregate.name}`, aggregate, disclosure, aggregates: this.aggregates }];
    });
  }

  /** Why an aggregate is left out whole; null where it is shown cell by cell. */
  whyWithheld(query: string): string | null {
    if (this.analysis === null) return "no analysis of this method version is at hand to tell what its columns count";
    const rule = this.#rules.get(query);
    const columns = this.aggregates.get(query)?.columns ?? [];
    if (rule === undefined || columns.some(({ name, key }) => key !== true && rule.measures[name] === undefined))
      return "its analysis does not say what its columns count";
    return rule.withheld ?? null;
  }
}

function readAggregate({ record, files }: ShareableRun, query: ShareableRun["record"]["queries"][number]): Aggregate {
  const text = files[query.file];
  if (text === undefined || sha256Hex(text) !== query.sha256)
    throw new TickmarkError("bad-input", `The aggregate ${query.name} of run ${record.runId} is not the one that its record names.`, {
      file: query.file,
    });
  return decodeTypedCsv(text, query.name, query.columns.map(asColumn));
}
