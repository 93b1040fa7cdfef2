import { TickmarkError } from "../../foundation/errors.ts";
import { ReviewWork } from "../../workbench/review-work.ts";
import { type Command, EXIT, type Invocation, requiredPositional } from "../command.ts";
import { REVIEW_OPTIONS, packToReviewOf, warnOfClearCopy } from "../review-options.ts";

export const timestampCommand: Command = {
  name: "timestamp",
  summary: "RFC 3161 time stamps without a network: write a request, carry it to an authority, take its answer in.",
  usage: "request PACK [--of auditor] | import PACK RESPONSE.tsr [--request FILE.tsq]",
  example: "tickmark timestamp import acme-r1.zip acme-r1.auditor.tsr --time-stamp-authorities authorities.pem",
  options: {
    ...REVIEW_OPTIONS,
    of: { type: "string", help: "whose signature: auditor (default), reviewer-1, reviewer-2, ...", value: "NAME" },
    request: { type: "string", help: "import: the request, where it was made on another machine", value: "FILE" },
  },
  async run(invocation) {
    const [action] = invocation.positionals;
    if (action === "request") return await request(invocation);
    if (action === "import") return await importResponse(invocation);
    throw new TickmarkError("usage", "timestamp knows request and import.");
  },
};

async function request(invocation: Invocation): Promise<number> {
  const pack = await packToReviewOf(invocation, requiredPositional(invocation, 1, "The pack"));
  const made = await new ReviewWork(invocation.workbench.review).timestampRequest(pack, invocation.text("of") ?? "auditor");
  if (invocation.json) invocation.printJson(made);
  else
    invocation.print(
      [`${made.file} (a digest and a number used once; nothing of the pack)`, "On a machine with a network:", `  ${made.command}`].join(
        "\n",
      ),
    );
  return EXIT.good;
}

async function importResponse(invocation: Invocation): Promise<number> {
  const pack = await packToReviewOf(invocation, requiredPositional(invocation, 1, "The pack"));
  const response = requiredPositional(invocation, 2, "The response");
  const work = new ReviewWork(invocation.workbench.review);
  const stamped = await work.timestampImport(pack, response, invocation.job, invocation.text("request") ?? "");
  if (invocation.json) invocation.printJson(stamped);
  else invocation.print(`${stamped.zipPath}\n${stamped.authority} says that the signature existed at ${stamped.time}`);
  await warnOfClearCopy(invocation, pack.path);
  if (pack.timestampAuthorities === "")
    invocation.warn("Whether this authority can be trusted was not checked: no --time-stamp-authorities were given.");
  return EXIT.good;
}
