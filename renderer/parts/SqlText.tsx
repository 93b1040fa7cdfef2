import { Fragment } from "react";
import { ScrollRegion } from "./ScrollRegion.tsx";

const WORDS =
  "select|from|where|group by|order by|having|with|as|and|or|not|case|when|then|else|end|join|left|inner|on|using|union all|union|limit|offset|filter|over|partition by|between|in|is|null|distinct|all|by|cube|rollup|grouping sets|asc|desc|nulls first|nulls last|cast|interval|timestamp|true|false|values|lateral|qualify";
const TOKENS = new RegExp(`('(?:[^']|'')*')|(--[^\\n]*)|\\b(${WORDS})\\b`, "gi");

/** SQL as evidence: as it was run, keywords set apart by weight. */
export function SqlText({ sql, label }: { readonly sql: string; readonly label: string }) {
  return (
    <ScrollRegion className="sql" label={label}>
      <pre>
        <code>
          {tokens(sql).map((token, index) => (
            <Fragment key={index}>
              {token.kind === "plain" ? token.text : <span className={`sql-${token.kind}`}>{token.text}</span>}
            </Fragment>
          ))}
        </code>
      </pre>
    </ScrollRegion>
  );
}

function tokens(sql: string): { kind: "plain" | "word" | "text" | "comment"; text: string }[] {
  const found: ReturnType<typeof tokens> = [];
  let end = 0;
  for (const match of sql.matchAll(TOKENS)) {
    if (match.index > end) found.push({ kind: "plain", text: sql.slice(end, match.index) });
    found.push({ kind: match[1] !== undefined ? "text" : match[2] !== undefined ? "comment" : "word", text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < sql.length) found.push({ kind: "plain", text: sql.slice(end) });
  return found;
}
