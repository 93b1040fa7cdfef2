import { TickmarkError } from "../../foundation/errors.ts";
import { isIntact } from "../../workbench/review-service.ts";
import { type Command, EXIT, requiredOption, requiredPositional, table } from "../command.ts";

export const verifyCommand: Command = {
  name: "verify",
  summary: "Verify a pack against the reviewer's own list of signers.",
  usage: "PACK --allowed-signers FILE",
  example: "tickmark verify acme-r1.zip --allowed-signers allowed_signers --json",
  options: {
    "allowed-signers": { type: "string", help: "OpenSSH allowed_signers file from outside the pack", value: "FILE" },
    "integrity-only": { type: "boolean", help: "do not check who signed; never exits 0 (5 when all else passed)" },
  },
  async run(invocation) {
    const path = requiredPositional(invocation, 0, "The pack");
    const integrityOnly = invocation.flag("integrity-only");
    if (integrityOnly && invocation.text("allowed-signers") !== undefined)
      throw new TickmarkError("usage", "Give either --allowed-signers or --integrity-only.");
    const now = new Date().toISOString();
    const { review } = invocation.workbench;
    const report = integrityOnly
      ? await review.verifyIntegrity(path, now)
      : await review.verify(path, requiredOption(invocation, "allowed-signers"), now);
    if (invocation.json) invocation.printJson(report);
    else {
      const rows = report.steps.map((step) => [step.state.toUpperCase(), step.title, step.message]);
      const details = report.steps.flatMap((step) => step.details.map((detail) => `  ${step.title}: ${detail}`));
      const signer = report.signer === null ? "no signer" : `${report.signer.principal ?? "unknown signer"} ${report.signer.fingerprint}`;
      const trust = report.signer === null || report.signer.trusted ? signer : `${signer} (not trusted)`;
      invocation.print([table(["result", "step", "what was found"], rows), ...details, "", trust, report.conclusion].join("\n"));
    }
    if (!integrityOnly) return report.success ? EXIT.good : EXIT.verificationFailed;
    return isIntact(report) ? EXIT.integrityOnly : EXIT.verificationFailed;
  },
};
