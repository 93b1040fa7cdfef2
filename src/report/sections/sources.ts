import { type SafeHtml, markup } from "../html.ts";
import { countText } from "../number-text.ts";
import { digest, instantText, statements, table } from "../parts.ts";
import type { ReportInput } from "../report-input.ts";

type Source = ReportInput["sources"][number];

export function sourcesSection(input: ReportInput): SafeHtml {
  return markup`<section aria-labelledby="sources"><h2 id="sources">Sources and reconciliation</h2>
${input.sources.length === 0 && markup`<p class="note">No source was imported.</p>`}
${
  input.sources.length > 0 &&
  table({
    caption: "Rows of each source",
    columns: [
      { title: "Source" },
      { title: "Feeds" },
      { title: "Read", kind: "number" },
      { title: "Rejected", kind: "number" },
      { title: "Blank", kind: "number" },
      { title: "Imported", kind: "number" },
      { title: "Adds up" },
    ],
    rows: input.sources.map(
      (source) =>
        markup`<tr><th scope="row"><a href="#source-${source.sourceId}">${source.title}</a></th><td>${source.kind}</td><td class="number">${countText(source.rowsRead)}</td><td class="number">${countText(source.rowsRejected)}</td><td class="number">${countText(source.rowsBlank)}</td><td class="number">${countText(source.rowsImported)}</td><td>${balance(source)}</td></tr>`,
    ),
  })
}
${input.sources.map(sourcePart)}
${inventoryPart(input)}
</section>`;
}

function balance(source: Source): SafeHtml {
  const difference = source.rowsRead - source.rowsRejected - source.rowsBlank - source.rowsImported;
  return difference === 0
    ? markup`<span class="check agrees">✓ agrees</span>`
    : markup`<span class="check differs">✗ ${countText(difference)} unexplained</span>`;
}

function sourcePart(source: Source): SafeHtml {
  const { provenance } = source;
  return markup`<section class="sub" id="source-${source.sourceId}"><h3>${source.title}</h3>
${statements([
  ["System", provenance.system],
  ["Query or export", provenance.query],
  ["Extracted", by(provenance.extractedBy, provenance.extractedAt)],
  ["Received", by(provenance.receivedFrom, provenance.receivedAt)],
  ["Evidence of completeness", provenance.completenessEvidence],
  ["Read by", `${source.adapter} (${source.format})`],
  ["Imported", instantText(source.importedAt)],
  ["Last found unchanged", source.verifiedAt === null ? "" : instantText(source.verifiedAt)],
])}
${table({
  caption: "Control totals",
  columns: [
    { title: "Measure" },
    { title: "Stated by the data owner", kind: "number" },
    { title: "Found", kind: "number" },
    { title: "Difference", kind: "number" },
    { title: "Result" },
  ],
  rows:
    source.controlTotals.length === 0
      ? [
          markup`<tr><td colspan="5" class="unstated">No control total was given: the completeness of this extract was not tested.</td></tr>`,
        ]
      : source.controlTotals.map(
          (total) =>
            markup`<tr><th scope="row">${total.measure}</th><td class="number">${total.given ?? markup`<span class="unstated">not given</span>`}</td><td class="number">${total.found}</td><td class="number">${total.difference ?? ""}</td><td>${agreement(total.agrees)}${total.note === undefined ? "" : ` (${total.note})`}</td></tr>`,
        ),
})}
${table({
  caption: "Files",
  columns: [{ title: "File" }, { title: "Bytes", kind: "number" }, { title: "SHA-256" }],
  rows: source.files.map(
    (file) =>
      markup`<tr><th scope="row">${file.name}</th><td class="number">${countText(file.bytes)}</td><td>${digest(file.sha256, 64)}</td></tr>`,
  ),
})}
${source.limits.length > 0 && markup`<p>What this source cannot show:</p><ul class="limits">${source.limits.map((limit) => markup`<li>${limit}</li>`)}</ul>`}
</section>`;
}

function by(person: string, at: string): string {
  return [person, instantText(at)].filter((text) => text !== "").join(", ");
}

function agreement(agrees: boolean | null): SafeHtml {
  if (agrees === null) return markup`<span class="check open">□ not compared</span>`;
  return agrees ? markup`<span class="check agrees">✓ agrees</span>` : markup`<span class="check differs">✗ differs</span>`;
}

function inventoryPart({ inventory }: ReportInput): SafeHtml {
  if (inventory === null)
    return markup`<section class="sub"><h3>Model inventory</h3><p class="note">No registry snapshot was imported: whether the models in the log are registered was not tested.</p></section>`;
  return markup`<section class="sub"><h3>Model inventory</h3>
${statements([
  ["Snapshot", inventory.title],
  ["Registry asked", inventory.observedAt === null ? "" : instantText(inventory.observedAt)],
  ["Models", countText(inventory.models)],
  ["Versions", countText(inventory.versions)],
])}
${inventory.limits.length > 0 && markup`<p>What the registry export cannot show:</p><ul class="limits">${inventory.limits.map((limit) => markup`<li>${limit}</li>`)}</ul>`}
</section>`;
}
