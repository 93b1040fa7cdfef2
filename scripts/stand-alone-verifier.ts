import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { analyses } from "../src/analyses/index.ts";
import type { VerificationReport } from "../src/evidence/verification-report.ts";
import { describeError, isTickmarkError } from "../src/foundation/errors.ts";
import { verifyPackFile } from "../src/packs/verify-pack-file.ts";

const USAGE = `tickmark-verify --allowed-signers FILE [options] PACK

Verifies an audit evidence pack (ZIP or folder) and recomputes its figures. Needs Node 22.12 or later and nothing else.

  --allowed-signers FILE   whom you trust, in the format of ssh-keygen; never take it from the pack
  --time INSTANT           instant at which keys must be valid (default: now), for example 2026-11-23T16:00:00Z
  --no-reperform           leave the figures unchecked; the report says so
  --json                   the report as JSON
  --help

Example: tickmark-verify --allowed-signers trusted.txt EP-2026-0001-r1.zip
Exit codes: 0 verified, 2 usage, 3 a file cannot be read, 4 not verified
`;

const MARKS = { pass: "pass       ", fail: "FAIL       ", withheld: "withheld   ", "not-checked": "not checked" };

async function main(): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse();
  } catch (error) {
    process.stderr.write(`${describeError(error)}\n\n${USAGE}`);
    return 2;
  }
  const { values, positionals } = parsed;
  const [pack, ...more] = positionals;
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (pack === undefined || more.length > 0 || values["allowed-signers"] === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  try {
    const report = await verifyPackFile(pack, readFileSync(values["allowed-signers"], "utf8"), {
      verifyTime: values.time ?? new Date().toISOString(),
      analyses: values["no-reperform"] ? null : analyses,
    });
    process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : asText(report));
    return report.success ? 0 : 4;
  } catch (error) {
    process.stderr.write(`${describeError(error)}\n`);
    return isTickmarkError(error) && error.code === "usage" ? 2 : 3;
  }
}

function parse() {
  return parseArgs({
    allowPositionals: true,
    options: {
      "allowed-signers": { type: "string" },
      time: { type: "string" },
      "no-reperform": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
}

function asText(report: VerificationReport): string {
  const steps = report.steps.flatMap((step) => [
    `${MARKS[step.state]}  ${step.title}: ${step.message}`,
    ...step.details.filter((detail) => detail !== step.message).map((detail) => `               - ${detail}`),
  ]);
  return `${[...steps, "", report.conclusion].join("\n")}\n`;
}

process.exitCode = await main();
