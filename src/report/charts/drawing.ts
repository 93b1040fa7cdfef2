import { COLOURS, DESCRIPTION, MISSING_SHAPE } from "./chart-theme.ts";
import { estimatedTextWidth } from "./text-width.ts";

/** A drawing in the grammar of Vega-Lite. */
export type Drawing = Record<string, unknown>;
export type Datum = Record<string, string | number | boolean | null>;

export function frame(width: number, height: number): Drawing {
  return { width, height, autosize: { type: "fit-x", contains: "padding" } };
}

/** A layer of its own data. */
export function layer(values: readonly Datum[], mark: Drawing, encoding: Drawing): Drawing {
  return { data: { values }, mark: { ...mark, aria: true }, encoding };
}

/** Ordered labels; when they are many, only every so manieth is written. */
export function labelAxis(labels: readonly string[], title: string, width: number): Drawing {
  const longest = Math.max(1, ...labels.map((label) => estimatedTextWidth(label, 11)));
  const level = labels.length * (longest + 8) <= width - 80;
  const room = level ? labels.length : Math.max(1, Math.floor((width - 80) / 16));
  const step = Math.ceil(labels.length / room);
  return {
    title: title === "" ? null : title,
    labelAngle: level ? 0 : -55,
    labelAlign: level ? "center" : "right",
    labelLimit: 150,
    labelOverlap: false,
    grid: false,
    ...(step > 1 ? { values: labels.filter((_, index) => index % step === 0) } : {}),
  };
}

export function ordinal(field: string, domain: readonly string[], axis: Drawing | null): Drawing {
  return { field, type: "ordinal", scale: { domain }, sort: null, axis };
}

export function quantitative(field: string, title: string, more: Drawing = {}): Drawing {
  return {
    field,
    type: "quantitative",
    axis: { title: title === "" ? null : title, tickCount: 6 },
    scale: { zero: false, nice: true },
    ...more,
  };
}

/** Crosses at the edge of the plot where a value could not be computed: a gap alone looks like nothing to see. */
export function missingLayer(values: readonly Datum[], place: Drawing): Drawing {
  return layer(
    values,
    { type: "point", shape: MISSING_SHAPE, size: 60, strokeWidth: 1.6, stroke: COLOURS.insufficient, fill: null, opacity: 1, clip: false },
    { ...place, description: DESCRIPTION },
  );
}

export const MISSING_NOTE = "\u00D7 could not be computed";

/** A line of words below the title area, at the upper right. */
export function cornerNote(text: string): Drawing {
  return {
    data: { values: [{}] },
    mark: {
      type: "text",
      text,
      align: "right",
      baseline: "bottom",
      x: { expr: "width" },
      y: -6,
      color: COLOURS.insufficient,
      fontSize: 11,
    },
  };
}

/** Smallest and largest of the numbers, widened by a little; [0, 1] when there are none. */
export function extent(values: readonly number[], alsoZero = false): [number, number] {
  const all = alsoZero ? [...values, 0] : [...values];
  if (all.length === 0) return [0, 1];
  let lower = Infinity;
  let upper = -Infinity;
  for (const value of all) {
    lower = Math.min(lower, value);
    upper = Math.max(upper, value);
  }
  const margin = (upper - lower || Math.abs(upper) || 1) * 0.06;
  return [alsoZero && lower === 0 ? 0 : lower - margin, upper + margin];
}
