import { describe, expect, test } from "vitest";
import type { ChartSpec, HeatmapChart, TimelineChart } from "../../src/charts/chart-spec.ts";
import { renderChartSvg } from "../../src/report/charts/render-chart-svg.ts";
import { bars, charts, distribution, funnel, heatmap, intervals, timeline } from "./chart-samples.ts";
import { nestingProblem } from "./markup.ts";

const draw = (spec: ChartSpec) => renderChartSvg(spec, { idPrefix: "c1" });
const occurrences = (text: string, part: string) => text.split(part).length - 1;

describe("every kind of chart", () => {
  test.each(charts.map((chart) => [chart.kind, chart.chartId, chart] as const))(
    "%s %s is well-formed, named and the same each time",
    (_, chartId, chart) => {
      const svg = draw(chart);
      expect(nestingProblem(svg)).toBeNull();
      expect(svg).toBe(draw(chart));
      expect(svg).toMatch(new RegExp(`^<svg class="chart" role="img" aria-label="[^"]+" data-chart-id="${chartId}" [^>]*><title>`));
      expect(svg).toContain(chart.textAlternative);
      expect(svg).not.toMatch(/NaN|Infinity|undefined|<script|<style|https?:\/\/(?!www\.w3\.org)/);
      const [width, height] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).slice(1).map(Number);
      expect(width).toBeGreaterThan(300);
      expect(height).toBeGreaterThan(80);
    },
  );

  test.each(charts.map((chart) => [chart.kind, chart] as const))("%s: ids carry the prefix and every reference has its id", (_, chart) => {
    const svg = renderChartSvg(chart, { idPrefix: "run2-chart3" });
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids.every((id) => id?.startsWith("run2-chart3-"))).toBe(true);
    for (const match of svg.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(match[1]);
  });
});

describe("what a chart says", () => {
  test("cells and points carry their figureId", () => {
    expect(draw(heatmap)).toContain('data-figure-id="data-drift/psi/income/2026-w14"');
    expect(occurrences(draw(heatmap), "data-figure-id=")).toBe(heatmap.cells.length);
    expect(occurrences(draw(timeline), "data-figure-id=")).toBe(timeline.labels.length);
    expect(draw(intervals)).toContain('data-figure-id="subgroup/ratio/ethnicity=unknown"');
  });

  test("verdicts are told by word and shape as well as colour", () => {
    const svg = draw(intervals);
    for (const word of ["Exception", "Insufficient evidence", "No exception"]) expect(svg).toContain(`>${word}</text>`);
    const shape = (colour: string) =>
      new RegExp(`<path [^>]*d="([^"]+)"[^>]*stroke="var\\(--${colour},[^"]*"`).exec(svg)?.[1]?.replaceAll(/[\d.,-]+/g, "");
    expect(new Set(["exception", "insufficient", "no-exception"].map(shape)).size).toBe(3);
    expect(svg).not.toContain("undefined");
  });

  test("a value that could not be computed is marked and named, and breaks the line", () => {
    expect(draw(timeline)).toContain("could not be computed");
    expect(draw(intervals)).toContain("\u00D7 fewer than 30 decisions");
    expect(draw(heatmap)).toContain("\u00D7 not computable");
    expect(draw(bars)).toContain("could not be computed");
    const whole: TimelineChart = {
      ...timeline,
      series: timeline.series.map((series) => ({ ...series, points: series.points.filter((point) => point.value !== null) })),
    };
    expect(draw(whole)).not.toContain("could not be computed");
    const lines = (svg: string) => (svg.match(/<path d="M[^"]*L[^"]*"[^>]*stroke-width="1.6"/g) ?? []).length;
    expect([lines(draw(whole)), lines(draw(timeline))]).toEqual([1, 2]);
  });

  test("a sample without rows is said to have none", () => {
    const series = distribution.series.map((sample, index) => (index === 1 ? { ...sample, counts: sample.counts.map(() => 0) } : sample));
    expect(draw({ ...distribution, series })).toContain("\u00D7 no rows: 2026-w14");
  });

  test("text of the data stays text", () => {
    const svg = draw(intervals);
    expect(svg).not.toContain("<script>");
    expect(svg).toContain("&lt;script");
    const hostile = '"><script>alert(1)</script>\u202E';
    const svgs = charts.map((chart) =>
      draw(
        JSON.parse(
          JSON.stringify(chart)
            .replaceAll("2026-w14", "H0STILE")
            .replaceAll('"income"', '"H0STILE"')
            .replaceAll("H0STILE", JSON.stringify(hostile).slice(1, -1)),
        ) as ChartSpec,
      ),
    );
    for (const drawn of svgs) {
      expect(drawn).not.toMatch(/<script|\u202E/);
      expect(nestingProblem(drawn)).toBeNull();
    }
    expect(svgs.some((drawn) => drawn.includes("[U+202E]"))).toBe(true);
  });

  test("two rows of the same label stay two rows", () => {
    const twice = { ...intervals, rows: [...intervals.rows, ...intervals.rows] };
    expect(occurrences(draw(twice), ">sex = female</text>")).toBe(2);
  });
});

describe("charts at the edge", () => {
  const nothing: HeatmapChart = { ...heatmap, rows: [], columns: [], cells: [] };
  const wide = Array.from({ length: 400 }, (_, index) => `w${index}`);
  test.each<[string, ChartSpec]>([
    ["an empty heat map", nothing],
    ["a heat map of nulls", { ...heatmap, cells: heatmap.cells.map((cell) => ({ ...cell, value: null })) }],
    ["a heat map of one value", { ...heatmap, cells: heatmap.cells.map((cell) => ({ ...cell, value: 0 })) }],
    [
      "a heat map with values of both signs",
      { ...heatmap, cells: heatmap.cells.map((cell, index) => ({ ...cell, value: (index - 50) / 10 })) },
    ],
    ["a heat map of negative values", { ...heatmap, cells: heatmap.cells.map((cell) => ({ ...cell, value: -0.3 })) }],
    [
      "a small heat map with its values",
      {
        ...heatmap,
        columns: ["a", "b"],
        rows: ["x"],
        cells: [
          { column: "a", row: "x", value: 0.123 },
          { column: "b", row: "x", value: 0.9 },
        ],
      },
    ],
    ["a timeline without points", { ...timeline, series: [] }],
    ["a timeline of nulls", { ...timeline, series: [{ name: "s", points: timeline.labels.map((label) => ({ label, value: null })) }] }],
    [
      "a timeline of one constant",
      { ...timeline, limits: [], series: [{ name: "s", points: timeline.labels.map((label) => ({ label, value: 5 })) }] },
    ],
    [
      "a timeline of 400 labels",
      { ...timeline, labels: wide, series: [{ name: "s", points: wide.map((label, index) => ({ label, value: index })) }] },
    ],
    ["intervals without rows", { ...intervals, rows: [] }],
    ["intervals of nulls", { ...intervals, reference: null, rows: [{ label: "a", estimate: null, n: 0 }] }],
    ["a distribution without cells", { ...distribution, cells: [], series: [] }],
    [
      "a distribution of 120 cells",
      { ...distribution, cells: wide.slice(0, 120), series: [{ name: "s", counts: wide.slice(0, 120).map((_, index) => index) }] },
    ],
    ["a funnel without points", { ...funnel, points: [], limits: [] }],
    ["a funnel with n = 0", { ...funnel, points: [...funnel.points, { label: "none", n: 0, value: 0 }] }],
    ["bars of nulls", { ...bars, series: [{ name: "s", values: bars.labels.map(() => null) }] }],
    ["bars without labels", { ...bars, labels: [], series: [] }],
  ])("%s can be drawn", (_, chart) => {
    const svg = draw(chart);
    expect(nestingProblem(svg)).toBeNull();
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg.length).toBeGreaterThan(300);
  });

  test("a funnel point with n = 0 is not lost on the way to a logarithmic axis", () => {
    const svg = draw({
      ...funnel,
      points: [...funnel.points, { label: "none", n: 0, value: 0, state: "exception", figureId: "a/b/none" }],
    });
    expect(svg).toContain('data-figure-id="a/b/none"');
  });
});
