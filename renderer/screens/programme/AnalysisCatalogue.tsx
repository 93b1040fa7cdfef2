import { Plus } from "lucide-react";
import type { AnalysisInfo, ProgrammeEntry } from "../../../src/contract/run-schemas.ts";
import { ROLE_COLUMNS } from "../../../src/contract/vocabulary.ts";
import { type JsonSchema, defaultOf } from "./json-schema.ts";

interface AnalysisCatalogueProps {
  readonly analyses: readonly AnalysisInfo[];
  readonly entries: readonly ProgrammeEntry[];
  readonly onAdd: (entry: ProgrammeEntry) => void;
}

/** What else could be asked. The same analysis may stand in the programme twice, with other parameters. */
export function AnalysisCatalogue({ analyses, entries, onAdd }: AnalysisCatalogueProps) {
  const add = (analysis: AnalysisInfo) => {
    const taken = new Set(entries.map((entry) => entry.entryId));
    let number = 1;
    while (taken.has(`${analysis.id}-${number}`)) number += 1;
    const parameters = defaultOf(analysis.parameterSchema as JsonSchema);
    onAdd({
      entryId: `${analysis.id}-${number}`,
      analysisId: analysis.id,
      parameters: typeof parameters === "object" && parameters !== null && !Array.isArray(parameters) ? parameters : {},
    });
  };
  return (
    <details className="query">
      <summary>
        <b>Add an analysis</b>
        <span className="faint query-rows">{analyses.length} to choose from</span>
      </summary>
      <ul className="list-plain catalogue">
        {analyses.map((analysis) => (
          <li key={analysis.id}>
            <div>
              <b>{analysis.title}</b>
              <p className="soft">{analysis.question}</p>
              <p className="faint small">
                Needs{" "}
                {analysis.requiredRoles.length === 0
                  ? "no role"
                  : analysis.requiredRoles.map((role) => ROLE_COLUMNS[role].title).join(", ")}
                {analysis.criteria.length > 0 && ` · serves ${analysis.criteria.join(", ")}`}
              </p>
            </div>
            <button type="button" className="button button-small" aria-label={`Add ${analysis.title}`} onClick={() => add(analysis)}>
              <Plus size={13} aria-hidden="true" />
              Add
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
