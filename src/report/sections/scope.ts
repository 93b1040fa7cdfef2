import { type SafeHtml, markup } from "../html.ts";
import { countText } from "../number-text.ts";
import { digest, epochText, statements, table } from "../parts.ts";
import type { ReportInput } from "../report-input.ts";

type PopulationPart = ReportInput["populations"][number];

export function scopeSection(input: ReportInput): SafeHtml {
  const { engagement } = input;
  return markup`<section aria-labelledby="scope"><h2 id="scope">Scope and population</h2>
${statements([
  [
    "Objectives",
    engagement.objectives.length === 0 ? "" : markup`<ul>${engagement.objectives.map((objective) => markup`<li>${objective}</li>`)}</ul>`,
  ],
  ["Scope", engagement.scope],
  ["Criteria", engagement.criteria.join(" · ")],
  ["Independence", engagement.independenceDeclaration],
  [
    "People",
    engagement.roles.length === 0
      ? ""
      : markup`<ul>${engagement.roles.map(({ person, role }) => markup`<li>${person}, ${role}</li>`)}</ul>`,
  ],
  ["Retention", engagement.retention],
])}
${input.populations.length === 0 && markup`<p class="note">No population was built.</p>`}
${input.populations.map(populationPart)}
</section>`;
}

function populationPart({ definition, funnel, sourceIds }: PopulationPart): SafeHtml {
  const baseline = definition.baseline;
  const first = funnel[0]?.rows ?? 0;
  return markup`<section class="sub"><h3>Population: ${definition.title}</h3>
${statements([
  ["Decisions", markup`<strong>${countText(definition.rows)}</strong>`],
  ["Fingerprint", digest(definition.fingerprint, 24)],
  ["Sources", sourceIds.join(", ")],
  ["Task", definition.taskType],
  ["Time zone", definition.timeZone],
  ["Covered", definition.covered === null ? "" : `${epochText(definition.covered.startMs)} to ${epochText(definition.covered.endMs)}`],
  [
    "Baseline",
    baseline === null
      ? ""
      : baseline.kind === "partition"
        ? `partition "${baseline.value}"`
        : `${epochText(baseline.startMs)} to ${epochText(baseline.endMs)}`,
  ],
  ["Positive outcome", definition.positiveOutcome],
  ["Favourable decision", definition.favourableDecision],
  ["Labels exist for", definition.labelAvailability.replaceAll("-", " ")],
  ["Outcome horizon", definition.outcomeHorizonDays === null ? "" : `${definition.outcomeHorizonDays} days`],
  ["Data as of", definition.cutOffMs === null ? "" : epochText(definition.cutOffMs)],
])}
${definition.sampledCapture && markup`<p class="note">The log was captured by sampling: rates hold for what was captured.</p>`}
${table({
  caption: "From the records read to the decisions analysed",
  columns: [
    { title: "Step" },
    { title: "Rows", kind: "number" },
    { title: "Lost or null", kind: "number" },
    { title: "Share of the first step" },
  ],
  className: "funnel",
  rows: funnel.map(
    (line) =>
      markup`<tr><th scope="row">${line.step}</th><td class="number">${countText(line.rows)}</td><td class="number">${countText(line.lost)}</td><td>${bar(line.rows, first)}</td></tr>`,
  ),
})}
</section>`;
}

function bar(rows: number, first: number): SafeHtml {
  const percent = first === 0 ? 0 : Math.min(100, (rows / first) * 100);
  return markup`<span class="bar" style="width:${percent.toFixed(2)}%"></span>`;
}
