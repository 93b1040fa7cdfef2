/** What was planted, and where the analyses of this version must see it. */
export interface PlantedFault {
  readonly fault: string;
  readonly description: string;
  /** Regular expressions on figureIds of which at least one must be an exception. Empty: not within sight of the three analyses. */
  readonly exceptions: readonly string[];
  /** Where else it is seen: import, population, inventory. */
  readonly seenIn: readonly ("population" | "inventory")[];
}

export interface AnswerKey {
  readonly rows: number;
  readonly seed: number;
  readonly clean: boolean;
  readonly faults: readonly PlantedFault[];
  /** FigureIds that must not be exceptions although a neighbour is. */
  readonly innocent: readonly string[];
}

export function answerKey({ rows, seed, faults }: { rows: number; seed: number; faults: boolean }): AnswerKey {
  return { rows, seed, clean: !faults, faults: faults ? PLANTED : [], innocent: faults ? INNOCENT : [] };
}

const PLANTED: readonly PlantedFault[] = [
  {
    fault: "gradual-drift",
    description: "debt_ratio rises by 0.028 standard deviations a week from week 16 on.",
    exceptions: ["^data-drift/[^/]+/debt_ratio(/|$)"],
    seenIn: [],
  },
  {
    fault: "new-segment",
    description: "A new channel, partner-app, starts in June 2025 and grows to a fifth of all applications.",
    exceptions: ["^data-drift/[^/]+/channel(/|$)"],
    seenIn: [],
  },
  {
    fault: "creeping-false-positives",
    description:
      "Applicants of the new channel default ever more often while their scores stay high: the false-positive rate creeps up weekly.",
    exceptions: ["^subgroup-disaggregation/.*[fF]alse-?[pP]ositive.*[tT]rend"],
    seenIn: [],
  },
  {
    fault: "harmed-intersection",
    description: "Women of 18-25 are approved far less often; the rates by sex alone and by age alone hardly move.",
    exceptions: ["^subgroup-disaggregation/selection.*(age_group=18-25,sex=F|sex=F,age_group=18-25)"],
    seenIn: [],
  },
  {
    fault: "rubber-stamp",
    description: "k.keller never overrides and takes 3 to 6 seconds a case.",
    exceptions: ["^human-overrides/.*k\\.keller"],
    seenIn: [],
  },
  {
    fault: "partial-reviewer",
    description: "m.lopez turns down 38 % of the women whom the model approved.",
    exceptions: ["^human-overrides/.*m\\.lopez"],
    seenIn: [],
  },
  {
    fault: "unregistered-version",
    description: "Version 4.1-hotfix decided in June 2025 and is in no registry.",
    exceptions: [],
    seenIn: ["inventory"],
  },
  {
    fault: "retired-version-serving",
    description: "Version 3 was archived on 2 May 2025 and decided again in July.",
    exceptions: [],
    seenIn: ["inventory"],
  },
  { fault: "log-gap", description: "No decision was logged from 11 to 13 August 2025.", exceptions: [], seenIn: [] },
  { fault: "duplicate-ids", description: "0.3 % of the decisions were logged twice.", exceptions: [], seenIn: ["population"] },
  {
    fault: "threshold-change",
    description: "The threshold fell from 0.62 to 0.60 on 15 September 2025 without record.",
    exceptions: [],
    seenIn: [],
  },
];

const INNOCENT = ["^data-drift/[^/]+/(income|employment_years|credit_age_months|utilisation|loan_amount|inquiries|purpose|region)/"];
