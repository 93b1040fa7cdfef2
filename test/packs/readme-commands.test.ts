import { execFileSync } from "node:child_process";
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { allowedSignersLine } from "../../src/evidence/allowed-signers.ts";
import { fingerprintOf } from "../../src/evidence/ed25519.ts";
import { AUDITOR_ENVELOPE, AUDITOR_SSHSIG, ROLE_NAMESPACES, TAG_MANIFEST } from "../../src/evidence/profile.ts";
import type { PrivacyDocument } from "../../src/evidence/documents.ts";
import { composeUnsigned, identityOf } from "../../src/packs/compose-pack.ts";
import { readmeText } from "../../src/packs/readme-text.ts";
import { countersignatureFiles } from "../../src/packs/signature-files.ts";
import { type PackWritten, writePack } from "../../src/packs/write-pack.ts";
import { temporaryFolder } from "./support/built-pack.ts";
import { sampleInput } from "./support/sample-input.ts";
import { haveTools, runShell } from "./support/shell.ts";
import { testSigner } from "./support/test-signer.ts";

const tools = haveTools("ssh-keygen", "openssl", "sha256sum", "unzip");

let written: PackWritten;
beforeAll(async () => {
  written = await writePack(sampleInput(), testSigner(), temporaryFolder());
});

/** The ZIP unpacked, with the list beside the folder. */
function unpacked(): { bag: string; name: string; allowed: string } {
  const folder = temporaryFolder();
  copyFileSync(written.allowedSignersPath, join(folder, basename(written.allowedSignersPath)));
  copyFileSync(written.publicKeyPath, join(folder, basename(written.publicKeyPath)));
  execFileSync("unzip", ["-q", written.zipPath, "-d", folder]);
  const name = basename(written.bagDirectory);
  return { bag: join(folder, name), name, allowed: join(folder, `${name}.allowed_signers`) };
}

/** The command blocks below a heading such as `4.1 `, as a person would paste them, indentation and all. */
function blocksBelow(readme: string, heading: string): string[] {
  const section = readme.slice(readme.indexOf(`\n${heading}`) + 1);
  const next = section.slice(1).search(/\n(?:\d\.\d |\d\. |[A-Z ,]{20,}\n)/);
  return (next < 0 ? section : section.slice(0, next + 1))
    .split(/\n\n+/)
    .filter((block) => block.split("\n").every((line) => /^ {4}/.test(line) || line === ""));
}

function readmeOf(bag: string): string {
  return readFileSync(join(bag, "README.txt"), "utf8");
}

describe.skipIf(!tools)("README.txt, run as it stands", () => {
  test("every shell block of a fresh pack succeeds, the later ones with nothing to say", () => {
    const { bag } = unpacked();
    const readme = readmeOf(bag);
    for (const heading of ["1.1 ", "1.2 ", "1.3 ", "1.4 "])
      for (const block of blocksBelow(readme, heading)) expect(runShell(block, bag), heading).toMatchObject({ status: 0 });
    for (const block of blocksBelow(readme, "4.1 ")) expect(runShell(block, bag).output.trim()).toBe("");
    expect(blocksBelow(readme, "4.2 ")).toHaveLength(1);
  });

  test("an added link is named", () => {
    const { bag } = unpacked();
    const [block = ""] = blocksBelow(readmeOf(bag), "1.2 ");
    expect(runShell(block, bag).output).toBe("");
    execFileSync("ln", ["-s", "/etc/passwd", join(bag, "data", "link")]);
    expect(runShell(block, bag).output).toBe("./data/link\n");
  });

  test("a countersignature is checked against the reader's list, and its words are shown", () => {
    const { bag, allowed } = unpacked();
    const reviewer = testSigner("reviewer@example.net", 11);
    const signed = { tagManifest: readFileSync(join(bag, TAG_MANIFEST)), auditorEnvelope: readFileSync(join(bag, AUDITOR_ENVELOPE)) };
    const review = {
      number: 1,
      packId: "urn:uuid:24e51ca2-5067-4598-935a-dac4e327d05a",
      revision: 1,
      reviewedAt: "2026-11-24T00:00:00Z",
      conclusion: "disagrees" as const,
      reasons: ["Outcomes of September are missing."],
      notes: [],
      verification: { application: "Tickmark 0.1.0", result: "success" as const, reperformance: "pass" as const },
    };
    for (const { path, content } of countersignatureFiles(review, signed, reviewer)) writeFileSync(join(bag, path), content);
    const [check = "", words = ""] = blocksBelow(readmeOf(bag), "4.1 ");
    expect(runShell(check, bag).output).not.toContain("Good");
    appendFileSync(allowed, `${allowedSignersLine(reviewer).replace(ROLE_NAMESPACES.auditor, ROLE_NAMESPACES.reviewer)}\n`);
    expect(runShell(check, bag).output).toBe(
      `Good "${ROLE_NAMESPACES.reviewer}" signature for reviewer@example.net with ED25519 key ${fingerprintOf(reviewer.publicKey)}\n`,
    );
    expect(runShell(words, bag).output).toContain("Outcomes of September are missing.");
    appendFileSync(join(bag, AUDITOR_ENVELOPE), " ");
    expect(runShell(check, bag).output).not.toContain("Good");
  });

  test("a time stamp of a real authority is checked, and refused when it is about something else", () => {
    const { bag, name } = unpacked();
    const authority = temporaryFolder();
    writeFileSync(join(authority, "tsa.cnf"), TSA_CONFIGURATION);
    const made = runShell(
      `openssl req -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.pem -days 30 -subj /CN=Test-TSA -config tsa.cnf -extensions stamps
echo 01 > serial
openssl ts -query -data "${join(bag, AUDITOR_ENVELOPE)}" -sha256 -cert -out q.tsq
openssl ts -reply -config tsa.cnf -queryfile q.tsq -out r.tsr`,
      authority,
    );
    expect(made.status, made.output).toBe(0);
    mkdirSync(join(bag, "timestamps"));
    copyFileSync(join(authority, "r.tsr"), join(bag, "timestamps/auditor.tsr"));
    copyFileSync(join(authority, "tsa.pem"), join(bag, "..", `${name}.tsa.pem`));
    const [block = ""] = blocksBelow(readmeOf(bag), "4.2 ");
    const good = runShell(block, bag);
    expect(good).toMatchObject({ status: 0, output: expect.stringContaining("Verification: OK") as string });
    expect(good.output).toContain("Time stamp: ");
    appendFileSync(join(bag, AUDITOR_ENVELOPE), " ");
    expect(runShell(block, bag).status).not.toBe(0);
  });
});

describe("what the README says depends on the pack", () => {
  const privacy: PrivacyDocument = sampleInput().privacy;

  test("a pack that was signed outside names one signature and no envelope", async () => {
    const identity = { ...identityOf(testSigner()), signatures: "sshsig" as const, keyType: "sk-ssh-ed25519@openssh.com" as const };
    const { pack, folder } = await composeUnsigned(sampleInput(), identity);
    const readme = readmeText(folder, pack, { privacy, payload: [] });
    expect(readme).not.toContain(AUDITOR_ENVELOPE);
    expect(readme).toContain(AUDITOR_SSHSIG);
    expect(readme).toContain("its only signature");
    expect(readme).toContain(`-in timestamps/auditor.tsr`);
    expect(readme).toContain(`openssl ts -verify -data ${AUDITOR_SSHSIG}`);
    expect(readme).toContain("with ED25519-SK key");
  });

  test("records, withheld cells, figures and payloads are told", async () => {
    const { pack, folder } = await composeUnsigned(sampleInput(), identityOf(testSigner()));
    const told = readmeText(folder, pack, {
      privacy: {
        ...privacy,
        suppression: { minimumCell: 10, rule: "k", suppressedCells: 12, complementaryCells: 3 },
        withheldFigures: [{ runId: "run-1", figureId: "share" }],
        withheldPayloads: [{ seq: 3, reason: "names" }],
      },
      payload: ["data/sources/records/decisions.parquet"],
    });
    expect(told).toContain("[<10]: 12 cells, and 3 more");
    expect(told).toContain("not shown: 1.");
    expect(told).toContain("Left out of the journal: 1 payloads");
    expect(told).toContain("Pseudonyms are no anonymity");
    expect(readmeText(folder, pack, { privacy, payload: [] })).not.toContain("Pseudonyms are no anonymity");
  });

  test("disclosed records bring the script that checks them, taken out by the commands as they stand", async () => {
    const { pack, folder } = await composeUnsigned(sampleInput(), identityOf(testSigner()));
    const readme = readmeText(folder, pack, { privacy, payload: ["data/population/proofs/3.tlog-proof", "data/population/proofs/3.json"] });
    const bag = join(temporaryFolder(), folder);
    mkdirSync(bag);
    writeFileSync(join(bag, "README.txt"), readme);
    const [extract = ""] = blocksBelow(readme, "4.3 ");
    expect(extract).toContain("for n in 3; do sh ");
    runShell(extract.split("\n")[0] ?? "", bag);
    const script = join(bag, "..", `${folder}.inclusion.sh`);
    expect(existsSync(script)).toBe(true);
    execFileSync("sh", ["-n", script]);
    expect(readFileSync(script, "utf8")).toMatch(/^set -f\n[\s\S]*\necho "OK: record number \$1 [^\n]*\n$/);
  });
});

const TSA_CONFIGURATION = `[req]
distinguished_name = name
[name]
[stamps]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = here
[here]
serial = serial
signer_cert = tsa.pem
certs = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
`;
