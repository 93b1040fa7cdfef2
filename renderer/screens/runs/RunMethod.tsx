import type { RunView } from "../../../src/contract/run-schemas.ts";
import { useAnalyses } from "../../client/queries.ts";
import { Digest } from "../../parts/Digest.tsx";
import { formatInteger, formatShare } from "../../parts/format.ts";
import { FunnelTable } from "../../parts/FunnelTable.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { ParameterTable } from "../programme/ParameterTable.tsx";
import { StoredQueryView } from "./StoredQueryView.tsx";

/** Everything that is needed to compute the run again by other means. */
export function RunMethod({ run }: { readonly run: RunView }) {
  const analysis = useAnalyses().data?.find((entry) => entry.id === run.head.analysisId);
  return (
    <>
      <div className="columns columns-even">
        <Section title="Definition">
          <dl className="facts">
            <dt>Analysis</dt>
            <dd>
              <code>{run.head.analysisId}</code>, method {run.methodVersion}
            </dd>
            {analysis !== undefined && analysis.methodVersion !== run.methodVersion && (
              <>
                <dt>Now</dt>
                <dd>method {analysis.methodVersion}</dd>
              </>
            )}
            <dt>Criteria</dt>
            <dd>{analysis === undefined || analysis.criteria.length === 0 ? "–" : analysis.criteria.join(", ")}</dd>
            <dt>Origin</dt>
            <dd>{run.head.origin === "planned" ? "Planned: programme and policy were locked before" : "Exploratory"}</dd>
            <dt>Policy</dt>
            <dd>
              {run.policy.title} {run.policy.version}; false discovery {formatShare(run.policy.q, 0)}, intervals{" "}
              {formatShare(run.policy.level, 0)}, smallest cell {formatInteger(run.policy.minimumCell)}
            </dd>
            <dt>Engine</dt>
            <dd>{run.engine}</dd>
            <dt>Population</dt>
            <dd>
              <Digest value={run.populationFingerprint} what="the population fingerprint" />
            </dd>
          </dl>
        </Section>
        <Section title="Rows">
          <FunnelTable funnel={run.funnel} label="Row funnel of the run" />
        </Section>
      </div>
      <Section title="Parameters">
        <ParameterTable parameters={run.parameters} schema={analysis?.parameterSchema ?? {}} />
      </Section>
      <Section
        title="Queries"
        aside={`${formatInteger(run.queries.length)} in ${formatInteger(new Set(run.queries.map((query) => query.stage)).size)} stages`}
      >
        <div className="query-list">
          {run.queries.map((query, index) => (
            <StoredQueryView key={query.name} query={query} open={index === 0} />
          ))}
        </div>
      </Section>
    </>
  );
}
