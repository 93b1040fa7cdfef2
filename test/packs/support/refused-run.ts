import { evaluate } from "../../../src/analyses/evaluate.ts";
import { analyses } from "../../../src/analyses/index.ts";
import type { PackInput, PackRun } from "../../../src/packs/pack-input.ts";
import { policy, population, sampleInput, sampleJournal, sampleRun } from "../../../src/selftest/sample-input.ts";

/** A run of a real analysis on a population that lacks what it needs: no aggregates, one refusal. */
export function refusedRun(): PackRun {
  const analysis = analyses.find((candidate) => candidate.requiredRoles.some((role) => !population.roles.includes(role)));
  if (analysis === undefined) throw new Error("Some analysis needs more than a decision and a score.");
  const parameters = analysis.parameters.parse({}) as PackRun["record"]["parameters"];
  const { figures, verdicts, answer } = evaluate(analysis, { parameters, population, policy, aggregates: new Map(), origin: "planned" });
  const { record } = sampleRun("run-1");
  const { id: analysisId, title, methodVersion } = analysis;
  const results = { figures: [...figures] as typeof record.figures, verdicts: [...verdicts] as typeof record.verdicts, answer };
  return { record: { ...record, analysisId, title, methodVersion, parameters, queries: [], ...results }, files: {} };
}

/** A pack of that run alone, which every verifier can recompute with the analyses of the product. */
export function refusedInput(change: Partial<PackInput> = {}): PackInput {
  const runs = [refusedRun()];
  const journal = sampleJournal(["case-created", "programme-locked", "run-added", "case-sealed"], runs);
  return sampleInput({ runs, journal, ...change });
}
