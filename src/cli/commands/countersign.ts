import { z } from "zod";
import { REVIEW_CONCLUSIONS, reviewNoteSchema } from "../../contract/review-schemas.ts";
import { TickmarkError } from "../../foundation/errors.ts";
import { chooseKey, unlockKey } from "../../workbench/key-service.ts";
import { ReviewWork } from "../../workbench/review-work.ts";
import { type Command, EXIT, requiredOption, requiredPositional } from "../command.ts";
import { readJson } from "../read-json.ts";
import { REVIEW_OPTIONS, packToReviewOf, warnOfClearCopy } from "../review-options.ts";

export const countersignCommand: Command = {
  name: "countersign",
  summary: "Verify a pack, recompute its figures, and sign beside the auditor, agreeing or not. Writes a new ZIP.",
  usage: "PACK --conclusion agrees|agrees-with-reservations|disagrees [--reason TEXT]",
  example:
    "tickmark countersign acme-r1.zip --conclusion disagrees --reason 'The baseline is not the approved one.' --key jane@example.net",
  options: {
    ...REVIEW_OPTIONS,
    conclusion: { type: "string", help: "agrees, agrees-with-reservations or disagrees", value: "WORD" },
    reason: { type: "string", multiple: true, help: "needed unless you agree; may be given several times" },
    notes: {
      type: "string",
      help: "JSON list of notes on figures: [{runId, figureId, text}] (default: those kept in the window)",
      value: "FILE",
    },
    key: { type: "string", help: "key id, fingerprint or principal (default: the only key)", value: "KEY" },
  },
  async run(invocation) {
    const path = requiredPositional(invocation, 0, "The pack");
    const conclusion = REVIEW_CONCLUSIONS.find((word) => word === requiredOption(invocation, "conclusion"));
    if (conclusion === undefined) throw new TickmarkError("usage", `--conclusion takes ${REVIEW_CONCLUSIONS.join(", ")}.`);
    const file = invocation.text("notes");
    const notes = file === undefined ? {} : { notes: readJson(file, z.array(reviewNoteSchema)) };
    const request = await packToReviewOf(invocation, path);
    const key = chooseKey(invocation.text("key") ?? "");
    const signer = unlockKey(key.keyId, await invocation.passphrase(`Passphrase of ${key.principal}`));
    const review = { request, conclusion, reasons: invocation.texts("reason"), ...notes };
    const written = await new ReviewWork(invocation.workbench.review).countersign(review, signer, invocation.job);
    if (invocation.json) invocation.printJson(written);
    else
      invocation.print(
        [
          `${signer.principal} ${conclusion.replaceAll("-", " ")}: ${written.zipPath} (${written.name})`,
          `key ${key.fingerprint}; give it to whoever verifies, by another way than the pack`,
          "the pack you were given is unchanged",
        ].join("\n"),
      );
    await warnOfClearCopy(invocation, path);
    return EXIT.good;
  },
};
