import { seededRandom } from "../../../src/statistics/resampling/random.ts";
import type { DecisionRow } from "./override-population.ts";

export interface Simulation {
  readonly seed: number;
  readonly rows: number;
  readonly reviewers?: number;
  /** Standard deviation of honest reviewers' log odds. */
  readonly spread?: number;
  /** This reviewer accepts almost everything within seconds. */
  readonly rubberStamp?: string;
  /** This reviewer turns favourable decisions about group m into unfavourable ones more often, by this share. */
  readonly biased?: { readonly reviewer: string; readonly more: number };
  /** All reviewers turn favourable decisions about group f more often, by this share. */
  readonly allAgainstF?: number;
}

/** Honest reviewers override unsure cases more; deviations are planted on top. */
export function simulateReviews(simulation: Simulation): DecisionRow[] {
  const random = seededRandom(simulation.seed, "reviews");
  const names = Array.from({ length: simulation.reviewers ?? 12 }, (_, index) => `r${String(index + 1).padStart(2, "0")}`);
  const habit = new Map(names.map((name) => [name, (simulation.spread ?? 0.25) * random.nextNormal()]));
  return Array.from({ length: simulation.rows }, (_, index): DecisionRow => {
    const score = random.nextUniform();
    const decision = score >= 0.5 ? "approve" : "reject";
    const sexDraw = random.nextUniform();
    const sex = sexDraw < 0.05 ? null : sexDraw < 0.5 ? "f" : "m";
    const decidedAt = timestamp(Date.UTC(2026, 0, 5) + Math.floor((index / simulation.rows) * 27 * 86_400_000));
    if (random.nextUniform() < 0.3) return { decision, final: decision, score, sex, decidedAt, version: "1" };
    const reviewer = names[Math.floor(random.nextUniform() * names.length)] ?? "r01";
    const odds = Math.exp(-1.6 - 3 * Math.abs(score - 0.5) + (habit.get(reviewer) ?? 0));
    let probability = odds / (1 + odds);
    if (simulation.biased?.reviewer === reviewer && sex === "m" && decision === "approve") probability += simulation.biased.more;
    if (simulation.allAgainstF !== undefined && sex === "f" && decision === "approve") probability += simulation.allAgainstF;
    const stamps = simulation.rubberStamp === reviewer;
    if (stamps) probability = 0.001;
    const overridden = random.nextUniform() < probability;
    const seconds = stamps ? 1 + 6 * random.nextUniform() : 15 + 240 * random.nextUniform();
    const startMs = Date.UTC(2026, 1, 2) + index * 7000;
    return {
      decision,
      final: overridden === (decision === "reject") ? "approve" : "reject",
      reviewer,
      score,
      sex,
      decidedAt,
      version: "1",
      startedAt: timestamp(startMs),
      reviewedAt: timestamp(startMs + Math.floor(seconds * 1000)),
      ...(overridden ? { reason: "documents" } : {}),
    };
  });
}

function timestamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace("T", " ").replace("Z", "");
}
