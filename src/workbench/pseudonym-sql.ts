import { createHash } from "node:crypto";
import { TRIMMED_CHARACTERS } from "../packs/pseudonyms.ts";
import { type SqlFragment, identifier, integerLiteral, join, literal, sql } from "../sql/sql.ts";

const BLOCK = 64;

/**
 * Rows of a relation with some columns under pseudonyms, as `pseudonymOf` makes them one by one: HMAC as two hashes, base32 by
 * groups of 40 bits. The SQL holds the key, so it is never stored or shown.
 */
export function pseudonymisedRows(
  relation: SqlFragment,
  columns: readonly { readonly column: string; readonly pseudonym: boolean }[],
  key: Uint8Array,
): SqlFragment {
  const hashed = columns.filter(({ pseudonym }) => pseudonym);
  const hashes = hashed.map(({ column }, index) => sql`${hmacSql(key, column)} as ${identifier(`hmac_${index}`)}`);
  const shown = columns.map(({ column, pseudonym }) =>
    pseudonym
      ? sql`case when ${normalSql(identifier(column))} = '' then ${identifier(column)} else ${base32Sql(
          identifier(`hmac_${hashed.findIndex((entry) => entry.column === column)}`),
        )} end as ${identifier(column)}`
      : identifier(column),
  );
  return sql`select ${join(shown, ", ")} from (select ${join([sql`*`, ...hashes], ", ")} from ${relation})`;
}

/** NFC(trim(id)). */
export function normalSql(column: SqlFragment): SqlFragment {
  return sql`nfc_normalize(trim(${column}, ${trimmed}))`;
}

/** By number: a line feed in the text of a statement would not survive its layout. */
const trimmed = join(
  Array.from(
    TRIMMED_CHARACTERS,
    (character, index) => sql`${index === 0 ? sql`` : sql`|| `}chr(${integerLiteral(character.charCodeAt(0))})`,
  ),
  " ",
);

/** Hexadecimal HMAC-SHA-256 of an id. */
function hmacSql(key: Uint8Array, column: string): SqlFragment {
  const block = Buffer.alloc(BLOCK);
  block.set(key.length > BLOCK ? createHash("sha256").update(key).digest() : key);
  const padded = (pad: number): SqlFragment => sql`unhex(${literal(Buffer.from(block.map((byte) => byte ^ pad)).toString("hex"))})`;
  const prefix = sql`encode('pseudonym/v1' || chr(0) || ${literal(column)} || chr(0))`;
  const inner = sql`unhex(sha256(${padded(0x36)} || ${prefix} || encode(${normalSql(identifier(column))})))`;
  return sql`sha256(${padded(0x5c)} || ${inner})`;
}

/** The first 16 bytes: three times ten hexadecimal digits are eight characters each; the last two, filled up with zero bits, are two. */
function base32Sql(hex: SqlFragment): SqlFragment {
  const number = (start: number, digits: number): SqlFragment =>
    sql`cast('0x' || substr(${hex}, ${integerLiteral(start)}, ${integerLiteral(digits)}) as bigint)`;
  const groups = [1, 11, 21].map((start) => sql`to_base(${number(start, 10)}, 32, 8)`);
  const digits = sql`${groups[0] ?? sql``} || ${groups[1] ?? sql``} || ${groups[2] ?? sql``} || to_base(${number(31, 2)} * 4, 32, 2)`;
  return sql`translate(${digits}, '0123456789ABCDEFGHIJKLMNOPQRSTUV', 'abcdefghijklmnopqrstuvwxyz234567')`;
}
