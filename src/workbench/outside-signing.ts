import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { PackBuilt, PackClaims, PackToSign, Transport } from "../contract/pack-schemas.ts";
import { allowedSignersLine } from "../evidence/allowed-signers.ts";
import { fingerprintOf, subjectPublicKeyInfo } from "../evidence/ed25519.ts";
import { utf8 } from "../evidence/octets.ts";
import { AUDITOR_SSHSIG, ROLE_NAMESPACES, TAG_MANIFEST } from "../evidence/profile.ts";
import { type SshKey, parseSshKeyLine, sshKeyLine, sshKeyType } from "../evidence/ssh-wire.ts";
import { type SshSignature, applicationOf, canonicalSshSignature, encodeSshSignature, verifySshSignature } from "../evidence/sshsig.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { type SignerIdentity, type UnsignedPack, withSignatures } from "../packs/compose-pack.ts";
import { addUnlocker, openCaseSecret } from "../packs/case-secret.ts";
import type { PackSigner } from "../packs/pack-signer.ts";
import { publish, syncFolder, writeNewFile } from "../packs/durable-files.ts";
import { requirePrincipal } from "../packs/key-file.ts";
import { pem } from "../packs/pkcs8.ts";
import { readUnsignedPack } from "../packs/read-unsigned.ts";
import { requireTransportKeys } from "../packs/transport.ts";
import { type SignerFiles, writeBag } from "../packs/write-pack.ts";
import type { CaseSession } from "./case-session.ts";
import type { JobContext } from "./job.ts";
import type { PackService } from "./pack-service.ts";

export interface OutsideSigner {
  readonly principal: string;
  /** `ssh-ed25519 AAAA...` or `sk-ssh-ed25519@openssh.com AAAA...` */
  readonly publicKey: string;
  /** Opens the case's own secret, which no outside key can. */
  readonly casePassphrase: string;
  /** For a case whose secret nobody at hand can open: see `PackHolder`. */
  readonly newCaseSecret?: boolean;
}

const requestSchema = z.strictObject({
  formatVersion: z.literal(1),
  principal: z.string(),
  publicKey: z.string(),
  tagmanifestSha256: z.string(),
  preparedAt: z.string(),
});
type SigningRequest = z.infer<typeof requestSchema>;

const REQUEST = "request.json";
const PACK = "pack";
const PUBLIC_KEY = "signer.pub";
const LARGEST_SIGNATURE = 64 * 1024;

/**
 * Packs that wait for a signature made outside: by ssh-agent, or a security key. The whole pack is kept in the case while it waits,
 * so that the signature is put to the very bytes that were shown, whatever happens to the case in between.
 */
export class OutsideSigning {
  readonly #packs: PackService;

  constructor(packs: PackService) {
    this.#packs = packs;
  }

  /** Seals the case and composes everything but the signature; the same claims and signer again give the same folder. */
  async prepare(session: CaseSession, claims: PackClaims, signer: OutsideSigner, job: JobContext): Promise<PackToSign> {
    requirePrincipal(signer.principal);
    const key = parseSshKeyLine(signer.publicKey);
    const identity: SignerIdentity = {
      principal: signer.principal,
      fingerprint: fingerprintOf(key.publicKey, key.application),
      keyType: sshKeyType(key.application),
      signatures: "sshsig",
    };
    const unlocker = { passphrase: signer.casePassphrase };
    const holder = { unlocker, signer: null, identity, newCaseSecret: signer.newCaseSecret === true };
    const prepared = await this.#packs.prepare(session, claims, holder, job).catch(explainSecret);
    try {
      const directory = join(waitingFolder(session), prepared.unsigned.folder);
      const request: SigningRequest = {
        formatVersion: 1,
        principal: signer.principal,
        publicKey: sshKeyLine(key),
        tagmanifestSha256: prepared.unsigned.tagmanifestSha256,
        preparedAt: session.nowIso(),
      };
      const waiting = existsSync(directory) ? readRequest(directory) : null;
      if (waiting === null) keep(directory, request, prepared.unsigned);
      else if (waiting.tagmanifestSha256 !== request.tagmanifestSha256)
        throw new TickmarkError("already-exists", "A pack of this revision waits for the signature of another key, or with other claims.", {
          file: directory,
          remedy: "Import its signature, or delete this folder to prepare it anew.",
        });
      return view(directory, waiting ?? request);
    } finally {
      prepared.dispose();
    }
  }

  /** Sets the case passphrase, which opens the case's secret for a key that is held outside; a key that opens it already must allow it. */
  allowCasePassphrase({ kase }: CaseSession, signer: PackSigner, casePassphrase: string): void {
    const { caseId } = kase.meta();
    openCaseSecret(kase.directory, caseId, signer, { create: true });
    addUnlocker(kase.directory, caseId, signer, { passphrase: casePassphrase });
  }

  /** Lets another key open the case's secret, by the case passphrase; that key then makes packs with the same pseudonyms. */
  allowKey({ kase }: CaseSession, casePassphrase: string, signer: PackSigner): void {
    addUnlocker(kase.directory, kase.meta().caseId, { passphrase: casePassphrase }, signer);
  }

  waiting(session: CaseSession): PackToSign[] {
    const folder = waitingFolder(session);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => !name.endsWith(".tmp") && existsSync(join(folder, name, REQUEST)))
      .toSorted()
      .map((name) => view(join(folder, name), readRequest(join(folder, name))));
  }

  /** Checks the signature, and finishes the pack with it. Whatever is refused, the prepared pack stays as it was. */
  async importSignature(
    session: CaseSession,
    { directory, signatureFile, transport = null }: { directory: string; signatureFile: string; transport?: Transport | null },
    job: JobContext,
  ): Promise<PackBuilt> {
    if (transport !== null) requireTransportKeys(transport);
    const folder = resolve(directory);
    if (!this.waiting(session).some((waiting) => resolve(waiting.directory) === folder))
      throw new TickmarkError("not-found", "No pack of this case waits for a signature there.", { file: directory });
    const request = readRequest(folder);
    const unsigned = await readUnsignedPack(join(folder, PACK));
    if (unsigned.tagmanifestSha256 !== request.tagmanifestSha256)
      throw new TickmarkError("case-damaged", "The prepared pack was changed since.", {
        file: folder,
        remedy: "Delete this folder and prepare the pack again.",
      });
    refuseOlder(session, unsigned);
    const signature = checkedSignature(signatureFile, request, unsigned.tagManifest);
    job.report({ step: "Finishing the pack", fraction: 0.7 });
    const composed = await withSignatures(unsigned, [{ path: AUDITOR_SSHSIG, content: utf8(encodeSshSignature(signature)) }]);
    const key = parseSshKeyLine(request.publicKey);
    const report = readFileSync(join(folder, PACK, "data", "report", "report.html"), "utf8");
    const built = await this.#packs.publish(session, { report }, { composed, signer: filesOf(request, key), transport }, job);
    rmSync(folder, { recursive: true, force: true });
    return built;
  }
}

/** What the holder of the key runs; standing beside the file, they see what they sign. */
function view(directory: string, { principal, publicKey, tagmanifestSha256, preparedAt }: SigningRequest): PackToSign {
  const key = parseSshKeyLine(publicKey);
  const fileToSign = join(directory, TAG_MANIFEST);
  return {
    directory,
    fileToSign,
    command: `ssh-keygen -Y sign -n ${ROLE_NAMESPACES.auditor} -f ${quoted(join(directory, PUBLIC_KEY))} ${quoted(fileToSign)}`,
    signatureFile: `${fileToSign}.sig`,
    principal,
    fingerprint: fingerprintOf(key.publicKey, key.application),
    tagmanifestSha256,
    preparedAt,
  };
}

/** Complete or not there: the folder gets its name when everything is on the disk. */
function keep(directory: string, request: SigningRequest, unsigned: UnsignedPack): void {
  const temporary = `${directory}.tmp`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  try {
    writeBag(join(temporary, PACK), unsigned);
    writeNewFile(join(temporary, TAG_MANIFEST), unsigned.tagManifest);
    writeNewFile(join(temporary, PUBLIC_KEY), `${request.publicKey} ${request.principal}\n`);
    writeNewFile(join(temporary, REQUEST), `${JSON.stringify(request, null, 2)}\n`);
    syncFolder(temporary);
    publish(temporary, directory);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Whoever is asked for the case passphrase needs to know how a case gets one. */
function explainSecret(error: unknown): never {
  if (!(error instanceof TickmarkError) || error.code !== "key-unusable") throw error;
  const remedy =
    "If the case has no passphrase yet, its key lets one in: `tickmark sign passphrase CASE --key KEY`. " +
    "If nobody can open it, make a new secret (--new-case-secret): pseudonyms then differ from earlier packs.";
  throw new TickmarkError(error.code, error.message, { ...error.detail, remedy }, error);
}

function readRequest(directory: string): SigningRequest {
  const file = join(directory, REQUEST);
  try {
    return requestSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    const remedy = "Delete the folder and prepare the pack again.";
    throw new TickmarkError("case-damaged", "The request for a signature cannot be read.", { file, remedy }, cause);
  }
}

/** White space and line lengths differ between tools; the pack gets the one canonical form. */
function checkedSignature(file: string, request: SigningRequest, tagManifest: Uint8Array): SshSignature {
  const signature = canonicalSshSignature(readSignature(file), file);
  const key = parseSshKeyLine(request.publicKey);
  const expected = fingerprintOf(key.publicKey, key.application);
  const fingerprint = fingerprintOf(signature.publicKey, applicationOf(signature));
  const refuse = (message: string, remedy: string): TickmarkError => new TickmarkError("verification-failed", message, { file, remedy });
  if (fingerprint !== expected)
    throw refuse(`The signature is by another key (${fingerprint}).`, `The pack was prepared for ${expected}: sign with that key.`);
  if (signature.namespace !== ROLE_NAMESPACES.auditor)
    throw refuse(
      `The signature was made in the namespace "${signature.namespace.slice(0, 60)}".`,
      `Sign with -n ${ROLE_NAMESPACES.auditor}.`,
    );
  if (!verifySshSignature(signature, tagManifest))
    throw refuse(
      "The signature is not over the tag manifest of this pack, or the security key was not touched.",
      `Sign ${TAG_MANIFEST} in the folder of the prepared pack.`,
    );
  return signature;
}

function readSignature(file: string): string {
  try {
    if (statSync(file).size > LARGEST_SIGNATURE) throw new TickmarkError("bad-input", "This is too large for a signature.", { file });
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (cause instanceof TickmarkError) throw cause;
    const remedy = "Run the command that was shown; it writes the signature there.";
    throw new TickmarkError("not-found", "There is no signature yet.", { file, remedy }, cause);
  }
}

/** A revision must not come out after a later one. */
function refuseOlder(session: CaseSession, { pack }: UnsignedPack): void {
  const later = session.kase
    .listPackExports()
    .find(({ packId, revision, profile }) => packId === pack.packId && profile === pack.kind && revision >= pack.revision);
  if (later === undefined) return;
  throw new TickmarkError("already-exists", `Revision ${later.revision} was exported already; this is revision ${pack.revision}.`, {
    remedy: "Prepare the pack again: it becomes the next revision.",
  });
}

function filesOf({ principal }: SigningRequest, { publicKey, application }: SshKey): SignerFiles {
  return {
    allowedSignersLine: allowedSignersLine({ principal, publicKey, application }),
    publicKeyPem: application === null ? pem("PUBLIC KEY", Buffer.from(subjectPublicKeyInfo(publicKey))) : null,
  };
}

function waitingFolder(session: CaseSession): string {
  return join(session.kase.directory, "packs", "to-sign");
}

/** For a shell, or for the command prompt of Windows, where paths cannot hold a quotation mark. */
function quoted(path: string): string {
  return process.platform === "win32" ? `"${path}"` : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
