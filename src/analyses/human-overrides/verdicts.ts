import type { Figure } from "../../foundation/figure.ts";
import type { Computed } from "../../foundation/outcome.ts";
import { type Evidence, type Hypothesis, type Refusal, judgeHypotheses } from "../../policy/judge.ts";
import { type Policy, thresholdOf } from "../../policy/policy.ts";
import type { Verdict } from "../../policy/verdict.ts";
import type { Population } from "../../population/population.ts";
import type { VerdictsInput } from "../analysis.ts";
import { DIRECTIONS, directionInWords } from "./directions.ts";
import type { HumanOverridesParameters } from "./parameters.ts";
import { THE_REST, isMirror } from "./mirrored-groups.ts";
import { describeReviewerGroup } from "./reviewer-group-figures.ts";
import { DISPARITY_CHANGE, MINIMUM_OVERRIDE_RATE, OVERRIDE_RATE_DIFFERENCE, REVIEWER_EXCESS } from "./thresholds.ts";

interface Judged {
  readonly family: string;
  readonly threshold: string;
  /** Starts the sentence that gives the reason. */
  readonly measure: string;
  /** Two-sided: effects within +-threshold do not matter. At least: effects above the threshold do not matter. */
  readonly side: "two-sided" | "at-least";
  readonly subject: (dimensions: Readonly<Record<string, string>>) => string;
}

/** The figures that carry a hypothesis, by name. */
const JUDGED: Readonly<Record<string, Judged>> = {
  reviewerExcess: {
    family: "reviewers",
    threshold: REVIEWER_EXCESS,
    measure: "Override rate above other reviewers' like cases",
    side: "two-sided",
    subject: ({ reviewer, direction }) =>
      reviewer === undefined
        ? "reviewers against each other"
        : `reviewer ${reviewer}, overrides from ${inWords(direction)} against other reviewers' like cases`,
  },
  reviewerOverrideRate: {
    family: "reviewers",
    threshold: MINIMUM_OVERRIDE_RATE,
    measure: "Override rate",
    side: "at-least",
    subject: ({ reviewer }) =>
      reviewer === undefined ? "reviewers' own override rates" : `reviewer ${reviewer}, override rate against the minimum`,
  },
  reviewerGroupDifference: {
    family: "reviewer-groups",
    threshold: OVERRIDE_RATE_DIFFERENCE,
    measure: "Difference of override rates",
    side: "two-sided",
    subject: (dimensions) => (dimensions["reviewer"] === undefined ? "reviewers by group" : describeReviewerGroup(dimensions)),
  },
  disparityChange: {
    family: "groups",
    threshold: DISPARITY_CHANGE,
    measure: "Change of the selection-rate gap",
    side: "two-sided",
    subject: ({ attribute, group, [THE_REST]: rest }) =>
      group === undefined
        ? "selection-rate gaps before and after review, among reviewed decisions"
        : `selection-rate gap of ${attribute ?? ""} = ${group} to the rest${rest === undefined ? "" : ` (${rest})`} among reviewed decisions, after review against before`,
  },
};

/** Beyond this share of unknown groups the comparison rests on an assumption nobody checked. */
const LARGEST_UNKNOWN_SHARE = 0.1;

export function verdicts({ figures, policy, population }: VerdictsInput<HumanOverridesParameters>): readonly Verdict[] {
  const hypotheses = figures.flatMap((figure): Hypothesis[] => {
    if (figure.name === "reviewerGroupsTooSmall") return tooSmallComparisons(figure, policy);
    const judged = JUDGED[figure.name];
    if (judged === undefined || isMirror(figure)) return [];
    const note = noteOf(figure, population);
    return [
      {
        figureId: figure.figureId,
        subject: judged.subject(figure.dimensions),
        family: judged.family,
        measure: judged.measure,
        ...(note === "" ? {} : { note }),
        evidence: evidenceOf(figure, judged, thresholdOf(policy, judged.threshold), population),
      },
    ];
  });
  return judgeHypotheses(hypotheses, policy.q);
}

function evidenceOf(figure: Figure, judged: Judged, threshold: number | undefined, population: Population): Evidence | Refusal {
  const { outcome } = figure;
  if (outcome.status !== "computed")
    return {
      kind: "refusal",
      reason: outcome.reason,
      ...(outcome.code === "missing-role" ? { missing: missingStatements(population) } : {}),
    };
  if (threshold === undefined || outcome.pValue === undefined)
    return { kind: "refusal", reason: `The policy states no threshold ${judged.threshold}.`, missing: [judged.threshold] };
  const unknown = outcome.detail?.["unknownGroupShare"];
  if (typeof unknown === "number" && unknown > LARGEST_UNKNOWN_SHARE)
    return {
      kind: "refusal",
      reason: `The group is unknown for ${(unknown * 100).toFixed(1)} % of these reviewed decisions.`,
      missing: ["known groups"],
    };
  const lower = detailNumber(outcome, "judgedLower");
  const upper = detailNumber(outcome, "judgedUpper");
  const acceptedLower = judged.side === "at-least" ? threshold : -threshold;
  const acceptedUpper = judged.side === "at-least" ? null : threshold;
  // The spread between reviewers does not shrink with more cases, so for the funnel no number of rows can be promised.
  const rowsToDecide =
    judged.threshold === REVIEWER_EXCESS ? undefined : rowsThatDecide(outcome, lower, upper, acceptedLower, acceptedUpper);
  return {
    kind: "evidence",
    effect: outcome.estimate,
    lower,
    upper,
    acceptedLower,
    acceptedUpper,
    pValue: outcome.pValue,
    ...(rowsToDecide === undefined ? {} : { rowsToDecide }),
  };
}

/** What was not compared passes no test: one verdict says so. Where nothing could be compared the refused comparison already does. */
function tooSmallComparisons({ figureId, outcome }: Figure, policy: Policy): Hypothesis[] {
  if (outcome.status !== "computed" || outcome.estimate === 0 || outcome.estimate === outcome.n) return [];
  const reason = `${outcome.estimate} of ${outcome.n} comparisons of a reviewer's cases of one group with the others have fewer than ${policy.minimumCell} cases on a side, so they were not made.`;
  return [
    {
      figureId,
      subject: "reviewers by group, too few cases to compare",
      family: "reviewer-groups",
      evidence: { kind: "refusal", reason, missing: ["more reviewed cases by group"] },
    },
  ];
}

/** What a reader of one verdict must know beside its numbers. */
function noteOf({ outcome }: Figure, population: Population): string {
  const leftOut = outcome.status === "computed" ? outcome.detail?.["outliersLeftOut"] : undefined;
  return [
    ...(leftOut === undefined ? [] : [`Compared with the other reviewers but ${leftOut}, who stand out themselves.`]),
    ...(population.roles.includes("subjectId") ? ["Rows assumed independent, also of one subject."] : []),
  ].join(" ");
}

function missingStatements(population: Population): string[] {
  return [
    ...(population.favourableDecision === null ? ["favourableDecision"] : []),
    ...(population.attributes.length === 0 ? ["attributes"] : []),
  ];
}

/** Cases at which an interval that shrinks with the square root would fit the accepted region, the estimate staying where it is. */
function rowsThatDecide(
  { estimate, n }: Computed,
  lower: number,
  upper: number,
  acceptedLower: number,
  acceptedUpper: number | null,
): number | undefined {
  const needed = [
    (estimate - lower) / (estimate - acceptedLower),
    ...(acceptedUpper === null ? [] : [(upper - estimate) / (acceptedUpper - estimate)]),
  ];
  if (needed.some((factor) => !(factor > 0) || !Number.isFinite(factor))) return undefined;
  const rows = Math.ceil(n * Math.max(...needed) ** 2);
  return Number.isSafeInteger(rows) && rows > n ? rows : undefined;
}

function detailNumber(outcome: Computed, name: string): number {
  const value = outcome.detail?.[name];
  if (typeof value !== "number") throw new TypeError(`Figure without ${name}.`);
  return value;
}

function inWords(direction: string | undefined): string {
  const known = DIRECTIONS.find((candidate) => candidate === direction);
  return known === undefined ? "" : directionInWords(known);
}
