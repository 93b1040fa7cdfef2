import { TickmarkError } from "../foundation/errors.ts";
import type { CaseSecret } from "../packs/case-secret.ts";
import type { PackInput } from "../packs/pack-input.ts";
import type { PackSigner } from "../packs/pack-signer.ts";
import { commitPopulation } from "../packs/population-commitment.ts";
import { POPULATION_RELATION } from "../population/population.ts";
import { identifier } from "../sql/sql.ts";
import type { PackClaims } from "../contract/pack-schemas.ts";
import type { CaseSession } from "./case-session.ts";
import type { JobContext } from "./job.ts";
import { kAnonymityOf, quasiIdentifierColumns } from "./k-anonymity.ts";
import type { PackServices } from "./pack-document.ts";
import { type RecordsFile, recordColumns, withRecords, writeRecords } from "./pack-records.ts";
import { populationRecords, recordPositions } from "./population-records.ts";

/** What the records give to a pack; whoever asked for it calls `dispose` when the pack is written. */
export interface RecordsPart {
  readonly input: Pick<PackInput, "checkpoint" | "proofs" | "records">;
  /** Of `privacy.json`; null in a shareable pack. */
  readonly records: PackInput["privacy"]["records"];
  readonly file: RecordsFile;
}

interface RecordsRequest {
  readonly claims: PackClaims;
  readonly secret: CaseSecret;
  /** Null for a key held outside. */
  readonly signer: PackSigner | null;
  readonly packId: string;
  readonly revision: number;
  readonly runs: PackInput["runs"];
  /** Positions of the records that are disclosed, see `requireRecordClaims`. */
  readonly disclose: ReadonlySet<number>;
}

/**
 * Writes the pseudonymised records once; the commitment to the population is over that very file, in both kinds of pack, and only a
 * restricted pack holds it.
 */
export async function recordsPart(
  session: CaseSession,
  services: PackServices,
  request: RecordsRequest,
  job: JobContext,
): Promise<RecordsPart> {
  const { claims, secret } = request;
  const { population } = services.population.require(session);
  const described = await describeRecords(session, services, request.runs, claims, job);
  job.report({ step: "Writing the records under pseudonyms", fraction: 0.3 });
  const file = await writeRecords(session, population, described.columns, secret.pseudonymKey, job);
  try {
    job.report({ step: "Committing to the population", fraction: 0.4 });
    const { checkpoint, proofs } = await withRecords(file, (engine) =>
      commitPopulation({
        packId: request.packId,
        revision: request.revision,
        fingerprint: population.fingerprint,
        records: populationRecords(engine, identifier(POPULATION_RELATION), { signal: job.signal }),
        saltKey: secret.saltKey,
        signer: request.signer,
        disclose: request.disclose,
        signal: job.signal,
      }),
    );
    const restricted = claims.kind === "restricted";
    return {
      input: { checkpoint, proofs, ...(restricted ? { records: [{ name: file.name, path: file.path }] } : {}) },
      records: restricted ? described : null,
      file,
    };
  } catch (cause) {
    file.dispose();
    throw cause;
  }
}

/** Columns, rows and k-anonymity of the records, as a restricted pack states them. */
export async function describeRecords(
  session: CaseSession,
  services: PackServices,
  runs: PackInput["runs"],
  claims: PackClaims,
  job: JobContext,
): Promise<NonNullable<PackInput["privacy"]["records"]>> {
  return await services.population.read(
    session,
    async (engine, { population }) => {
      const named = quasiIdentifierColumns(population, claims.quasiIdentifiers);
      const columns = recordColumns(
        population,
        runs.map(({ record }) => record),
        named,
      );
      const leaving = columns.filter(({ quasiIdentifier, treatment }) => quasiIdentifier && treatment !== "removed");
      return {
        columns,
        rows: population.rows,
        kAnonymity: await kAnonymityOf(
          engine,
          population,
          leaving.map(({ column }) => column),
          Math.max(2, claims.minimumCell),
          job.signal,
        ),
      };
    },
    job,
  );
}

/** Positions of the records to be disclosed; refuses ids and quasi-identifiers that the population does not have. */
export async function requireRecordClaims(
  session: CaseSession,
  services: PackServices,
  { disclosedRecords: decisionIds, quasiIdentifiers }: PackClaims,
  job: JobContext,
): Promise<ReadonlySet<number>> {
  const { population } = services.population.require(session);
  quasiIdentifierColumns(population, quasiIdentifiers);
  if (decisionIds.length === 0) return new Set();
  if (!population.roles.includes("decisionId"))
    throw new TickmarkError("bad-input", "Single records can only be disclosed by their decision id, and this population has none.");
  const { positions, unknown } = await services.population.read(session, (engine) => recordPositions(engine, decisionIds), job);
  if (unknown.length > 0)
    throw new TickmarkError("bad-input", `No record of the population has the decision id "${unknown[0] ?? ""}".`, {
      column: "decision_id",
      remedy: "Check the id, and that the population's filters leave the record in.",
    });
  return positions;
}
