import { diffText } from "../../workbench/review-text.ts";
import { ReviewWork } from "../../workbench/review-work.ts";
import { type Command, EXIT, requiredPositional } from "../command.ts";
import { REVIEW_OPTIONS, packToReviewOf } from "../review-options.ts";

export const diffCommand: Command = {
  name: "diff",
  summary: "Compare two packs: claims and thresholds field by field, figures one by one.",
  usage: "OLDER NEWER",
  example: "tickmark diff acme-r1.zip acme-r2.zip --json",
  options: REVIEW_OPTIONS,
  async run(invocation) {
    const older = await packToReviewOf(invocation, requiredPositional(invocation, 0, "The older pack"));
    const newer = await packToReviewOf(invocation, requiredPositional(invocation, 1, "The newer pack"));
    const diff = await new ReviewWork(invocation.workbench.review).diff(older, newer);
    if (invocation.json) invocation.printJson(diff);
    else invocation.print(diffText(diff));
    return EXIT.good;
  },
};
