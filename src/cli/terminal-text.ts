import { visibleText } from "../contract/review-schemas.ts";

/** Text as a terminal may have it: lines and tabs stay, what would move its cursor, hide or reorder is shown as numbers. */
export function terminalText(text: string): string {
  return text
    .split("\n")
    .map((line) => line.split("\t").map(visibleText).join("\t"))
    .join("\n");
}

/** JSON with the same characters as escapes, so that its values are unchanged. */
export function terminalJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Co}]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`).join(""),
  );
}
