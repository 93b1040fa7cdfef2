import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { analyses } from "../src/analyses/index.ts";
import { expectAuditor } from "../src/evidence/expected-signer.ts";
import { parseAllowedSigners } from "../src/evidence/allowed-signers.ts";
import type { VerificationReport } from "../src/evidence/verification-report.ts";
import { visibleText } from "../src/evidence/visible-text.ts";
import { TickmarkError, describeError, isTickmarkError } from "../src/foundation/errors.ts";
import { verifyPackFile } from "../src/packs/verify-pack-file.ts";

const USAGE = `tickmark-verify --allowed-signers FILE [options] PACK

Verifies an audit evidence pack (ZIP or folder) and recomputes its figures. Needs Node 22.12 or later and nothing else.

  --allowed-signers FILE         whom you trust, in the format of ssh-keygen; never take it from the pack
  --auditor-fingerprint SHA256:...
                                 the auditor's key as you were told it: no other key of the list may have signed
  --time-stamp-authorities FILE  PEM certificates of the authorities whose time stamps count
  --require-countersignatures N  fail with fewer reviewers that your list trusts
  --require-timestamp            no success without a good time stamp of the auditor's signature
  --time INSTANT                 instant at which keys must be valid (default: now), for example 2026-11-23T16:00:00Z
  --no-reperform                 leave the figures unchecked; the report says so
  --json                         the report as JSON (verification-report.md)
  --help

Example: tickmark-verify --allowed-signers trusted.txt EP-2026-0001-r1.zip
Exit codes: 0 verified, 2 usage, 3 a file cannot be read, 4 not verified,
            6 all that can be checked is good, but figures rest on numbers that the pack withholds
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
    const report = await verify(pack, values["allowed-signers"], values);
    process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : asText(report));
    return report.success ? 0 : report.result === "withheld" ? 6 : 4;
  } catch (error) {
    process.stderr.write(`${visibleText(describeError(error))}\n`);
    return isTickmarkError(error) && error.code === "usage" ? 2 : 3;
  }
}

async function verify(pack: string, allowedSigners: string, values: ReturnType<typeof parse>["values"]): Promise<VerificationReport> {
  const listed = parseAllowedSigners(readFileSync(allowedSigners, "utf8"), allowedSigners);
  const { "auditor-fingerprint": fingerprint, "time-stamp-authorities": authorities } = values;
  const signers = fingerprint === undefined ? listed : expectAuditor(listed, fingerprint);
  const trust = { signers, ...(authorities === undefined ? {} : { timestampAuthorities: readFileSync(authorities, "utf8") }) };
  return verifyPackFile(pack, trust, {
    verifyTime: values.time ?? new Date().toISOString(),
    analyses: values["no-reperform"] ? null : analyses,
    require: { countersignatures: wholeNumber(values["require-countersignatures"]), timestamp: values["require-timestamp"] },
  });
}

function wholeNumber(text: string): number {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  throw new TickmarkError("usage", `"${text}" is no number of countersignatures.`, { expected: "0 to 99" });
}

function parse() {
  return parseArgs({
    allowPositionals: true,
    options: {
      "allowed-signers": { type: "string" },
      "auditor-fingerprint": { type: "string" },
      "time-stamp-authorities": { type: "string" },
      "require-countersignatures": { type: "string", default: "0" },
      "require-timestamp": { type: "boolean", default: false },
      time: { type: "string" },
      "no-reperform": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
}

/** For people; what a pack says cannot steer the terminal. */
function asText(report: VerificationReport): string {
  const steps = report.steps.flatMap((step) => [
    `${MARKS[step.state]}  ${step.title}: ${step.message}`,
    ...step.details.filter((detail) => detail !== step.message).map((detail) => `               - ${detail}`),
  ]);
  const reviewers = report.countersignatures.flatMap(({ name, state, principal, conclusion, reasons }) => [
    `${MARKS[state]}  ${principal ?? name}: ${conclusion?.replaceAll("-", " ") ?? "no readable conclusion"}`,
    ...reasons.map((reason) => `               - ${reason}`),
  ]);
  const differences = (report.reperformance?.runs ?? []).flatMap((run) =>
    run.differences.map(({ subject, stored, recomputed }) => `${run.runId}: ${subject}: in the pack ${stored}, recomputed ${recomputed}`),
  );
  const parts = [steps, reviewers, differences.slice(0, 50), [report.conclusion]].filter((part) => part.length > 0);
  return `${parts.map((part) => part.map(visibleText).join("\n")).join("\n\n")}\n`;
}

process.exitCode = await main();
