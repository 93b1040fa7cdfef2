import type { PackBuilt, PrivacyPreview } from "../../contract/pack-schemas.ts";
import { chooseKey, unlockKey } from "../../workbench/key-service.ts";
import { type Command, EXIT, requiredPositional, table } from "../command.ts";
import { CLAIM_OPTIONS, TRANSPORT_OPTIONS, claimsOf, transportOf } from "../pack-options.ts";

export const packCommand: Command = {
  name: "pack",
  summary: "Seal the case, and write a signed evidence pack: shareable, or restricted (with pseudonymised records).",
  usage: "CASE [--kind restricted|shareable] [--preview] [--key KEY]",
  example:
    "tickmark pack acme.tickmark --kind restricted --purpose 'annual model review' --recipient 'Assessors Ltd' --retain-until 2033-12-31",
  options: {
    key: { type: "string", help: "key id, fingerprint or principal (default: the only key)", value: "KEY" },
    ...CLAIM_OPTIONS,
    preview: { type: "boolean", help: "show what would leave, and seal nothing" },
    ...TRANSPORT_OPTIONS,
    "new-case-secret": {
      type: "boolean",
      help: "where nobody at hand can open the case's secret: make a new one; pseudonyms then differ from earlier packs",
    },
  },
  async run(invocation) {
    const { workbench, job } = invocation;
    const claims = claimsOf(invocation);
    await workbench.cases.open(requiredPositional(invocation, 0, "The case"));
    const { session } = workbench.cases;
    if (invocation.flag("preview")) {
      const preview = await workbench.packs.preview(session, claims, job);
      if (invocation.json) invocation.printJson(preview);
      else invocation.print(previewText(preview));
      return EXIT.good;
    }
    const key = chooseKey(invocation.text("key") ?? "");
    const signer = unlockKey(key.keyId, await invocation.passphrase(`Passphrase of ${key.principal}`));
    const transport = await transportOf(invocation);
    const built = await workbench.packs.build(session, claims, signer, job, {
      transport,
      newCaseSecret: invocation.flag("new-case-secret"),
    });
    if (invocation.json) invocation.printJson(built);
    else invocation.print(builtText(built));
    return EXIT.good;
  },
};

export function builtText(built: PackBuilt): string {
  return [
    `${built.zipPath} (${built.kind}, revision ${built.revision}, ${built.files} files, ${built.bytes} bytes)`,
    ...(built.encryptedPath === null ? [] : [`encrypted for transport: ${built.encryptedPath}`]),
    `signed by ${built.signer} ${built.fingerprint}`,
    `tagmanifest SHA-256 ${built.tagmanifestSha256}`,
    `give the reviewer, by another way than the pack: ${built.allowedSignersPath}`,
  ].join("\n");
}

function previewText(preview: PrivacyPreview): string {
  const { kAnonymity: k } = preview;
  const cells = preview.tables.map(({ runId, query, cells: all, suppressed, complementary }) => [
    runId,
    query,
    all,
    suppressed,
    complementary,
  ]);
  const columns = preview.columns.map(({ column, role, treatment, quasiIdentifier, distinct }) => [
    column,
    role,
    treatment,
    quasiIdentifier ? "yes" : "",
    distinct,
  ]);
  return [
    `${preview.kind} pack`,
    `cells: ${preview.cells}, suppressed ${preview.suppressedCells} (below ${preview.minimumCell}) and ${preview.complementaryCells} so that none follows by subtraction`,
    `figures: ${preview.figures}, withheld ${preview.withheldFigures}; journal payloads withheld ${preview.withheldPayloads}`,
    ...(cells.length === 0 ? [] : ["", table(["run", "aggregate", "cells", "suppressed", "complementary"], cells)]),
    ...(columns.length === 0
      ? []
      : ["", `records: ${preview.rows}`, table(["column", "role", "treatment", "quasi-identifier", "distinct"], columns)]),
    ...(k === null
      ? []
      : [
          `k-anonymity ${k.k}: ${k.classes} classes, ${k.rowsBelow} rows in classes below ${k.threshold}${k.leastOutcomes === null ? "" : `, fewest outcomes in a class ${k.leastOutcomes}`}`,
        ]),
    ...(preview.disclosures.length === 0
      ? ["", "no single record found in clear"]
      : [
          "",
          "single records in clear; the export stops unless --accept-disclosure gives a reason:",
          ...preview.disclosures.map(({ place, text, reason }) => `  ${place}: ${text} (${reason})`),
        ]),
  ].join("\n");
}
