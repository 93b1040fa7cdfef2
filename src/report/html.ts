/** Text that was escaped, or is markup of this folder. Nothing else can be put into a page without being escaped. */
export class SafeHtml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlPart = SafeHtml | string | number | null | false | readonly HtmlPart[];

/**
 * Tagged template: escapes every value, so that markup in a column name, a title or a reason stays text.
 * Not called `html`: formatters rewrite templates of that name, and with them the page.
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): SafeHtml {
  let text = strings[0] ?? "";
  parts.forEach((part, index) => {
    text += render(part) + (strings[index + 1] ?? "");
  });
  return new SafeHtml(text);
}

/** Only for markup that this program made: style sheets and charts whose text was escaped by their writer. */
export function trusted(markup: string): SafeHtml {
  return new SafeHtml(markup);
}

export const NOTHING = new SafeHtml("");

/** Escapes for text and for quoted attributes. */
export function escapeHtml(text: string): string {
  return visibleText(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/**
 * Control characters that HTML cannot hold, and those that turn the direction of writing (with
 * which "approved" can be made to read as another word), are shown instead of obeyed.
 */
export function visibleText(text: string): string {
  return text
    .toWellFormed()
    .replace(UNSEEN, (character) => `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`);
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const UNSEEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/g;

function render(part: HtmlPart): string {
  if (part === null || part === false) return "";
  if (part instanceof SafeHtml) return part.text;
  if (typeof part === "string") return escapeHtml(part);
  if (typeof part === "number") return escapeHtml(String(part));
  return part.map(render).join("");
}
