import { concatenate, utf8 } from "../evidence/octets.ts";
import type { PackAttack } from "./attack.ts";
import { type PackFiles, bytesOf, resign, textOf } from "./sample-pack.ts";

const THREAT = "JSON in other words";

/** A document of a pack, spelled otherwise, and signed by the holder of the key. */
function spelled(
  id: string,
  description: string,
  path: string,
  change: (text: string, files: PackFiles) => string | Uint8Array,
): PackAttack {
  return {
    id,
    threat: THREAT,
    description,
    expectedStep: "documents",
    build: ({ files, signer }) => {
      const copy = new Map(files);
      const changed = change(textOf(copy, path), copy);
      copy.set(path, typeof changed === "string" ? utf8(changed) : changed);
      resign(copy, signer);
      return { files: copy };
    },
  };
}

const PRIVACY = "data/privacy.json";
const PROGRAMME = "data/programme.json";
const ENGAGEMENT = "data/engagement.json";

/** A document that any JSON may stand in, so that only its spelling can be wrong. */
function snapshot(id: string, description: string, json: string | Uint8Array): PackAttack {
  return {
    id,
    threat: THREAT,
    description,
    expectedStep: "documents",
    build: ({ files, signer }) => {
      const copy = new Map(files);
      const path = [...copy.keys()].find((name) => /^data\/inventory\/[^/]+\.json$/.test(name)) ?? "data/inventory/x.json";
      copy.set(path, typeof json === "string" ? utf8(json) : json);
      resign(copy, signer);
      return { files: copy };
    },
  };
}

const DEEP = 100_000;

export const JSON_ATTACKS: readonly PackAttack[] = [
  spelled("json-white-space", "white space", PROGRAMME, (text) => text.replace("{", "{ ")),
  spelled("json-line-feed", "a line feed at the end", PROGRAMME, (text) => `${text}\n`),
  spelled("json-key-order", "keys in another order", PRIVACY, (text) => reversed(text)),
  spelled("json-duplicate-key", "a key that comes twice, with two values", PRIVACY, (text) => text.replace("{", '{"suppression":{},')),
  spelled("json-escaped-key", "a key spelled with escapes", PRIVACY, (text) => text.replace('"formatVersion"', '"\\u0066ormatVersion"')),
  spelled("json-prototype-key", "a __proto__ key in a document with a schema", PRIVACY, (text) =>
    text.replace("{", '{"__proto__":{"suppression":null},'),
  ),
  spelled("json-byte-order-mark", "a byte order mark", ENGAGEMENT, (text) => `\uFEFF${text}`),
  spelled("json-invalid-utf8", "bytes that are no UTF-8", ENGAGEMENT, (_, files) =>
    concatenate(bytesOf(files, ENGAGEMENT).subarray(0, -2), Uint8Array.of(0xc0, 0xaf), bytesOf(files, ENGAGEMENT).subarray(-2)),
  ),
  spelled("json-overlong-utf8", "an overlong form of a quote", ENGAGEMENT, (_, files) =>
    concatenate(Uint8Array.of(0x7b, 0xe0, 0x80, 0xa2), bytesOf(files, ENGAGEMENT).subarray(2)),
  ),
  spelled("json-utf16", "the same document in UTF-16", ENGAGEMENT, (text) => new Uint8Array(Buffer.from(text, "utf16le"))),
  spelled("json-unknown-field", "a field that the schema does not have", ENGAGEMENT, (text) => text.replace(/\}$/, ',"zz":1}')),
  spelled("json-missing-field", "a field left out", ENGAGEMENT, (text) => text.replace(/"scope":"(?:[^"\\]|\\.)*",/, "")),
  spelled("json-number-as-text", "a number as text", ENGAGEMENT, (text) => text.replace('"formatVersion":1', '"formatVersion":"1"')),
  spelled("json-empty", "an empty document", ENGAGEMENT, () => ""),
  snapshot("json-lone-surrogate", "half of a character", String.raw`{"title":"\ud800"}`),
  snapshot("json-lone-surrogate-key", "half of a character as a key", String.raw`{"\udc00":1}`),
  snapshot("json-prototype", "a __proto__ key", '{"__proto__":1}'),
  snapshot("json-nested-prototype", "a __proto__ key deep down", '{"a":[{"__proto__":{"polluted":true}}]}'),
  snapshot("json-huge-exponent", "the number 1e400", '{"value":1e400}'),
  snapshot("json-beyond-53-bits", "a whole number beyond 2^53", '{"value":9007199254740993}'),
  snapshot("json-many-digits", "a number of 100 000 digits", `{"value":${"9".repeat(DEEP)}}`),
  snapshot("json-negative-zero", "the number -0", '{"value":-0}'),
  snapshot("json-trailing-zero", "the number 1.0", '{"value":1.0}'),
  snapshot("json-exponent", "the number 1E2", '{"value":1E2}'),
  snapshot("json-not-a-number", "NaN", '{"value":NaN}'),
  snapshot("json-comment", "a comment", '{"value":1}//x'),
  snapshot("json-two-documents", "two documents in one file", "{}{}"),
  snapshot("json-deep-arrays", "100 000 arrays, one in the other", "[".repeat(DEEP) + "]".repeat(DEEP)),
  snapshot("json-deep-objects", "100 000 objects, one in the other", '{"a":'.repeat(DEEP) + "1" + "}".repeat(DEEP)),
  snapshot("json-control-character", "a raw control character in a text", '{"a":"\u0001"}'),
];

function reversed(text: string): string {
  const document = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(Object.fromEntries(Object.entries(document).toReversed()));
}
