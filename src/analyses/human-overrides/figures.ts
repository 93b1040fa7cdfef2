import type { Figure } from "../../foundation/figure.ts";
import type { FiguresInput } from "../analysis.ts";
import { behaviourFigures } from "./behaviour-figures.ts";
import { requireCutTotals } from "./counts.ts";
import { coverageFigures } from "./coverage-figures.ts";
import { disparityFigures } from "./disparity-figures.ts";
import { funnelFigures } from "./funnel-figures.ts";
import { outcomeFigures } from "./outcome-figures.ts";
import type { HumanOverridesParameters } from "./parameters.ts";
import { rateFigures } from "./rate-figures.ts";
import { reviewerGroupFigures } from "./reviewer-group-figures.ts";
import { rubberStampFigures } from "./rubber-stamp-figures.ts";
import { figuresWithoutVocabulary, vocabularyFigure, vocabularyObstacle } from "./vocabulary-figures.ts";

export function figures(input: FiguresInput<HumanOverridesParameters>): readonly Figure[] {
  requireCutTotals(input.population, input.aggregates);
  const obstacle = vocabularyObstacle(input);
  if (obstacle !== null)
    return [
      vocabularyFigure(input),
      ...coverageFigures(input).filter(({ name }) => name.startsWith("reviewCoverage")),
      ...figuresWithoutVocabulary(obstacle),
    ];
  return [
    vocabularyFigure(input),
    ...coverageFigures(input),
    ...rateFigures(input),
    ...outcomeFigures(input),
    ...funnelFigures(input),
    ...rubberStampFigures(input),
    ...behaviourFigures(input),
    ...reviewerGroupFigures(input),
    ...disparityFigures(input),
  ];
}
