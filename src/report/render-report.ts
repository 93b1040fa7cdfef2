import { figureIndex } from "./figure-index.ts";
import { type SafeHtml, markup, trusted } from "./html.ts";
import { GLYPHS } from "./parts.ts";
import type { ReportInput } from "./report-input.ts";
import { analysisSection } from "./sections/analysis.ts";
import { policySection, readingSection } from "./sections/appendix.ts";
import { findingsSection } from "./sections/findings.ts";
import { notComputableSection } from "./sections/not-computable.ts";
import { scopeSection } from "./sections/scope.ts";
import { sourcesSection } from "./sections/sources.ts";
import { exceptionsSection, summarySection } from "./sections/summary.ts";
import { resultSection, titleSection } from "./sections/title.ts";
import { STYLE } from "./style.ts";

const CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The whole report as one HTML file: no script, nothing fetched, readable on paper; a pure function of its input. */
export function renderReport(input: ReportInput): string {
  const index = figureIndex(input.runs);
  return markup`${trusted("<!doctype html>")}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${`${input.environment.application.name} ${input.environment.application.version}`}">
<title>${input.engagement.title}: audit report</title>
${trusted(`<style>${STYLE}</style>`)}
</head>
<body>
${GLYPHS}
<main>
${titleSection(input)}
${resultSection(input)}
${contents(input)}
${scopeSection(input)}
${sourcesSection(input)}
${summarySection(input, index)}
${notComputableSection(input, index)}
${exceptionsSection(input, index)}
${findingsSection(input, index)}
${input.runs.map((run, position) => analysisSection(run, position, index))}
${policySection(input)}
${readingSection(input)}
</main>
</body>
</html>
`.text;
}

function contents(input: ReportInput): SafeHtml {
  const sections: [string, string][] = [
    ["scope", "Scope and population"],
    ["sources", "Sources and reconciliation"],
    ["summary", "Verdicts by analysis"],
    ["not-computable", "What could not be computed"],
    ["exceptions", "Exceptions in detail"],
    ["findings", "Findings"],
    ...input.runs.map((run, position): [string, string] => [`run-${position + 1}`, `${position + 1}. ${run.record.title}`]),
    ["policy", "Policy"],
    ["reading", "How to read and check this report"],
  ];
  return markup`<nav aria-label="Contents"><h2>Contents</h2><ol>${sections.map(([anchor, title]) => markup`<li><a href="#${anchor}">${title}</a></li>`)}</ol></nav>`;
}
