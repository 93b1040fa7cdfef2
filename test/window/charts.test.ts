import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chartTable, tableCsv } from "../../renderer/charts/chart-table.ts";
import type { ChartLook } from "../../renderer/charts/plotly/chart-look.ts";
import { colourAt } from "../../renderer/charts/plotly/colour-key.ts";
import { plotChart } from "../../renderer/charts/plotly/plot-chart.ts";
import { defaultOf, variantIndex } from "../../renderer/screens/programme/json-schema.ts";
import { formatBytes, formatDecimal, formatInteger, formatNumber, formatProbability, formatValue } from "../../renderer/parts/format.ts";
import type { ChartSpec } from "../../src/charts/chart-spec.ts";

const LOOK: ChartLook = {
  paper: "rgb(255, 255, 255)",
  ink: "rgb(0, 0, 0)",
  inkSoft: "rgb(60, 60, 60)",
  inkFaint: "rgb(120, 120, 120)",
  line: "rgb(220, 220, 220)",
  states: { exception: "rgb(200, 0, 0)", "no-exception": "rgb(0, 120, 90)", "insufficient-evidence": "rgb(130, 80, 0)" },
  series: ["rgb(1, 1, 1)", "rgb(2, 2, 2)"],
  rampLow: "rgb(240, 240, 240)",
  rampHigh: "rgb(40, 80, 120)",
  rampBelow: "rgb(180, 140, 90)",
};
const base = { chartId: "c", title: "t", textAlternative: "a", xTitle: "x", yTitle: "y" };

interface Trace {
  readonly name?: string;
  readonly x?: unknown[];
  readonly y?: unknown[];
  readonly text?: string[];
  readonly showlegend?: boolean;
  readonly marker?: { readonly symbol?: unknown; readonly color?: unknown };
}
const traces = (spec: ChartSpec) => plotChart(spec, LOOK).data as unknown as Trace[];
const named = (spec: ChartSpec, name: string) => traces(spec).find((trace) => trace.name === name);

describe("what could not be computed", () => {
  test("is a cross in a heat map, never a cell of value nought", () => {
    const spec: ChartSpec = {
      ...base,
      kind: "heatmap",
      valueTitle: "PSI",
      columns: ["w1", "w2"],
      rows: ["a"],
      cells: [{ row: "a", column: "w1", value: 0 }],
    };
    const [cells] = traces(spec);
    expect(cells?.x).toEqual(["w1"]);
    expect(named(spec, "Not computable")?.x).toEqual(["w2"]);
  });

  test("is an open diamond in a heat map when it was judged insufficient", () => {
    const spec: ChartSpec = {
      ...base,
      kind: "heatmap",
      valueTitle: "PSI",
      columns: ["w1"],
      rows: ["a"],
      cells: [{ row: "a", column: "w1", value: null, state: "insufficient-evidence", note: "no rows" }],
    };
    const shapes = traces(spec)[1];
    expect(shapes?.x).toEqual(["w1"]);
    expect(shapes?.marker?.symbol).toEqual(["diamond-open"]);
    expect(shapes?.text?.[0]).toContain("no rows");
  });

  test("stays a gap in a timeline and is marked at the foot", () => {
    const spec: ChartSpec = {
      ...base,
      kind: "timeline",
      labels: ["1", "2", "3"],
      limits: [],
      series: [
        {
          name: "s",
          points: [
            { label: "1", value: 5 },
            { label: "2", value: null, note: "why" },
            { label: "3", value: 6 },
          ],
        },
      ],
    };
    expect(traces(spec)[0]?.y).toEqual([5, null, 6]);
    expect(named(spec, "Not computable")?.x).toEqual(["2"]);
    expect(named(spec, "Not computable")?.text?.[0]).toContain("why");
  });

  test("is said in the row of a forest plot", () => {
    const spec: ChartSpec = { ...base, kind: "intervals", reference: null, rows: [{ label: "g", estimate: null, n: 3, note: "3 rows" }] };
    expect(plotChart(spec, LOOK).layout.annotations?.map((annotation) => annotation.text)).toEqual(["not computable: 3 rows"]);
  });

  test("is a cross among bars, never a bar of height nought", () => {
    const spec: ChartSpec = { ...base, kind: "bars", labels: ["a", "b"], series: [{ name: "s", values: [null, 0] }] };
    expect(traces(spec)[0]?.y).toEqual([null, 0]);
    expect(named(spec, "Not computable")?.x).toEqual(["a"]);
  });

  test("is an empty sample without shares, not shares of nought", () => {
    const spec: ChartSpec = {
      ...base,
      kind: "distribution",
      cells: ["a", "b"],
      series: [
        { name: "empty", counts: [0, 0] },
        { name: "full", counts: [1, 3] },
      ],
    };
    expect(traces(spec).map((trace) => trace.y)).toEqual([
      [null, null],
      [0.25, 0.75],
    ]);
  });
});

test("names from data files are text, not markup", () => {
  const hostile = '<a href="https://evil.example">x</a>';
  const spec: ChartSpec = {
    ...base,
    kind: "funnel",
    centre: 0.1,
    limits: [{ title: hostile, line: [] }],
    points: [{ label: hostile, n: 10, value: 0.5, state: "exception" }],
  };
  const shown = JSON.stringify([traces(spec), plotChart(spec, LOOK).layout.annotations]);
  expect(shown).not.toContain("<a href");
  expect(shown).toContain("&lt;a href");
});

test("verdicts have three shapes and three words", () => {
  const states = ["exception", "no-exception", "insufficient-evidence"] as const;
  const spec: ChartSpec = {
    ...base,
    kind: "funnel",
    centre: 0,
    limits: [],
    points: states.map((state, index) => ({ label: state, n: index + 1, value: index, state })),
  };
  const keys = traces(spec).slice(-3);
  expect(keys.map((key) => key.name)).toEqual(["Exception", "No exception", "Insufficient evidence"]);
  expect(new Set(keys.map((key) => key.marker?.symbol)).size).toBe(3);
});

test("the table beside a chart has a row for each point and keeps gaps", () => {
  const spec: ChartSpec = {
    ...base,
    kind: "intervals",
    reference: null,
    rows: [
      { label: "a", estimate: 1, lower: 0, upper: 2, n: 5 },
      { label: "b", estimate: null, n: 1, note: "few" },
    ],
  };
  expect(chartTable(spec)).toEqual({
    columns: ["y", "n", "x", "Lower", "Upper", "Note"],
    numeric: [false, true, true, true, true, false],
    rows: [
      ["a", 5, 1, 0, 2, ""],
      ["b", 1, null, null, null, "few"],
    ],
  });
});

describe("the CSV of a chart", () => {
  test("quotes what RFC 4180 asks and disarms formulas in text, not numbers", () => {
    const csv = tableCsv({
      columns: ["name", "value"],
      numeric: [false, true],
      rows: [
        ["=1+1", -2],
        ['a "b", c', null],
        ["@x\ny", 0.1],
        ["-5", 5],
        ["＝1", -1e-9],
        [" +1", 0],
      ],
    });
    expect(csv).toBe(`name,value\r\n'=1+1,-2\r\n"a ""b"", c",\r\n"'@x\ny",0.1\r\n'-5,5\r\n'＝1,-1e-9\r\n' +1,0\r\n`);
  });

  test("no text cell begins like a formula", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("=", "+", "-", "@", "＝", "＋", "－", "＠", " ", "\t", "\r", "\n", '"', "a", "1") }),
        (text) => {
          const line = tableCsv({ columns: ["c"], numeric: [false], rows: [[text]] }).slice(3, -2);
          expect(line.replace(/^"/, "")).not.toMatch(/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/);
        },
      ),
    );
  });
});

test("colours between stops lie between them", () => {
  const scale = [
    [0, "rgb(0, 0, 0)"],
    [1, "rgb(100, 200, 50)"],
  ] as const;
  expect([0, 0.5, 1].map((share) => colourAt(scale, share))).toEqual(["rgb(0, 0, 0)", "rgb(50, 100, 25)", "rgb(100, 200, 50)"]);
});

test("numbers are written for reading without losing what they say", () => {
  expect(formatInteger(10_482_331)).toBe("10\u2009482\u2009331");
  expect(formatNumber(0.00001234)).toBe("1.23e\u22125");
  expect(formatNumber(-0.5)).toBe("\u22120.5000");
  expect(formatNumber(0)).toBe("0");
  expect(formatDecimal(1)).toBe("1.0000");
  expect(formatValue(0.1234, "share")).toBe("12.34\u2009%");
  expect(formatProbability(0)).toBe("< 0.0001");
  expect(formatBytes(83_201_144)).toBe("83 MB");
});

describe("parameter forms", () => {
  const windows = {
    anyOf: [
      { type: "object", properties: { kind: { const: "calendar" }, unit: { enum: ["day", "week"] } } },
      { type: "object", properties: { kind: { const: "count" }, size: { type: "integer", minimum: 2 } } },
    ],
  };
  test("begin with defaults of any shape", () => {
    expect(
      defaultOf({
        type: "object",
        properties: {
          windows,
          cells: { type: "integer", default: 10 },
          names: { type: "array" },
          seed: { anyOf: [{ type: "integer" }, { type: "null" }] },
        },
      }),
    ).toEqual({
      windows: { kind: "calendar", unit: "day" },
      cells: 10,
      names: [],
      seed: null,
    });
  });
  test("find the variant that a value belongs to", () => {
    expect(variantIndex(windows.anyOf, { kind: "count", size: 5 })).toBe(1);
    expect(variantIndex([{ type: "integer" }, { type: "null" }], null)).toBe(1);
    expect(variantIndex([{ type: "integer" }, { type: "null" }], 7)).toBe(0);
  });
});
