import { describe, expect, test } from "vitest";
import { REASON_CODES } from "../../src/foundation/outcome.ts";
import { renderReport } from "../../src/report/render-report.ts";
import type { ReportInput, ReportRun } from "../../src/report/report-input.ts";
import { nestingProblem } from "./markup.ts";
import { sampleReport } from "./report-sample.ts";

const input = sampleReport();
const page = renderReport(input);
const occurrences = (text: string, part: string | RegExp) => text.split(part).length - 1;

/** The markup of a section with its sub-sections. */
function section(text: string, id: string): string {
  const rest = text.slice(text.indexOf(`id="${id}"`));
  const next = rest.search(/\n<section (?!class="sub)/);
  return next < 0 ? rest : rest.slice(0, next);
}

function withRun(change: (run: ReportRun) => ReportRun): ReportInput {
  const [first, ...others] = input.runs;
  return { ...input, runs: first === undefined ? [] : [change(first), ...others] };
}

describe("the page", () => {
  test("is one well-formed file without script, that may load nothing", () => {
    expect(nestingProblem(page)).toBeNull();
    expect(page.startsWith("<!doctype html>")).toBe(true);
    expect(page).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    );
    expect(page).not.toMatch(/<script|<link|<iframe|<object|javascript:|@import|url\((?!#)| on[a-z]+="/);
    expect(page.replaceAll(/http:\/\/www\.w3\.org\/(2000\/svg|1999\/xlink)/g, "")).not.toMatch(/https?:\/\//);
  });

  test("is the same each time", () => {
    expect(renderReport(sampleReport())).toBe(page);
  });

  test("has no id twice and no link to nowhere", () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids.length).toBe(new Set(ids).size);
    for (const match of page.matchAll(/ href="#([^"]+)"/g)) expect(ids).toContain(match[1]);
  });

  test("lets no markup of the data through, wherever it stands", { timeout: 60_000 }, () => {
    const attack = `<img src=x onerror="alert('1')">\u202E`;
    const closed = new Set([
      "kind",
      "status",
      "state",
      "code",
      "unit",
      "origin",
      "dialect",
      "labelAvailability",
      "taskType",
      "tier",
      "operator",
      "timePrecision",
    ]);
    const poison = (value: unknown, key: string): unknown => {
      if (typeof value === "string") return closed.has(key) ? value : `${value}${attack}`;
      if (Array.isArray(value)) return value.map((entry) => poison(entry, key));
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([name, entry]) => [
          ["detail", "dimensions", "parameters", "thresholds"].includes(key) ? `${name}${attack}` : name,
          poison(entry, name),
        ]),
      );
    };
    const poisoned = renderReport(poison(sampleReport(), "") as ReportInput);
    expect(nestingProblem(poisoned)).toBeNull();
    expect(poisoned).not.toContain("<img");
    expect(poisoned).not.toContain("\u202E");
    expect(occurrences(poisoned, "&lt;img src=x")).toBeGreaterThan(500);
  });
});

describe("verdicts", () => {
  test("are counted over current runs, in three states with word and shape", () => {
    const all = input.runs.filter((run) => run.stale === null).flatMap((run) => run.record.verdicts);
    for (const [state, word] of [
      ["exception", "Exception"],
      ["insufficient-evidence", "Insufficient evidence"],
      ["no-exception", "No exception"],
    ] as const) {
      const count = all.filter((verdict) => verdict.state === state).length;
      expect(page).toMatch(
        new RegExp(
          `<a class="tile ${state}"[^>]*><span class="number">${count}</span><span class="word"><svg [^>]*><use href="#glyph-${state}"/></svg>${word}</span>`,
        ),
      );
    }
  });

  test("stand in the table of their run, all of them, what needs attention first", () => {
    input.runs.forEach((run, position) => {
      const text = page.slice(
        page.indexOf(`id="run-${position + 1}"`),
        page.indexOf("How it was computed", page.indexOf(`id="run-${position + 1}"`)),
      );
      const states = [...text.matchAll(/data-verdict="([^"]+)"/g)].map((match) => String(match[1]));
      expect(states).toHaveLength(run.record.verdicts.length);
      const order = ["exception", "insufficient-evidence", "no-exception"];
      expect(states.map((state) => order.indexOf(state))).toEqual(
        states.map((state) => order.indexOf(state)).toSorted((left, right) => left - right),
      );
    });
  });

  test("are folded on the screen where they are many and need no attention, and open on paper", () => {
    const drift = section(page, "run-1");
    const folded = drift.slice(drift.indexOf('<details class="kept">'), drift.indexOf("</details>"));
    expect(folded).toContain("<summary>119 verdicts of no exception</summary>");
    expect(folded.match(/data-verdict="[^"]+"/g)?.every((found) => found === 'data-verdict="no-exception"')).toBe(true);
    expect(drift.slice(0, drift.indexOf('<details class="kept">'))).not.toContain('data-verdict="no-exception"');
    expect(section(page, "run-2")).not.toContain('class="kept"');
    expect(page).toContain("details:not(.kept){display:none}");
  });

  test("an exploratory run shows none, in words or in charts", () => {
    const text = page.slice(page.indexOf('id="run-3"'), page.indexOf('id="run-4"'));
    expect(text).toContain("This run was exploratory");
    expect(text).not.toMatch(/>(Exception|No exception|Insufficient evidence)</);
  });

  test("of a run that no longer describes the case are shown and not counted", () => {
    expect(section(page, "summary")).toContain("no longer current: superseded by");
    expect(section(page, "exceptions")).not.toContain('[<a href="#figure-4-');
  });

  test("no exception at all is not said to be a pass", () => {
    const none = renderReport(withRun((run) => ({ ...run, record: { ...run.record, verdicts: [] } })));
    expect(none).toContain("nothing in it is judged, and nothing in it passed");
  });
});

describe("figures", () => {
  test("each has one row with its id, value and number, and verdicts and answers lead to it", () => {
    input.runs.forEach(({ record }, runIndex) =>
      record.figures.forEach((figure, index) => {
        expect(page).toContain(
          `<tr id="figure-${runIndex + 1}-${index + 1}" data-figure-id="${figure.figureId}" data-run-id="${record.runId}" class="${figure.outcome.status}">`,
        );
      }),
    );
    expect(section(page, "run-1")).toMatch(/class="answer">[^<]+<span class="cite"> \[<a href="#figure-1-14"/);
  });

  test("the whole value stands beside the rounded one", () => {
    const figure = input.runs[0]?.record.figures[0];
    const estimate = figure?.outcome.status === "computed" ? figure.outcome.estimate : Number.NaN;
    expect(page).toContain(`data-value="${estimate}"`);
  });

  test("a citation of a figure that the run does not hold is seen", () => {
    const lost = renderReport(withRun((run) => ({ ...run, record: { ...run.record, figures: run.record.figures.slice(1) } })));
    expect(lost).toContain('<span class="dead">data-drift/psi/income/2026-w01 (not in this run)</span>');
  });

  test("ten thousand of them are all there, folded away, with the answer before them", { timeout: 60_000 }, () => {
    const first = input.runs[0]?.record.figures[0];
    if (first === undefined) throw new Error("The sample has no figure.");
    const figures = Array.from({ length: 10_000 }, (_, index) => ({ ...first, figureId: `data-drift/psi/f${index}/w1` }));
    const large = renderReport(
      withRun((run) => ({
        ...run,
        charts: [],
        record: {
          ...run.record,
          figures,
          verdicts: figures
            .slice(0, 2000)
            .map(({ figureId }) => ({ figureId, subject: figureId, family: "f", state: "no-exception" as const, reason: "Inside." })),
        },
      })),
    );
    const text = large.slice(large.indexOf('id="run-1"'), large.indexOf('id="run-2"'));
    expect(occurrences(text, '<tr id="figure-1-')).toBe(10_000);
    expect(occurrences(text, "data-verdict=")).toBe(2000);
    expect(text).toContain("All 10\u202F000 figures of this run</summary>");
    expect(text.indexOf("<details>")).toBeLessThan(text.indexOf('<tr id="figure-1-1"'));
    expect(large.length).toBeLessThan(14_000_000);
  });
});

describe("what could not be computed", () => {
  test("is grouped by reason and counted, over current runs", () => {
    const text = section(page, "not-computable");
    expect(text).toMatch(/data-reason="too-few">.*Too few rows.*<td class="number">3<\/td>/);
    expect(text).toMatch(/data-reason="suppressed">.*Suppressed for privacy.*<td class="number">2<\/td>/);
    expect(text).toContain("3 figures of the current runs could not be computed");
    expect(text).toContain("2 figures are withheld from this report");
    expect(text).toContain("<code>data-drift/psi/channel/2026-w01</code>");
  });

  test("has a title for each reason there is", () => {
    const every = renderReport(
      withRun((run) => ({
        ...run,
        record: {
          ...run.record,
          figures: REASON_CODES.map((code) => ({
            figureId: `x/${code}`,
            name: "x",
            dimensions: {},
            unit: "none" as const,
            outcome: { status: "not-computable" as const, code, reason: `because of ${code}` },
          })),
        },
      })),
    );
    for (const code of REASON_CODES)
      expect(section(every, "not-computable")).toMatch(
        new RegExp(`data-reason="${code}"><th scope="row"><span [^>]*>×</span> [A-Z][a-z]* [a-z]`),
      );
  });

  test("in the figures table a missing figure has its reason where the value would stand", () => {
    expect(page).toMatch(
      /class="not-computable"><td [^>]*>1\.131<\/td>.*× Not computable\.<\/span> Only 12 rows of channel in 2026-w01\. <code>too-few<\/code>/,
    );
  });
});

describe("scope, sources and method", () => {
  test("the funnel, rejects, unexplained rows and control totals are shown", () => {
    expect(section(page, "scope")).toMatch(
      /<th scope="row">status = ok<\/th><td class="number">85\u202F335<\/td><td class="number">677<\/td>/,
    );
    expect(page).toContain("93 unexplained");
    expect(page).toMatch(/sum of amount.*912334120\.50.*912330020\.50.*-4100\.00.*✗ differs/);
    expect(page).toMatch(/approved<\/th><td class="number"><span class="unstated">not given<\/span><\/td>.*□ not compared/);
    expect(page).toContain("No control total was given: the completeness of this extract was not tested.");
  });

  test("what was not stated says so", () => {
    expect(page).toMatch(/<dt>Independence<\/dt><dd><span class="unstated">not stated<\/span>/);
    expect(renderReport({ ...input, inventory: null })).toContain("No registry snapshot was imported");
  });

  test("each run has its SQL, bound values, parameters, versions and lock", () => {
    expect(page).toContain("and score &gt;= $1\ngroup by all</code></pre><p>Bound values: <code>[0.5]</code>");
    expect(page).toContain("planned; locked by journal entry 41");
    expect(page).toContain("method version 1.0.0");
    expect(page).toMatch(/<code>bins<\/code><\/th><td><code>10<\/code>/);
  });

  test("policy, finding and journal head are there", () => {
    expect(section(page, "policy")).toMatch(/human-overrides\.rate<\/code><\/th><td class="number">0\.05<\/td>/);
    expect(page).toMatch(
      /<dt>Condition<\/dt><dd>The ratio for applicants of 60 and over is 0\.71\.<span class="cite"> \[<a href="#figure-2-4"/,
    );
    expect(section(page, "reading")).toContain(input.journalHead.digest);
  });

  test("the shareable edition says so, with the rule of suppression as it was applied", () => {
    const pack = {
      name: "EP",
      revision: 2,
      kind: "shareable" as const,
      classification: "",
      recipients: [],
      retainUntil: "",
      privacyRule: "Cells below 10 are suppressed.",
    };
    expect(renderReport({ ...input, pack })).toContain("which holds no records. Cells below 10 are suppressed.</p>");
    expect(page).not.toContain("shareable pack");
  });

  test("an empty case makes a page too", () => {
    const empty = renderReport({ ...input, sources: [], populations: [], findings: [], runs: [], inventory: null, pack: null });
    expect(nestingProblem(empty)).toBeNull();
    for (const sentence of ["No source was imported.", "No population was built.", "No analysis was run.", "No finding was written."])
      expect(empty).toContain(sentence);
  });
});
