import type { Analysis } from "../analyses/analysis.ts";
import type { PackClaims } from "../contract/pack-schemas.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { type CaseSecret, type CaseUnlocker, newCaseSecret, openCaseSecret } from "../packs/case-secret.ts";
import { type SignerIdentity, type UnsignedPack, composeUnsigned } from "../packs/compose-pack.ts";
import type { PackInput } from "../packs/pack-input.ts";
import type { PackSigner } from "../packs/pack-signer.ts";
import type { CaseSession } from "./case-session.ts";
import type { JobContext } from "./job.ts";
import type { PackServices } from "./pack-document.ts";
import { pseudonymisedContent } from "./pack-leaving.ts";
import { type ProtectedContent, acceptedDisclosures, protectedContent } from "./pack-privacy.ts";
import { recordsPart, requireRecordClaims } from "./pack-records-part.ts";
import { type Seal, restrictedPackOf, sealFor } from "./pack-seal.ts";
import { requireSameAggregates } from "./pack-self-check.ts";
import { reportOfCase } from "./report-input.ts";

/** Who will sign, and what opens the case's own secret. */
export interface PackHolder {
  readonly unlocker: CaseUnlocker;
  /** Null for a key held outside. */
  readonly signer: PackSigner | null;
  readonly identity: SignerIdentity;
  /** Pseudonyms and salts then differ from earlier revisions; for a case whose secret nobody at hand can open. */
  readonly newCaseSecret?: boolean;
}

/** A pack complete but for its signatures. `dispose` removes the records' file, so it comes after the pack is written. */
export interface PreparedPack {
  readonly unsigned: UnsignedPack;
  readonly report: string;
  readonly seal: Seal;
  dispose(): void;
}

/** Seals the case (or keeps the seal in force) and composes the pack: the same seal, claims and signer give the same bytes. */
export async function preparePack(
  session: CaseSession,
  services: PackServices,
  claims: PackClaims,
  holder: PackHolder,
  job: JobContext,
): Promise<PreparedPack> {
  if (session.kase.listRuns().length === 0)
    throw new TickmarkError("bad-input", "There is nothing to export: no analysis was run.", { remedy: "Run the programme first." });
  const disclose = await requireRecordClaims(session, services, claims, job);
  const secret = caseSecret(session, holder);
  const seal = await sealFor(session, services.sources, claims, job);
  job.report({ step: "Gathering runs, journal and documents", fraction: 0.2 });
  const content = pseudonymisedContent(session, services, seal, { kind: claims.kind, pseudonymKey: secret.pseudonymKey });
  const { packId, revision } = seal.document;
  const { signer } = holder;
  const part = await recordsPart(session, services, { claims, secret, signer, packId, revision, disclose, runs: content.input.runs }, job);
  try {
    if (claims.kind === "restricted") await requireSameAggregates(part.file, content.input, services.analyses, job);
    const shown = await protectedContent(content, claims, services.analyses, job);
    const input = { ...shown.input, ...part.input, restrictedPack: claims.kind === "shareable" ? restrictedPackOf(session, seal) : null };
    const accepted = await acceptedDisclosures(session, services, input, { records: part.records, claims }, job);
    const complete = { ...input, privacy: { ...input.privacy, records: part.records, acceptedDisclosures: accepted } };
    const report = reportOf(session, services, seal, complete, shown.charts);
    if (job.signal.aborted) throw new TickmarkError("cancelled", "The export was cancelled.");
    job.report({ step: "Composing the pack", fraction: 0.7 });
    const unsigned = await composeUnsigned({ ...complete, report }, holder.identity);
    return { unsigned, report, seal, dispose: () => part.file.dispose() };
  } catch (cause) {
    part.file.dispose();
    throw cause;
  }
}

function caseSecret({ kase }: CaseSession, { unlocker, newCaseSecret: replace }: PackHolder): CaseSecret {
  const { caseId } = kase.meta();
  if (replace !== true) return openCaseSecret(kase.directory, caseId, unlocker, { create: true });
  const secret = newCaseSecret(kase.directory, caseId, unlocker);
  kase.appendJournal("case-secret-replaced", { secretId: secret.secretId });
  return secret;
}

function reportOf(
  session: CaseSession,
  services: { readonly runs: PackServices["runs"]; readonly analyses: readonly Analysis[] },
  seal: Seal,
  input: Omit<PackInput, "report">,
  charts: ProtectedContent["charts"],
): string {
  const stale = new Map(services.runs.list(session).map((run) => [run.runId, run.stale]));
  return reportOfCase({
    session,
    seal: seal.document,
    input,
    charts: (runId) => charts.get(runId) ?? [],
    staleness: (runId) => stale.get(runId) ?? null,
    analyses: services.analyses,
  });
}
