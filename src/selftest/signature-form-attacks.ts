import { preAuthenticationEncoding } from "../evidence/dsse.ts";
import { utf8 } from "../evidence/octets.ts";
import { AUDITOR_ENVELOPE, AUDITOR_SSHSIG } from "../evidence/profile.ts";
import type { PackAttack } from "./attack.ts";
import { textOf } from "./sample-pack.ts";
import { attack, envelopeChanged, otherScalar, sshSignature, textChanged, DOWNGRADE, MALLEABLE } from "./signature-forms.ts";

/** Attacks on the form of signatures. */
export const SIGNATURE_FORM_ATTACKS: readonly PackAttack[] = [
  attack("sshsig-weaker-hash", DOWNGRADE, "an SSHSIG with hash sha256", "auditor-sshsig", (files, { signer }) => {
    files.set(AUDITOR_SSHSIG, sshSignature(files, signer, { hash: "sha256" }));
  }),
  attack("sshsig-unknown-hash", DOWNGRADE, "an SSHSIG with hash md5", "auditor-sshsig", (files, { signer }) => {
    files.set(AUDITOR_SSHSIG, sshSignature(files, signer, { hash: "md5" }));
  }),
  attack("sshsig-other-algorithm", DOWNGRADE, "an SSHSIG that says it is RSA", "auditor-sshsig", (files, { signer }) => {
    files.set(AUDITOR_SSHSIG, sshSignature(files, signer, { keyType: "ssh-rsa" }));
  }),
  attack("sshsig-version", DOWNGRADE, "an SSHSIG of version 2", "auditor-sshsig", (files, { signer }) => {
    files.set(AUDITOR_SSHSIG, sshSignature(files, signer, { version: 2 }));
  }),
  attack("sshsig-reserved", MALLEABLE, "an SSHSIG that uses the reserved field", "auditor-sshsig", (files, { signer }) => {
    files.set(AUDITOR_SSHSIG, sshSignature(files, signer, { reserved: "x" }));
  }),
  attack("sshsig-trailing", MALLEABLE, "bytes after the signature's last field", "auditor-sshsig", (files, { signer }) => {
    files.set(AUDITOR_SSHSIG, sshSignature(files, signer, { after: Uint8Array.of(0) }));
  }),
  attack("sshsig-line-ends", MALLEABLE, "the SSHSIG with other line ends", "auditor-sshsig", (files) =>
    textChanged(files, AUDITOR_SSHSIG, (text) => text.replaceAll("\n", "\r\n")),
  ),
  attack("sshsig-wrapped-otherwise", MALLEABLE, "the SSHSIG wrapped at another width", "auditor-sshsig", (files) =>
    textChanged(files, AUDITOR_SSHSIG, (text) => text.replace(/^(.{35})(.{35})$/m, "$1\n$2")),
  ),
  attack("sshsig-text-before", MALLEABLE, "words before the SSHSIG", "auditor-sshsig", (files) =>
    textChanged(files, AUDITOR_SSHSIG, (text) => `Verified by us.\n${text}`),
  ),
  attack("dsse-key-id-capitals", MALLEABLE, "the key id in capitals", "auditor-dsse", (files) =>
    textChanged(files, AUDITOR_ENVELOPE, (text) => text.replace(/"keyid": "([^"]*)"/, (_, id: string) => `"keyid": "${id.toUpperCase()}"`)),
  ),
  attack("dsse-white-space", MALLEABLE, "the envelope in one line", "auditor-dsse", (files) =>
    textChanged(files, AUDITOR_ENVELOPE, (text) => JSON.stringify(JSON.parse(text))),
  ),
  attack("dsse-more-fields", MALLEABLE, "an unsigned field in the envelope", "auditor-dsse", (files) =>
    textChanged(files, AUDITOR_ENVELOPE, (text) => text.replace("{\n", '{\n  "verified": true,\n')),
  ),
  attack("dsse-two-signatures", MALLEABLE, "the same signature twice", "auditor-dsse", (files) => {
    const envelope = JSON.parse(textOf(files, AUDITOR_ENVELOPE)) as { signatures: unknown[] };
    envelope.signatures.push(envelope.signatures[0]);
    files.set(AUDITOR_ENVELOPE, utf8(`${JSON.stringify(envelope, null, 2)}\n`));
  }),
  attack("dsse-loose-base64", MALLEABLE, "base64 with stray bits", "auditor-dsse", (files) =>
    textChanged(files, AUDITOR_ENVELOPE, (text) => text.replace(/(.)=="/, (_, last: string) => `${looseDigit(last)}=="`)),
  ),
  attack("dsse-other-scalar", MALLEABLE, "s + L in place of s in the signature", "auditor-dsse", (files) =>
    envelopeChanged(files, (envelope) => ({ ...envelope, signature: otherScalar(envelope.signature) })),
  ),
  attack("dsse-zero-signature", MALLEABLE, "a signature of zeros", "auditor-dsse", (files) =>
    envelopeChanged(files, (envelope) => ({ ...envelope, signature: new Uint8Array(64) })),
  ),
  attack("dsse-short-signature", MALLEABLE, "a signature of one byte", "auditor-dsse", (files) =>
    envelopeChanged(files, (envelope) => ({ ...envelope, signature: Uint8Array.of(1) })),
  ),
  attack("dsse-statement-spelling", MALLEABLE, "a signed statement with white space in it", "auditor-dsse", (files, { signer }) =>
    envelopeChanged(files, (envelope) => {
      const payload = utf8(` ${new TextDecoder().decode(envelope.payload)}`);
      return { ...envelope, payload, signature: signer.sign(preAuthenticationEncoding(envelope.payloadType, payload)) };
    }),
  ),
];

/** The next base64 digit: it differs in the bits that padding leaves unused. */
function looseDigit(digit: string): string {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return digits.charAt((digits.indexOf(digit) + 1) % 64);
}
