import type { Policy } from "../../policy/policy.ts";
import { type SafeHtml, markup } from "../html.ts";
import { numberText } from "../number-text.ts";
import { statements, table, verdictMark } from "../parts.ts";
import type { ReportInput } from "../report-input.ts";

export function policySection(input: ReportInput): SafeHtml {
  const policies = new Map(input.runs.map(({ record }) => [`${record.policy.policyId} ${record.policy.version}`, record.policy]));
  return markup`<section aria-labelledby="policy" class="new-page"><h2 id="policy">Policy</h2>
${policies.size === 0 && markup`<p class="note">No run was judged by a policy.</p>`}
${[...policies.values()].map(policyPart)}
</section>`;
}

function policyPart(policy: Policy): SafeHtml {
  return markup`<section class="sub"><h3>${policy.title}</h3>
${statements([
  ["Policy", markup`<code>${policy.policyId}</code>, version ${policy.version}`],
  ["Risk tier", `${policy.tier} (${policy.domains.join(", ")})`],
  ["False-discovery level", String(policy.q)],
  ["Level of intervals", numberText(policy.level, "share")],
  ["Smallest cell judged", `${policy.minimumCell} rows`],
])}
${table({
  caption: "Smallest effects that matter",
  columns: [{ title: "Threshold" }, { title: "Value", kind: "number" }],
  rows: Object.entries(policy.thresholds)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, value]) => markup`<tr><th scope="row"><code>${key}</code></th><td class="number">${String(value)}</td></tr>`),
})}
</section>`;
}

export function readingSection(input: ReportInput): SafeHtml {
  const { environment, journalHead } = input;
  return markup`<section aria-labelledby="reading"><h2 id="reading">How to read and check this report</h2>
<ul>
<li>${verdictMark("exception")}: the effect is at least as large as the threshold and not explained by chance at the stated false-discovery level.</li>
<li>${verdictMark("no-exception")}: the whole interval of the effect lies inside the accepted range.</li>
<li>${verdictMark("insufficient-evidence")}: neither could be shown, or a role or an assumption is missing. It is not a pass.</li>
<li>Numbers in brackets, such as [2.17], lead to figure 17 of run 2. Each figure has a stable name (its figureId) that findings, the pack and a re-performance use as well.</li>
<li>p, BH is adjusted within the family by Benjamini-Hochberg and decides; p, BY is the more cautious Benjamini-Yekutieli value and is shown beside it.</li>
<li>Numbers are rounded for reading, never so that they become 0 or 100 % without being it. Whole precision stands in the pack.</li>
</ul>
${statements([
  ["Head of the journal", markup`entry ${journalHead.seq}, <code class="digest">${journalHead.digest}</code>`],
  ["Application", `${environment.application.name} ${environment.application.version}`],
  ["Engine", `${environment.engine.name} ${environment.engine.version}`],
  ["Runtime", `${environment.runtime.name} ${environment.runtime.version}`],
  ["System", `${environment.operatingSystem.name} ${environment.operatingSystem.version}, ${environment.operatingSystem.architecture}`],
])}
</section>`;
}
