import { type SafeHtml, markup } from "../html.ts";
import { countText } from "../number-text.ts";
import { countVerdicts, digest, glyph, instantText, plural, statements } from "../parts.ts";
import type { ReportInput } from "../report-input.ts";
import { VERDICT_ORDER, VERDICT_WORDS } from "../verdict-words.ts";

export function titleSection(input: ReportInput): SafeHtml {
  const { engagement, pack, environment } = input;
  const period = engagement.period === null ? "" : `${instantText(engagement.period.from)} to ${instantText(engagement.period.to)}`;
  return markup`<header class="title">
<p class="kicker">Audit report${pack !== null && markup` <span aria-hidden="true">·</span> ${pack.name}, revision ${pack.revision}`}${pack !== null && pack.classification !== "" && markup` <span class="classification">${pack.classification}</span>`}</p>
<h1>${engagement.title}</h1>
<p class="organisation">${engagement.organisation}</p>
${statements([
  ["Period under audit", period],
  ["Prepared by", input.preparedBy],
  ["Date", instantText(input.writtenAt)],
  ["Domain and risk tier", [engagement.domain, engagement.tier].filter((text) => text !== "").join(", ")],
  ["Journal head", markup`entry ${input.journalHead.seq}, ${digest(input.journalHead.digest)}`],
  ["Made with", `${environment.application.name} ${environment.application.version}`],
])}
${pack?.kind === "shareable" && markup`<p class="note">This report belongs to the shareable pack, which holds no records. ${pack.privacyRule ?? ""}</p>`}
</header>`;
}

/** The result of the whole engagement: three states, and beside them what could not be computed at all. */
export function resultSection(input: ReportInput): SafeHtml {
  const current = input.runs.filter((run) => run.stale === null);
  const counts = countVerdicts(current.flatMap((run) => run.record.verdicts));
  const missing = current.flatMap((run) =>
    run.record.figures.flatMap(({ outcome }) => (outcome.status === "not-computable" ? [outcome.code] : [])),
  );
  const withheld = missing.filter((code) => code === "suppressed").length;
  const figures = current.reduce((sum, run) => sum + run.record.figures.length, 0);
  const planned = current.filter((run) => run.record.origin === "planned").length;
  const stale = input.runs.length - current.length;
  const exploratory = current.length - planned;
  return markup`<section class="result" aria-labelledby="result"><h2 id="result">Result</h2>
<div class="tiles${withheld > 0 && " five"}">${VERDICT_ORDER.map(
    (state) =>
      markup`<a class="tile ${state}" href="#${state === "exception" ? "exceptions" : "summary"}"><span class="number">${countText(counts[state])}</span><span class="word">${glyph(state)}${VERDICT_WORDS[state]}</span></a>`,
  )}${withheld > 0 && markup`<a class="tile missing" href="#not-computable"><span class="number">${countText(withheld)}</span><span class="word">figures withheld</span></a>`}<a class="tile missing" href="#not-computable"><span class="number">${countText(missing.length - withheld)}</span><span class="word">figures not computable</span></a></div>
<p>The verdicts come from <a href="#summary">${countText(planned)} planned ${plural(planned, "run")}</a>; all current runs together hold ${countText(figures)} ${plural(figures, "figure")}. ${
    exploratory > 0 &&
    markup`${countText(exploratory)} exploratory ${plural(exploratory, "run")} ${exploratory === 1 ? "is" : "are"} shown without a verdict. `
  }${stale > 0 && markup`${countText(stale)} ${plural(stale, "run")} that no longer ${stale === 1 ? "describes" : "describe"} the case ${stale === 1 ? "is" : "are"} shown and not counted here. `}</p>
<p class="note"><strong>No exception</strong> means that the effect was shown to lie inside the accepted range. <strong>Insufficient evidence</strong> means that neither could be shown: it is not a pass. What could not be computed${withheld > 0 && " or is withheld"} is listed with its reason and is not a pass either.</p>
</section>`;
}
