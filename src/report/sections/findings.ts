import type { FigureIndex } from "../figure-index.ts";
import { type SafeHtml, markup } from "../html.ts";
import { instantText, statements } from "../parts.ts";
import type { ReportInput } from "../report-input.ts";

type Finding = ReportInput["findings"][number];

/** What the auditor concludes: criteria, condition, cause, consequence, corrective action. */
export function findingsSection(input: ReportInput, index: FigureIndex): SafeHtml {
  return markup`<section aria-labelledby="findings"><h2 id="findings">Findings</h2>
${input.findings.length === 0 && markup`<p class="note">No finding was written. Exceptions are the result of tests; a finding is what an auditor concludes from them.</p>`}
${input.findings.map((finding) => findingPart(finding, index))}
</section>`;
}

function findingPart(finding: Finding, index: FigureIndex): SafeHtml {
  const { correctiveAction: action } = finding;
  return markup`<article class="finding" id="finding-${finding.findingId}"><h3>${finding.findingId} ${finding.title}${finding.rating !== "" && markup` <span class="rating">${finding.rating}</span>`}</h3>
${statements([
  ["Criteria", finding.criteria],
  ["Condition", markup`${finding.condition}${citations(finding, index)}`],
  ["Cause", finding.cause],
  ["Consequence", finding.consequence],
  [
    "Corrective action",
    [action.text, action.owner === "" ? "" : `Owner: ${action.owner}.`, action.due === "" ? "" : `Due: ${action.due}.`]
      .filter((text) => text !== "")
      .join(" "),
  ],
  ["Management response", action.managementResponse],
  ["Prepared", signedBy(finding, "preparer")],
  ["Reviewed", signedBy(finding, "reviewer")],
])}
${
  finding.reviewNotes.length > 0 &&
  markup`<ul class="notes">${finding.reviewNotes.map((note) => markup`<li><strong>${note.person}</strong>, ${instantText(note.at)}: ${note.text}${note.answer !== "" && markup` <em>${note.answer}</em>`}</li>`)}</ul>`
}
</article>`;
}

function signedBy(finding: Finding, role: Finding["signOffs"][number]["role"]): string {
  return finding.signOffs
    .filter((signOff) => signOff.role === role)
    .map(({ principal, at, fingerprint }) => `${principal}, ${instantText(at)}, signed with ${fingerprint}`)
    .join("; ");
}

function citations(finding: Finding, index: FigureIndex): SafeHtml {
  const runs = [...new Set(finding.figures.map((figure) => figure.runId))];
  return markup`${runs.map((runId) =>
    index.cite(
      runId,
      finding.figures.filter((figure) => figure.runId === runId).map((figure) => figure.figureId),
      12,
    ),
  )}`;
}
