import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { z } from "zod";
import { type WritableCase, createCase, openReadOnly, openWritable } from "../casefile/case-file.ts";
import { type CaseHead, type NewCase, caseHeadSchema } from "../contract/case-schemas.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { removeSource, stagedSources } from "../ingest/index.ts";
import type { Policy } from "../policy/policy.ts";
import type { Clock } from "../ports/clock.ts";
import { EnginePool } from "./engine-pool.ts";
import { policyForTier } from "./policies.ts";
import { rememberCase } from "./state-directory.ts";

export const systemClock: Clock = { nowMs: () => Date.now() };

const engagementSchema = z.strictObject({
  organisation: z.string(),
  auditor: z.string(),
  tier: caseHeadSchema.shape.tier,
  domain: z.string(),
  objective: z.string(),
});

export interface SessionOptions {
  readonly clock?: Clock;
  readonly memoryLimitMb?: number;
  readonly threads?: number;
}

/** One open case: its file, its engines, its clock. */
export class CaseSession {
  readonly kase: WritableCase;
  readonly engines: EnginePool;
  readonly clock: Clock;

  private constructor(kase: WritableCase, options: SessionOptions) {
    this.kase = kase;
    this.clock = options.clock ?? systemClock;
    this.engines = new EnginePool(kase.directory, options);
  }

  static create(request: NewCase, options: SessionOptions = {}): CaseSession {
    const policy = policyForTier(request.tier);
    const wanted = resolve(request.directory);
    const directory = wanted.endsWith(".tickmark") ? wanted : `${wanted}.tickmark`;
    const { organisation, auditor, tier, domain, objective } = request;
    const kase = createCase(directory, {
      title: request.title,
      actor: auditor,
      engagement: { organisation, auditor, tier, domain, objective },
      clock: options.clock ?? systemClock,
    });
    kase.savePolicy({ policyId: policy.policyId, version: policy.version, document: policy });
    rememberCase(directory);
    return new CaseSession(kase, options);
  }

  /** Opens for writing; what a killed process left half-done is swept, in SQLite by the case file, in DuckDB here. */
  static async open(given: string, options: SessionOptions = {}): Promise<CaseSession> {
    const directory = resolve(given);
    const kase = openWritable(directory, actorOf(directory), { clock: options.clock ?? systemClock });
    const session = new CaseSession(kase, options);
    session.#completeCreation();
    await session.#sweepStagedTables();
    rememberCase(directory);
    return session;
  }

  get head(): CaseHead {
    const meta = this.kase.meta();
    const { organisation, auditor, tier, domain } = engagementSchema.parse(meta.engagement);
    return { directory: this.kase.directory, title: meta.title, organisation, auditor, createdAt: meta.createdAt, tier, domain };
  }

  get objective(): string {
    return engagementSchema.parse(this.kase.meta().engagement).objective;
  }

  get policy(): Policy {
    const stored = this.kase.currentPolicy();
    if (stored === null) throw new TickmarkError("case-damaged", "The case has no policy.");
    return stored.document as unknown as Policy;
  }

  nowIso(): string {
    return new Date(this.clock.nowMs()).toISOString();
  }

  async close(): Promise<void> {
    await this.engines.close();
    this.kase.close();
  }

  /** A process killed right after it made the case left it without the policy of its tier. */
  #completeCreation(): void {
    if (this.kase.currentPolicy() !== null) return;
    const policy = policyForTier(this.head.tier);
    this.kase.savePolicy({ policyId: policy.policyId, version: policy.version, document: policy });
  }

  /** The population is derived: a database that cannot be read must not keep anybody out of the case. */
  async #sweepStagedTables(): Promise<void> {
    if (!existsSync(this.engines.file)) return;
    const known = new Set(this.kase.listSources().map((source) => source.sourceId));
    try {
      await this.engines.write(async (engine) => {
        for (const staged of await stagedSources(engine)) if (!known.has(staged.sourceId)) await removeSource(engine, staged.sourceId);
      });
    } catch {
      // Whoever reads the population is told, and what to do; `tickmark rebuild` replaces the file.
    }
  }
}

/** The auditor whom the case names is the actor of whoever opens it on this machine. */
function actorOf(directory: string): string {
  return process.env["TICKMARK_ACTOR"] ?? readAuditor(directory) ?? `unknown@${basename(directory)}`;
}

function readAuditor(directory: string): string | null {
  const reader = openReadOnly(directory);
  try {
    return engagementSchema.safeParse(reader.meta().engagement).data?.auditor ?? null;
  } finally {
    reader.close();
  }
}
