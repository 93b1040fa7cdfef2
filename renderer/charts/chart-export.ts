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

export async function savePicture(element: HTMLElement, format: "png" | "svg", name: string): Promise<void> {
  const plotly = (await import("plotly.js-cartesian-dist-min")).default;
  const { width, height } = element.getBoundingClientRect();
  const address = await plotly.toImage(element, { format, width: Math.round(width), height: Math.round(height), ...(format === "png" ? { scale: 2 } : {}) });
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
