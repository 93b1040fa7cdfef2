import { createHmac } from "node:crypto";

/** How `privacy.json` names the method. */
export const PSEUDONYM_METHOD =
  'HMAC-SHA-256 under a key of the case that is in no pack, over "pseudonym/v1", NUL, the column, NUL and the trimmed id in Unicode form NFC; its first 16 bytes in base32, lower case';

/** What `String.prototype.trim` removes; engines that trim for us get this very list. */
export const TRIMMED_CHARACTERS =
  "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** 26 characters; the same key, field and id give the same pseudonym. An id without a visible character says nothing and stays as it is. */
export function pseudonymOf(key: Uint8Array, field: string, id: string): string {
  const normal = id.trim().normalize("NFC");
  if (normal === "") return id;
  return base32(createHmac("sha256", key).update(`pseudonym/v1\u0000${field}\u0000${normal}`, "utf8").digest().subarray(0, 16));
}

/** RFC 4648 without padding, lower case. */
function base32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += BASE32.charAt((held >>> (bits - 5)) & 31);
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + BASE32.charAt((held << (5 - bits)) & 31);
}
