import type { PrivacyPreview } from "../contract/pack-schemas.ts";
import type { DuckDbEngine } from "../engine/open-engine.ts";
import { type TextInput, identifierTokens, packTexts } from "../evidence/disclosure/pack-texts.ts";
import { DECISION_RELATION, type Population } from "../population/population.ts";
import { ROLE_COLUMNS, type Role } from "../population/roles.ts";
import { identifier, render, sql } from "../sql/sql.ts";
import { IDENTIFIER_ROLES } from "./pack-identifiers.ts";

const SHORTEST_REASON = 24;

/** Which of these tokens are ids in the records, by the role that holds them. */
export type IdentifierLookup = (tokens: readonly string[]) => Promise<ReadonlyMap<string, Role>>;

/** Asks all records, also those that a filter leaves out; one query a role. */
export function identifierLookup(engine: DuckDbEngine, population: Pick<Population, "roles">, signal?: AbortSignal): IdentifierLookup {
  return async (tokens) => {
    const found = new Map<string, Role>();
    for (const role of IDENTIFIER_ROLES.filter((candidate) => population.roles.includes(candidate))) {
      const column = identifier(ROLE_COLUMNS[role].column);
      // A reason is a sentence; a short one such as "Income" says nothing of a record.
      const wanted = role === "overrideReason" ? tokens.filter((token) => token.length >= SHORTEST_REASON) : tokens;
      if (wanted.length === 0) continue;
      const query = sql`select distinct trim(${column}) as id from ${identifier(DECISION_RELATION)} where trim(${column}) in (select unnest(${wanted}::varchar[]))`;
      const { rows } = await engine.rows(render(query), signal === undefined ? {} : { signal });
      for (const [id] of rows) if (typeof id === "string") found.set(id.normalize("NFC"), role);
    }
    return found;
  };
}

/** Places of a pack's content where an id of the records stands in clear. */
export async function checkDisclosures(input: TextInput, lookUp: IdentifierLookup): Promise<PrivacyPreview["disclosures"]> {
  const texts = packTexts(input).map((text) => ({ place: text.place, tokens: identifierTokens(text) }));
  const tokens = [...new Set(texts.flatMap((text) => text.tokens))];
  if (tokens.length === 0) return [];
  const ids = await lookUp(tokens);
  const disclosures = new Map<string, PrivacyPreview["disclosures"][number]>();
  for (const { place, tokens: ours } of texts)
    for (const token of ours) {
      const role = ids.get(token);
      if (role === undefined) continue;
      disclosures.set(`${place}\n${token}`, {
        place,
        text: token,
        reason: `It is the ${ROLE_COLUMNS[role].title.toLowerCase()} of a record.`,
      });
    }
  return [...disclosures.values()];
}
