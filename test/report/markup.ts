const VOID = new Set(["meta", "br", "link", "img", "hr", "input"]);

/** The first place where tags do not nest, or null. Raw `<` in text and raw quotes in attributes show up as such a place. */
export function nestingProblem(markup: string): string | null {
  const open: string[] = [];
  const body = markup.replace(/^<!doctype html>/, "").replace(/<style>[^<]*<\/style>/, "");
  let end = 0;
  for (const match of body.matchAll(/<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<>]*")*)\s*(\/?)>/g)) {
    if (/[<>]/.test(body.slice(end, match.index))) return body.slice(end, match.index + 80);
    end = match.index + match[0].length;
    const name = match[2] ?? "";
    if (match[1] === "/") {
      if (open.pop() !== name) return `${match[0]} at ${match.index}`;
    } else if (match[4] !== "/" && !VOID.has(name)) open.push(name);
  }
  if (/[<>]/.test(body.slice(end))) return body.slice(end, end + 80);
  return open.length === 0 ? null : `not closed: ${open.join(" ")}`;
}
