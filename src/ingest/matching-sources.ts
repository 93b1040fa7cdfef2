import type { DuckDbEngine } from "../engine/duckdb-engine.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { relationColumns } from "../population/decision-columns.ts";
import type { StagedFacts } from "../population/decision-sql.ts";
import { type PopulationDefinition, stagingDigest } from "../population/definition.ts";
import { stagedSources } from "./import-tables.ts";

/** The staged sources of a definition; refuses what was imported with another format or mapping than it says. */
export async function matchingSources(engine: DuckDbEngine, definition: PopulationDefinition): Promise<StagedFacts["staged"]> {
  relationColumns(definition, false);
  const all = new Map((await stagedSources(engine)).map((source) => [source.sourceId, source]));
  return new Map(
    definition.sources.map((source) => {
      const staged = all.get(source.sourceId);
      if (staged === undefined)
        throw new TickmarkError("not-found", `The source ${source.sourceId} is not imported.`, { remedy: "Import it first." });
      if (staged.stagingDigest !== stagingDigest(source))
        throw new TickmarkError("bad-input", `The source ${source.sourceId} was imported with another format or mapping.`, {
          remedy: "Import it again.",
        });
      return [source.sourceId, { table: staged.table, digest: staged.digest, rows: staged.rows }];
    }),
  );
}
