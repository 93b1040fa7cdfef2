import { canonicalJson } from "../../foundation/canonical-json.ts";
import { type SafeHtml, markup } from "../html.ts";
import { countText } from "../number-text.ts";
import { digest, fold, instantText, statements, table } from "../parts.ts";
import type { ReportRun } from "../report-input.ts";

/** Everything that is needed to compute the run again. */
export function methodPart({ record, criteria }: ReportRun): SafeHtml {
  const parameters = Object.entries(record.parameters);
  return markup`<section class="sub method"><h3>How it was computed</h3>
${statements([
  ["Run", markup`<code>${record.runId}</code>`],
  ["Analysis", markup`<code>${record.analysisId}</code>, method version ${record.methodVersion}`],
  ["Criteria served", criteria.join(" · ")],
  ["Origin", record.lockedBySequence === null ? record.origin : `${record.origin}; locked by journal entry ${record.lockedBySequence}`],
  [
    "Population",
    markup`${record.population.title}, ${countText(record.population.rows)} decisions, ${digest(record.population.fingerprint, 24)}`,
  ],
  ["Policy", `${record.policy.title} (${record.policy.policyId}, version ${record.policy.version}); q = ${record.policy.q}`],
  ["Engine", `${record.engine.name} ${record.engine.version}, dialect ${record.engine.dialect}`],
  ["Time", `${instantText(record.startedAt)} to ${instantText(record.finishedAt)}`],
])}
${
  parameters.length > 0 &&
  table({
    caption: "Parameters",
    columns: [{ title: "Parameter" }, { title: "Value" }],
    rows: parameters.map(
      ([name, value]) =>
        markup`<tr><th scope="row"><code>${name}</code></th><td><code>${typeof value === "string" ? value : canonicalJson(value)}</code></td></tr>`,
    ),
  })
}
${table({
  caption: "Rows of this run",
  columns: [{ title: "Step" }, { title: "Rows", kind: "number" }, { title: "Lost or null", kind: "number" }],
  rows: record.funnel.map(
    (line) =>
      markup`<tr><th scope="row">${line.step}</th><td class="number">${countText(line.rows)}</td><td class="number">${countText(line.lost)}</td></tr>`,
  ),
})}
${record.queries.map((query) =>
  fold(
    markup`SQL, stage ${query.stage + 1}: ${query.name} <span class="range">${countText(query.rows)} rows</span>`,
    markup`<p>${query.purpose}</p><pre class="sql"><code>${query.sql}</code></pre>${query.values.length > 0 && markup`<p>Bound values: <code>${canonicalJson(query.values)}</code></p>`}<p>Aggregate <code>${query.file}</code>, SHA-256 ${digest(query.sha256, 64)}</p>`,
    `SQL, stage ${query.stage + 1}, ${query.name}: ${countText(query.rows)} rows in ${query.file}, SHA-256 ${query.sha256}.`,
  ),
)}
</section>`;
}
