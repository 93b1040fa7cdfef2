import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapeHtml, markup, trusted, visibleText } from "../../src/report/html.ts";

describe("the page template", () => {
  test("escapes every value and keeps its own markup", () => {
    const name = `<b onclick="x('y')">&amp;</b>`;
    expect(markup`<td title="${name}">${name}</td>`.text).toBe(
      '<td title="&lt;b onclick=&quot;x(&#39;y&#39;)&quot;&gt;&amp;amp;&lt;/b&gt;">&lt;b onclick=&quot;x(&#39;y&#39;)&quot;&gt;&amp;amp;&lt;/b&gt;</td>',
    );
  });

  test("nests, joins lists, prints numbers, and leaves out null and false", () => {
    expect(markup`<ul>${[1, 2].map((item) => markup`<li>${item}</li>`)}${null}${false}${trusted("<hr>")}</ul>`.text).toBe(
      "<ul><li>1</li><li>2</li><hr></ul>",
    );
  });

  test("shows control characters, direction changes and lone surrogates instead of obeying them", () => {
    expect(visibleText("deny\u202Eevorppa\u202C")).toBe("deny[U+202E]evorppa[U+202C]");
    expect(escapeHtml("a\u0000b\u001Bc")).toBe("a[U+0000]b[U+001B]c");
    expect(escapeHtml("line\nbreak\tand space")).toBe("line\nbreak\tand space");
    expect(escapeHtml("\uD800").isWellFormed()).toBe(true);
  });

  test("lets no text out that could end a text node or an attribute", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        (text) => !/[<>"']/.test(markup`${text}`.text) && !/&(?!(amp|lt|gt|quot|#39);)/.test(markup`${text}`.text),
      ),
    );
  });
});
