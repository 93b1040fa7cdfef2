/**
 * Width of a text in pixels, estimated from classes of letters (proportions of the common sans-serif
 * faces, a little on the wide side). An estimate, so that every machine lays a chart out the same,
 * whatever fonts or drawing libraries it has.
 */
export function estimatedTextWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width * fontSize * 1.06;
}

function characterWidth(character: string): number {
  if (/[ijlI.,:;'|!()[\]\u202F]/.test(character)) return 0.31;
  if (/[ frt\-/"*]/.test(character)) return 0.37;
  if (/[mwMW@%\u2026\u2014]/.test(character)) return 0.87;
  if (/[A-Z<>=+~\u2264\u2265\u00D7\u2212]/.test(character)) return 0.69;
  if ((character.codePointAt(0) ?? 0) >= 0x2e80) return 1.02;
  return 0.57;
}

/** What the drawing library asks with: a text mark, and the line of it to measure. */
export interface MeasuredText {
  readonly fontSize?: number;
  readonly limit?: number;
}

export function measuredWidth(item: MeasuredText, text: unknown): number {
  const words = typeof text === "string" || typeof text === "number" ? String(text).trim() : "";
  const width = estimatedTextWidth(words, item.fontSize ?? 11);
  return item.limit !== undefined && item.limit > 0 ? Math.min(width, item.limit) : width;
}
