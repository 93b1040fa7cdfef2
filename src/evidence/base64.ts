import { TickmarkError } from "../foundation/errors.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Map(ALPHABET.split("").map((character, index) => [character, index]));

/** RFC 4648 base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index < bytes.length; index += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(index, index + 3);
    const group = (first << 16) | (second << 8) | third;
    const digits = [group >>> 18, (group >>> 12) & 63, (group >>> 6) & 63, group & 63].map((digit) => ALPHABET.charAt(digit)).join("");
    const missing = Math.max(0, index + 3 - bytes.length);
    text += digits.slice(0, 4 - missing) + "=".repeat(missing);
  }
  return text;
}

/** Accepts only what `encodeBase64` writes: no white space, no missing padding, no stray bits (hostile input enters here). */
export function decodeBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw malformed();
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let buffer = 0;
  let bits = 0;
  let at = 0;
  for (const character of text.slice(0, text.length - padding)) {
    const value = VALUES.get(character);
    if (value === undefined) throw malformed();
    buffer = ((buffer << 6) | value) & 0xff_ff_ff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = (buffer >>> bits) & 0xff;
    at += 1;
  }
  if ((buffer & ((1 << bits) - 1)) !== 0 || at !== bytes.length) throw malformed();
  return bytes;
}

function malformed(): TickmarkError {
  return new TickmarkError("bad-input", "Not canonical base64.");
}
