import { readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Trust, parseAllowedSigners } from "../evidence/allowed-signers.ts";
import { parseCertificates } from "../evidence/certificate.ts";
import { type PackDocument, packDocumentSchema } from "../evidence/documents.ts";
import { expectAuditor } from "../evidence/expected-signer.ts";
import { readDocument } from "../evidence/pack-contents.ts";
import { TAG_MANIFEST } from "../evidence/profile.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { CopyOptions, OpenedPack } from "../packs/private-copy.ts";
import { isTransportFile, openTransported } from "../packs/transport.ts";
import { trustedSignersFile, trustedSignersText } from "./trusted-signers.ts";

/** Which pack a reviewer has in hand, and whom they trust; empty text for what is not given. */
export interface PackToReview {
  /** ZIP, bag folder, or an encrypted transport file. */
  readonly path: string;
  /** An OpenSSH allowed signers file; empty: the user's own list of trusted signers. */
  readonly allowedSigners: string;
  /** PEM file of the authorities whose time stamps count. */
  readonly timestampAuthorities: string;
  readonly transportPassphrase: string;
  /** An age identity file that opens the transport file. */
  readonly identityFile?: string;
  /** `SHA256:...`, compared with the auditor by another way: no other key may then sign as auditor. */
  readonly auditorFingerprint?: string;
}

/** A pack in clear, with nothing but a list of signers. */
export function packToReview(path: string, allowedSigners = ""): PackToReview {
  return { path, allowedSigners, timestampAuthorities: "", transportPassphrase: "" };
}

export async function openForReview(request: PackToReview, options: CopyOptions = {}): Promise<OpenedPack> {
  return openTransported(request.path, { passphrase: request.transportPassphrase, identityFile: request.identityFile ?? "" }, options);
}

/** As `openForReview`, for work that needs a sound container. */
export async function openSound(request: PackToReview, options: CopyOptions = {}): Promise<OpenedPack> {
  const pack = await openForReview(request, options);
  const [problem] = pack.problems;
  if (problem === undefined) return pack;
  pack.close();
  throw new TickmarkError("verification-failed", `The container is not sound: ${problem.message}.`, { file: request.path });
}

/** Permissions of a copy: what came encrypted stays readable for this user alone, else they are the pack's own. */
export async function modeOfCopy(path: string): Promise<number> {
  if (await isTransportFile(path)) return 0o600;
  const status = statSync(path, { throwIfNoEntry: false });
  return status?.isFile() === true ? status.mode & 0o777 : 0o644;
}

/** True for a pack that is encrypted for transport. */
export async function needsPassphrase(path: string): Promise<boolean> {
  return isTransportFile(path);
}

/** The reader's own trust: it never comes from the pack. */
export function trustOf(request: PackToReview): Trust {
  const { allowedSigners, auditorFingerprint = "" } = request;
  const file = allowedSigners === "" ? trustedSignersFile() : allowedSigners;
  const text = allowedSigners === "" ? trustedSignersText() : readList(allowedSigners, "The allowed signers file cannot be read.");
  const signers = parseAllowedSigners(text, file);
  const trusted = auditorFingerprint === "" ? signers : expectAuditor(signers, auditorFingerprint);
  return { signers: trusted, ...authoritiesOf(request) };
}

export function authoritiesOf({ timestampAuthorities }: PackToReview): Pick<Trust, "timestampAuthorities"> {
  if (timestampAuthorities === "") return {};
  const pem = readList(timestampAuthorities, "The file of time stamp authorities cannot be read.");
  parseCertificates(pem, timestampAuthorities);
  return { timestampAuthorities: pem };
}

function readList(file: string, message: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new TickmarkError("not-found", message, { file }, cause);
  }
}

/** What a pack says it is; worth as much as its verification. */
export interface PackIdentity {
  readonly pack: PackDocument;
  readonly tagmanifestSha256: string;
}

export function identityOf(opened: OpenedPack): PackIdentity {
  return {
    pack: readDocument(opened, "data/pack.json", packDocumentSchema),
    tagmanifestSha256: opened.files.find(({ path }) => path === TAG_MANIFEST)?.sha256 ?? "",
  };
}

/** Path beside the pack, its name without the ending and with `suffix`. An earlier suffix of the same kind gives way. */
export function besidePack(path: string, suffix: string, replaced?: RegExp): string {
  const stem = basename(path).replace(/(\.zip)?(\.age)?$/i, "");
  return join(dirname(path), `${replaced === undefined ? stem : stem.replace(replaced, "")}${suffix}`);
}
