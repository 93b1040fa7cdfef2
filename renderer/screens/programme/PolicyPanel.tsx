import type { AnalysisInfo } from "../../../src/contract/run-schemas.ts";
import { formatInteger, formatShare, inWords } from "../../parts/format.ts";
import { SelectField } from "../../parts/Field.tsx";
import { Section } from "../../parts/PageHead.tsx";
import type { ProgrammeView } from "./ProgrammeScreen.tsx";

interface PolicyPanelProps {
  readonly policies: ProgrammeView["policies"];
  readonly policy: ProgrammeView["policy"];
  readonly analyses: readonly AnalysisInfo[];
  readonly onChoose: (policyId: string) => void;
}

/** The thresholds in force: from which size an effect matters, and how often a false alarm is allowed. */
export function PolicyPanel({ policies, policy, analyses, onChoose }: PolicyPanelProps) {
  const declared = new Map(
    analyses.flatMap((analysis) =>
      (analysis.thresholds ?? []).map((threshold) => [threshold.key, { ...threshold, analysis: analysis.title }]),
    ),
  );
  const groups = Map.groupBy(Object.entries(policy.thresholds), ([key]) => key.slice(0, Math.max(0, key.indexOf("."))));
  return (
    <Section title="Policy">
      <SelectField
        label="Risk tier"
        value={policy.policyId}
        options={policies.map((entry) => ({ value: entry.policyId, title: `${entry.title} (${entry.tier})` }))}
        onChange={onChoose}
      />
      <dl className="facts">
        <dt>Version</dt>
        <dd>{policy.version}</dd>
        <dt>False discovery q</dt>
        <dd>{formatShare(policy.q, 0)}</dd>
        <dt>Interval level</dt>
        <dd>{formatShare(policy.level, 0)}</dd>
        <dt>Smallest cell</dt>
        <dd>{formatInteger(policy.minimumCell)} rows</dd>
        <dt>Meant for</dt>
        <dd>{policy.domains.length === 0 ? "any domain" : policy.domains.join(", ")}</dd>
      </dl>
      <div className="table-frame">
        <table className="table">
          <caption className="hidden-visually">Smallest effects that matter</caption>
          <thead>
            <tr>
              <th scope="col">Smallest effect that matters</th>
              <th scope="col" className="number fit">
                Threshold
              </th>
            </tr>
          </thead>
          {[...groups].map(([analysisId, thresholds]) => (
            <tbody key={analysisId}>
              <tr>
                <th scope="rowgroup" colSpan={2} className="policy-group">
                  {analyses.find((analysis) => analysis.id === analysisId)?.title ?? inWords(analysisId)}
                </th>
              </tr>
              {thresholds.map(([key, value]) => (
                <tr key={key}>
                  <td>{declared.get(key)?.title ?? inWords(key.slice(key.indexOf(".") + 1))}</td>
                  <td className="number fit">
                    {value} <span className="faint">{unitWord(declared.get(key)?.unit)}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </Section>
  );
}

function unitWord(unit: string | undefined): string {
  return unit === undefined || unit === "none" || unit === "index" ? "" : unit;
}
