import { createHash, randomBytes } from "node:crypto";
import { createReadStream, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { PackBuilt, PackClaims, PrivacyPreview, Transport } from "../contract/pack-schemas.ts";
import { type ComposedPack, identityOf, withSignatures } from "../packs/compose-pack.ts";
import type { PackSigner } from "../packs/pack-signer.ts";
import { signatureFiles } from "../packs/signature-files.ts";
import { encryptForTransport, requireTransportKeys } from "../packs/transport.ts";
import { type SignerFiles, signerFiles, writeComposed } from "../packs/write-pack.ts";
import { POPULATION_RELATION } from "../population/population.ts";
import { identifier, integerLiteral, join as joinSql, render, sql } from "../sql/sql.ts";
import type { CaseSession } from "./case-session.ts";
import type { JobContext } from "./job.ts";
import type { PackServices } from "./pack-document.ts";
import { pseudonymisedContent } from "./pack-leaving.ts";
import { type PackHolder, type PreparedPack, preparePack } from "./pack-preparation.ts";
import { disclosuresOf, protectedContent } from "./pack-privacy.ts";
import { describeRecords } from "./pack-records-part.ts";
import { draftSeal, packExports } from "./pack-seal.ts";

export type { PackHolder, PreparedPack } from "./pack-preparation.ts";

export interface BuildOptions {
  readonly transport?: Transport | null;
  /** See `PackHolder`. */
  readonly newCaseSecret?: boolean;
}

export class PackService {
  readonly #services: PackServices;

  constructor(services: PackServices) {
    this.#services = services;
  }

  /** The newest first. */
  list(session: CaseSession): PackBuilt[] {
    return packExports(session).toReversed();
  }

  /** What a pack of these claims would show, suppress and withhold. Nothing is sealed or written. */
  async preview(session: CaseSession, claims: PackClaims, job: JobContext): Promise<PrivacyPreview> {
    const services = this.#services;
    const seal = await draftSeal(session, claims);
    job.report({ step: "Putting ids under pseudonyms", fraction: 0.2 });
    // A key for this look alone: whoever previews need not be able to open the case's own secret.
    const content = pseudonymisedContent(session, services, seal, { kind: claims.kind, pseudonymKey: randomBytes(32) });
    job.report({ step: "Looking for small cells", fraction: 0.4 });
    const shown = await protectedContent(content, claims, services.analyses, job);
    job.report({ step: "Counting classes of records", fraction: 0.6 });
    const records = claims.kind === "restricted" ? await describeRecords(session, services, content.input.runs, claims, job) : null;
    const distinct = records === null ? [] : await this.#distinct(session, records.columns, job);
    job.report({ step: "Looking for single records in texts", fraction: 0.8 });
    return {
      kind: claims.kind,
      minimumCell: claims.minimumCell,
      ...shown.counts,
      columns: (records?.columns ?? []).map((column, index) => ({ ...column, distinct: distinct[index] ?? 0 })),
      rows: records?.rows ?? 0,
      kAnonymity: records?.kAnonymity ?? null,
      disclosures: [...(await disclosuresOf(session, services, shown.input, records, job))],
    };
  }

  /** Re-hashes the sources, seals the case, writes and signs the pack. */
  async build(
    session: CaseSession,
    claims: PackClaims,
    signer: PackSigner,
    job: JobContext,
    { transport = null, newCaseSecret = false }: BuildOptions = {},
  ): Promise<PackBuilt> {
    const prepared = await this.prepare(
      session,
      claims,
      { unlocker: signer, signer, identity: identityOf(signer), newCaseSecret },
      job,
      transport,
    );
    try {
      const { unsigned } = prepared;
      const composed = await withSignatures(unsigned, signatureFiles(unsigned.pack, unsigned.tagManifest, signer));
      return await this.publish(session, prepared, { composed, signer: signerFiles(signer), transport }, job);
    } finally {
      prepared.dispose();
    }
  }

  /** A pack of these claims but for its signatures; the caller disposes of it. */
  async prepare(
    session: CaseSession,
    claims: PackClaims,
    holder: PackHolder,
    job: JobContext,
    transport: Transport | null = null,
  ): Promise<PreparedPack> {
    if (transport !== null) requireTransportKeys(transport);
    return await preparePack(session, this.#services, claims, holder, job);
  }

  /** Writes and verifies a signed pack, encrypts it for transport where asked, and notes the export in the case. */
  async publish(
    session: CaseSession,
    prepared: Pick<PreparedPack, "report">,
    signed: { readonly composed: ComposedPack; readonly signer: SignerFiles; readonly transport: Transport | null },
    job: JobContext,
  ): Promise<PackBuilt> {
    const { composed, signer, transport } = signed;
    job.report({ step: "Writing and verifying the pack", fraction: 0.8 });
    const directory = join(session.kase.directory, "packs");
    const written = await writeComposed(composed, signer, directory);
    const reportPath = join(directory, `${composed.folder}.report.html`);
    writeFileSync(reportPath, prepared.report);
    const encrypted = transport === null ? null : await encryptForTransport(written.zipPath, transport);
    const { pack } = composed;
    const built: PackBuilt = {
      packId: pack.packId,
      revision: pack.revision,
      kind: pack.kind,
      encryptedPath: encrypted?.path ?? null,
      zipPath: written.zipPath,
      bytes: statSync(written.zipPath).size,
      files: written.files,
      tagmanifestSha256: written.tagmanifestDigest,
      allowedSignersPath: written.allowedSignersPath,
      reportPath,
      signer: pack.signer.principal,
      fingerprint: pack.signer.fingerprint,
      builtAt: session.nowIso(),
    };
    session.kase.addPackExport({
      packId: built.packId,
      revision: built.revision,
      profile: built.kind,
      path: relative(session.kase.directory, written.zipPath).replaceAll("\\", "/"),
      packDigest: await sha256OfFile(written.zipPath),
      document: { built },
    });
    return built;
  }

  /** Distinct values of each column of the population, in the order given. */
  async #distinct(session: CaseSession, columns: readonly { readonly column: string }[], job: JobContext): Promise<number[]> {
    const counts = columns.map(({ column }, index) => sql`count(distinct ${identifier(column)}) as n${integerLiteral(index)}`);
    const query = render(sql`select ${joinSql(counts, ", ")} from ${identifier(POPULATION_RELATION)}`);
    const { rows } = await this.#services.population.read(session, (engine) => engine.rows(query, { signal: job.signal }), job);
    return (rows[0] ?? []).map(Number);
  }
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
