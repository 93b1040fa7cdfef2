import { evaluate, nextQueries } from "../analyses/evaluate.ts";
import { type JournalEntry, JOURNAL_START, journalEntryDigest, payloadDigest } from "../evidence/journal-chain.ts";
import type { RunRecord } from "../evidence/run-record.ts";
import type { Aggregate } from "../foundation/aggregate.ts";
import { type Json, canonicalJson } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import { encodeTypedCsv } from "../foundation/typed-csv.ts";
import type { PackInput, PackRun } from "../packs/pack-input.ts";
import type { Policy } from "../policy/policy.ts";
import type { Population } from "../population/population.ts";
import { countingAnalysis } from "./counting-analysis.ts";

export const population: Population = {
  populationId: "main",
  title: "Loan decisions",
  fingerprint: "a".repeat(64),
  taskType: "binary",
  timeZone: "Europe/Berlin",
  positiveOutcome: null,
  favourableDecision: "approve",
  positiveDecision: null,
  labelAvailability: "not-stated",
  labelCausedByDecision: false,
  outcomeHorizonDays: null,
  cutOffMs: null,
  roles: ["decision", "score"],
  features: [],
  attributes: [],
  covered: null,
  timePrecision: "instant",
  baseline: null,
  decisionRule: null,
  filters: [],
  rows: 30,
  sampledCapture: false,
};

export const policy: Policy = {
  policyId: "standard",
  version: "1",
  title: "Standard",
  tier: "standard",
  domains: [],
  q: 0.05,
  level: 0.95,
  minimumCell: 10,
  thresholds: { "counting.share": 0.1 },
};

/** What an engine would have counted, entered by hand. */
const ROWS: Record<string, Aggregate["rows"]> = {
  "by-decision": [
    { decision: "approve", rows: 20, mean_score: 0.1 + 0.2 },
    { decision: 'deny, "late"', rows: 10, mean_score: 1 / 3 },
  ],
  "large-groups": [{ groups: 1 }],
};

export function sampleRun(runId: string, origin: RunRecord["origin"] = "planned"): PackRun {
  const analysis = countingAnalysis();
  const parameters = { smallestGroup: 2 };
  const aggregates = new Map<string, Aggregate>();
  const files: Record<string, string> = {};
  const queries: RunRecord["queries"] = [];
  for (let stage = 0; ; stage += 1) {
    const next = nextQueries(analysis, { parameters, population, aggregates });
    if (next === null) break;
    for (const { name, purpose, sql, columns } of next) {
      const aggregate = { name, columns, rows: ROWS[name] ?? [] };
      const text = encodeTypedCsv(aggregate);
      aggregates.set(name, aggregate);
      files[`${name}.csv`] = text;
      queries.push({
        name,
        purpose,
        stage,
        sql: sql.text,
        values: [...sql.values] as number[],
        columns: columns.map((column) => ({ ...column })),
        file: `${name}.csv`,
        sha256: sha256Hex(text),
        rows: aggregate.rows.length,
      });
    }
  }
  const evaluation = evaluate(analysis, { parameters, population, policy, aggregates, origin });
  const record: RunRecord = {
    formatVersion: 1,
    runId,
    analysisId: analysis.id,
    title: analysis.title,
    methodVersion: analysis.methodVersion,
    origin,
    lockedBySequence: origin === "planned" ? 2 : null,
    parameters,
    population,
    policy,
    engine: { name: "DuckDB", version: "1.5.5", dialect: "duckdb" },
    queries,
    funnel: [{ step: "all rows", rows: 30, lost: 0 }],
    figures: [...evaluation.figures] as RunRecord["figures"],
    verdicts: [...evaluation.verdicts] as RunRecord["verdicts"],
    answer: evaluation.answer,
    startedAt: "2026-11-20T10:00:00.000Z",
    finishedAt: "2026-11-20T10:00:01.000Z",
  };
  return { record, files };
}

const programme = { title: "Programme", entries: [{ entryId: "1", analysisId: "counting", parameters: {} }] };

/** A journal of entries of these kinds; each "run-added" is about the next of the runs, as a case writes it. */
export function sampleJournal(kinds: readonly string[], runs: readonly PackRun[] = []): PackInput["journal"] {
  const added = runs.values();
  const entries: JournalEntry[] = [];
  const payloads: { seq: number; salt: string; payload: Json }[] = [];
  for (const kind of kinds) {
    const seq = entries.length + 1;
    const salt = sha256Hex(`salt ${seq}`);
    const locked =
      kind === "programme-locked"
        ? {
            populationFingerprint: population.fingerprint,
            policyDigest: sha256Hex(canonicalJson(policy)),
            programmeDigest: sha256Hex(canonicalJson(programme)),
          }
        : {};
    const run = kind === "run-added" ? added.next().value?.record : undefined;
    const named = run === undefined ? {} : { runId: run.runId, runDigest: sha256Hex(canonicalJson(run)) };
    const payload = { kind, note: `step ${seq}`, amount: seq / 3, ...locked, ...named };
    const last = entries.at(-1);
    payloads.push({ seq, salt, payload });
    entries.push({
      seq,
      at: `2026-11-20T09:00:0${seq}.000Z`,
      actor: "auditor@example.org",
      kind,
      payloadDigest: payloadDigest(salt, payload),
      previousDigest: last === undefined ? JOURNAL_START : journalEntryDigest(last),
    });
  }
  return { entries, payloads };
}

export function sampleInput(change: Partial<PackInput> = {}): PackInput {
  const runs = change.runs ?? [sampleRun("run-1"), sampleRun("run-2", "exploratory")];
  return {
    name: "EP-2026-0001",
    packId: "urn:uuid:24e51ca2-5067-4598-935a-dac4e327d05a",
    revision: 1,
    supersedes: null,
    kind: "restricted",
    title: "Audit of the loan model, Straße 7 — 2026",
    sealedAt: "2026-11-23T16:00:00Z",
    classification: "confidential",
    purpose: "Independent review",
    legalBasis: "",
    restrictedPack: null,
    recipients: ["reviewer@example.net"],
    retainUntil: "2033-12-31",
    engagement: {
      formatVersion: 1,
      title: "Loan model",
      organisation: "Example Bank",
      objectives: ["Is the model still what was approved?"],
      scope: "All decisions of 2026",
      period: { from: "2026-01-01", to: "2026-10-31" },
      domain: "credit",
      tier: "standard",
      criteria: ["A12.1"],
      roles: [{ person: "auditor@example.org", role: "preparer" }],
      tolerableRates: {},
      independenceDeclaration: "",
      retention: "seven years",
    },
    environment: {
      formatVersion: 1,
      application: { name: "Tickmark", version: "0.1.0" },
      engine: { name: "DuckDB", version: "1.5.5" },
      runtime: { name: "Node", version: "24" },
      operatingSystem: { name: "linux", version: "6.1", architecture: "x64" },
    },
    privacy: {
      formatVersion: 1,
      suppression: null,
      pseudonyms: null,
      withheldQueries: [],
      withheldFigures: [],
      withheldPayloads: [],
      records: null,
      acceptedDisclosures: [],
    },
    sources: { formatVersion: 1, sources: [] },
    populations: {
      formatVersion: 1,
      populations: [{ definition: population, sourceIds: [], funnel: [{ step: "all rows", rows: 30, lost: 0 }], construction: {} }],
    },
    programme: { formatVersion: 1, lockedBySequence: 2, ...programme },
    policies: { formatVersion: 1, policies: [policy] },
    findings: { formatVersion: 1, findings: [] },
    inventory: { "registry-2026-10": { models: [] } },
    runs,
    journal: sampleJournal(["case-created", "programme-locked", ...runs.map(() => "run-added"), "case-sealed"], runs),
    report: "<!doctype html><title>Report</title><p>Two runs.</p>\n",
    ...change,
  };
}
