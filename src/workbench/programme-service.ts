import { z } from "zod";
import { analyses as allAnalyses } from "../analyses/index.ts";
import type { Analysis } from "../analyses/analysis.ts";
import { missingRoles } from "../analyses/evaluate.ts";
import type { AnalysisInfo, Programme } from "../contract/run-schemas.ts";
import { programmeSchema } from "../contract/run-schemas.ts";
import { sha256Hex } from "../foundation/digest.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { type Policy, policySchema } from "../policy/policy.ts";
import { parseParameters } from "../runner/run-analysis.ts";
import type { CaseSession } from "./case-session.ts";
import { shippedPolicies } from "./policies.ts";
import type { PopulationDocument, PopulationService } from "./population-service.ts";

/** What planned runs are made with: nothing of it is read again while they run. */
export interface ProgrammeLock {
  readonly sequence: number;
  readonly programme: Programme;
  readonly policy: Policy;
  readonly population: PopulationDocument;
}

export class ProgrammeService {
  readonly analyses: readonly Analysis[];
  readonly #population: PopulationService;

  constructor(population: PopulationService, analyses: readonly Analysis[] = allAnalyses) {
    this.#population = population;
    this.analyses = analyses;
  }

  analysis(id: string): Analysis {
    const found = this.analyses.find((analysis) => analysis.id === id);
    if (found !== undefined) return found;
    throw new TickmarkError("not-found", `There is no analysis ${id}.`, {
      expected: this.analyses.map((analysis) => analysis.id).join(", "),
    });
  }

  list(session: CaseSession | null): AnalysisInfo[] {
    const population = session === null ? null : (this.#population.document(session)?.population ?? null);
    return this.analyses.map((analysis) => ({
      id: analysis.id,
      title: analysis.title,
      question: analysis.question,
      criteria: [...analysis.criteria],
      methodVersion: analysis.methodVersion,
      taskTypes: [...analysis.taskTypes],
      requiredRoles: [...analysis.requiredRoles],
      optionalRoles: [...analysis.optionalRoles],
      missingRoles: population === null ? [] : missingRoles(analysis, population),
      thresholds: analysis.thresholds.map((threshold) => ({ ...threshold })),
      parameterSchema: z.toJSONSchema(analysis.parameters, { io: "input" }) as AnalysisInfo["parameterSchema"],
    }));
  }

  /** The saved programme; before the first save, every analysis with its defaults. */
  programme(session: CaseSession): Programme {
    const stored = session.kase.currentProgramme();
    if (stored !== null) return programmeSchema.parse(stored.document);
    return {
      title: `Programme of ${session.head.title}`,
      entries: this.analyses.map((analysis) => ({ entryId: analysis.id, analysisId: analysis.id, parameters: {} })),
    };
  }

  view(session: CaseSession) {
    const lock = session.kase.currentProgrammeLock();
    return {
      programme: this.programme(session),
      policy: session.policy,
      policies: shippedPolicies(),
      lock: lock === null ? null : { seq: lock.sequence, at: lock.recordedAt, inForce: this.#inForce(session, lock) },
    };
  }

  save(session: CaseSession, programme: Programme, policyId: string) {
    for (const entry of programme.entries) parseParameters(this.analysis(entry.analysisId), entry.parameters);
    const twice = programme.entries.find(
      (entry, index) => programme.entries.findIndex((other) => other.entryId === entry.entryId) !== index,
    );
    if (twice !== undefined) throw new TickmarkError("bad-input", `Two entries are named ${twice.entryId}.`);
    if (policyId !== session.policy.policyId) this.savePolicy(session, shippedPolicy(policyId));
    const version = String((session.kase.listProgrammes().at(-1)?.sequence ?? 0) + 1);
    session.kase.saveProgramme({ programmeId: "main", version, document: programme });
    return this.view(session);
  }

  savePolicy(session: CaseSession, policy: Policy): void {
    session.kase.savePolicy({ policyId: policy.policyId, version: policy.version, document: policySchema.parse(policy) });
  }

  /** Fixes programme, policy and population in the journal and hands over what was fixed; a lock in force is kept. */
  lock(session: CaseSession): ProgrammeLock {
    const population = this.#population.require(session);
    const programme = this.programme(session);
    const { policy } = session;
    if (programme.entries.length === 0)
      throw new TickmarkError("bad-input", "The programme has no entries.", { remedy: "Add an analysis first." });
    const current = session.kase.currentProgrammeLock();
    const sequence =
      current !== null && this.#inForce(session, current)
        ? current.sequence
        : session.kase.lockProgramme({ programme, policy, populationFingerprint: population.population.fingerprint });
    return { sequence, programme, policy, population };
  }

  #inForce(session: CaseSession, lock: { programmeDigest: string; policyDigest: string; populationFingerprint: string }): boolean {
    return (
      lock.programmeDigest === sha256Hex(canonicalJson(this.programme(session))) &&
      lock.policyDigest === sha256Hex(canonicalJson(session.policy)) &&
      lock.populationFingerprint === this.#population.document(session)?.population.fingerprint
    );
  }
}

function shippedPolicy(policyId: string): Policy {
  const found = shippedPolicies().find((policy) => policy.policyId === policyId);
  if (found !== undefined) return found;
  throw new TickmarkError("not-found", `There is no policy ${policyId}.`);
}
