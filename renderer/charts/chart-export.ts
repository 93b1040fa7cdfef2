import type { Data, Layout } from "plotly.js";
import type { ChartSpec } from "../../src/charts/chart-spec.ts";
import { chartTable, tableCsv } from "./chart-table.ts";

/** Saves text or a picture through the browser's own download. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export function saveCsv(spec: ChartSpec, name: string): void {
  saveFile(`${name}.csv`, new Blob([tableCsv(chartTable(spec))], { type: "text/csv;charset=utf-8" }));
}

/** A drawn chart: its traces and its layout, height included. */
export interface PictureOf {
  readonly data: Data[];
  readonly layout: Partial<Layout> & { readonly height: number };
}

/** Draws the chart again apart from the page, so that what is saved does not hang on what is on screen. */
export async function savePicture(picture: PictureOf, widthPx: number, format: "png" | "svg", name: string): Promise<void> {
  const plotly = (await import("plotly.js-cartesian-dist-min")).default;
  const size = { width: Math.max(480, widthPx), height: picture.layout.height };
  const address = await plotly.toImage(
    { data: picture.data, layout: { ...picture.layout, ...size } },
    { format, ...size, ...(format === "png" ? { scale: 2 } : {}) },
  );
  saveFile(`${name}.${format}`, pictureOf(address, format));
}

/** Decodes the data address by hand: the policy lets the page fetch nothing but its own files. */
function pictureOf(address: string, format: "png" | "svg"): Blob {
  const comma = address.indexOf(",");
  const body = address.slice(comma + 1);
  if (format === "svg") return new Blob([decodeURIComponent(body)], { type: "image/svg+xml" });
  const bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
  return new Blob([bytes], { type: "image/png" });
}
