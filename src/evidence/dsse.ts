import { z } from "zod";
import { TickmarkError } from "../foundation/errors.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { concatenate, utf8, utf8Text } from "./octets.ts";

export interface DsseEnvelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  /** A hint of who signed; the profile asks that it is the signing key's id. */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

const envelopeSchema = z.strictObject({
  payload: z.string(),
  payloadType: z.string(),
  signatures: z.array(z.strictObject({ keyid: z.string().regex(/^[0-9a-f]{64}$/), sig: z.string() })).length(1),
});

/** DSSE pre-authentication encoding: the bytes that are signed. */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = utf8(payloadType);
  return concatenate(utf8(`DSSEv1 ${type.length} `), type, utf8(` ${payload.length} `), payload);
}

/** One signature an envelope, one field a line, so that people can take it apart with sed. */
export function encodeEnvelope({ payloadType, payload, keyId, signature }: DsseEnvelope): string {
  const envelope = { payload: encodeBase64(payload), payloadType, signatures: [{ keyid: keyId, sig: encodeBase64(signature) }] };
  return `${JSON.stringify(envelope, null, 2)}\n`;
}

/** Reads an envelope (hostile input); one that would not be written the same way again is refused. */
export function decodeEnvelope(bytes: Uint8Array, file: string): DsseEnvelope {
  const text = utf8Text(bytes, file);
  const envelope = envelopeSchema.safeParse(parseJson(text, file));
  const entry = envelope.data?.signatures[0];
  if (envelope.data === undefined || entry === undefined)
    throw new TickmarkError("bad-input", "Not a DSSE envelope of this profile.", {
      file,
      expected: "payload, payloadType and exactly one signature",
    });
  const decoded = {
    payloadType: envelope.data.payloadType,
    payload: decodeBase64(envelope.data.payload),
    keyId: entry.keyid,
    signature: decodeBase64(entry.sig),
  };
  if (encodeEnvelope(decoded) !== text)
    throw new TickmarkError("bad-input", "The DSSE envelope is not in its canonical form.", {
      file,
      expected: "the file as Tickmark wrote it",
    });
  return decoded;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TickmarkError("bad-input", "Not valid JSON.", { file }, cause);
  }
}
