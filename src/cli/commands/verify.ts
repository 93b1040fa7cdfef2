import { TickmarkError } from "../../foundation/errors.ts";
import { isIntact } from "../../workbench/review-service.ts";
import { verificationText } from "../../workbench/review-text.ts";
import { type Command, EXIT, integerOption, requiredPositional } from "../command.ts";
import { REVIEW_OPTIONS, packToReviewOf } from "../review-options.ts";

export const verifyCommand: Command = {
  name: "verify",
  summary:
    "Verify a pack, step by step, against your own list of signers, and recompute its figures.\n" +
    "Exit codes: 0 verified, 4 not verified, 5 intact but who signed was not checked (--integrity-only),\n" +
    "6 all that can be checked is good, but figures rest on numbers that the pack withholds.",
  usage: "PACK [--allowed-signers FILE]",
  example: "tickmark verify acme-r1.zip --allowed-signers allowed_signers --require-countersignatures 1 --json",
  options: {
    ...REVIEW_OPTIONS,
    "require-countersignatures": { type: "string", help: "fail with fewer reviewers that your list trusts", value: "N" },
    "require-timestamp": { type: "boolean", help: "no success without a good time stamp of the auditor's signature" },
    "integrity-only": { type: "boolean", help: "do not check who signed; never exits 0 (5 when all else passed)" },
  },
  async run(invocation) {
    const path = requiredPositional(invocation, 0, "The pack");
    const integrityOnly = invocation.flag("integrity-only");
    if (integrityOnly && (invocation.text("allowed-signers") ?? invocation.text("require-countersignatures")) !== undefined)
      throw new TickmarkError("usage", "Give either --integrity-only, or whom you trust and what you ask for.");
    const request = await packToReviewOf(invocation, path);
    const now = new Date().toISOString();
    const { review } = invocation.workbench;
    const report = integrityOnly
      ? await review.verifyIntegrity(request, now)
      : await review.verify(request, now, {
          countersignatures: integerOption(invocation, "require-countersignatures", 0),
          timestamp: invocation.flag("require-timestamp"),
        });
    if (invocation.json) invocation.printJson(report);
    else invocation.print(verificationText(report));
    if (!integrityOnly && report.signer?.trusted === false)
      invocation.warn(
        "The signer is not on your list. Compare the fingerprint by another way than the pack; then add the key " +
          "(tickmark signers add FILE.pub --principal NAME --role auditor), or give a list of your own with --allowed-signers.",
      );
    if (integrityOnly) return isIntact(report) ? EXIT.integrityOnly : EXIT.verificationFailed;
    if (report.success) return EXIT.good;
    return report.result === "withheld" ? EXIT.figuresWithheld : EXIT.verificationFailed;
  },
};
