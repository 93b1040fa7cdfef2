import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { fingerprintOf } from "../../src/evidence/ed25519.ts";
import { AUDITOR_SSHSIG, ROLE_NAMESPACES } from "../../src/evidence/profile.ts";
import { decodeSshSignature, encodeSshSignature, verifySshSignature } from "../../src/evidence/sshsig.ts";
import { type PackWritten, writePack } from "../../src/packs/write-pack.ts";
import { temporaryFolder } from "./support/built-pack.ts";
import { sampleInput } from "./support/sample-input.ts";
import { testSigner } from "./support/test-signer.ts";

function hasTool(name: string): boolean {
  const found = spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;
  if (!found) process.stderr.write(`skipped: this machine has no ${name}\n`);
  return found;
}
const tools = ["ssh-keygen", "openssl", "sha256sum", "shasum", "unzip"].every(hasTool);

let written: PackWritten;
beforeAll(async () => {
  written = await writePack(sampleInput(), testSigner(), temporaryFolder());
});

/** The indented lines below one heading of the README, block by block, as a person would paste them. */
function commands(bag: string, from: string, to: string): string[] {
  const readme = readFileSync(join(bag, "README.txt"), "utf8");
  const section = readme.slice(readme.indexOf(`\n${from}`), readme.indexOf(`\n${to}`));
  return section
    .split(/\n\n+/)
    .map((block) => block.trimEnd())
    .filter((block) => block.split("\n").every((line) => line.startsWith("    ")) && /^ {4}\S/.test(block))
    .map((block) => block.replaceAll(/^ {4}/gm, ""));
}

/** A fresh copy of the folder and what belongs beside it, unpacked from the ZIP by unzip. */
function unpacked(): string {
  const folder = temporaryFolder();
  for (const path of [written.allowedSignersPath, written.publicKeyPath]) cpSync(path, join(folder, basename(path)));
  execFileSync("unzip", ["-q", written.zipPath, "-d", folder]);
  return join(folder, basename(written.bagDirectory));
}

function run(block: string, cwd: string): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync("sh", ["-e", "-c", block], { cwd, encoding: "utf8" });
  return { status, output: `${stdout}${stderr}` };
}

describe.skipIf(!tools)("the commands of README.txt, run as they stand", () => {
  test("Linux: digests, exact set, ssh-keygen and openssl accept the pack", () => {
    const bag = unpacked();
    const results = commands(bag, "1. LINUX", "2. MACOS").map((block) => run(block, bag));
    expect(results.map((result) => result.status)).toEqual([0, 0, 0, 0]);
    expect(results[0]?.output).toBe("");
    expect(results[1]?.output).toBe("");
    const fingerprint = fingerprintOf(testSigner().publicKey);
    expect(results[2]?.output).toBe(
      `Good "${ROLE_NAMESPACES.auditor}" signature for auditor@example.org with ED25519 key ${fingerprint}\n`,
    );
    expect(results[3]?.output).toBe("Signature Verified Successfully\n1\n");
  });

  test("macOS: shasum and ssh-keygen accept the pack", () => {
    const bag = unpacked();
    expect(commands(bag, "2. MACOS", "3. WINDOWS").map((block) => run(block, bag).status)).toEqual([0, 0]);
  });

  test("a changed byte fails the digests; with recomputed manifests it fails the signature; an added file is named", () => {
    const bag = unpacked();
    const blocks = commands(bag, "1. LINUX", "2. MACOS");
    writeFileSync(join(bag, "data/report/report.html"), "No exceptions.");
    expect(run(blocks[0] ?? "", bag).status).not.toBe(0);
    run(
      "{ cut -c67- manifest-sha256.txt | xargs sha256sum; } > m; mv m manifest-sha256.txt; { cut -c67- tagmanifest-sha256.txt | xargs sha256sum; } > t; mv t tagmanifest-sha256.txt",
      bag,
    );
    expect(run(blocks[0] ?? "", bag).status).toBe(0);
    expect(run(blocks[2] ?? "", bag).status).not.toBe(0);
    expect(run(blocks[3] ?? "", bag).output).not.toMatch(/^1$/m);
    writeFileSync(join(bag, "INSTRUCTIONS.html"), "x");
    expect(run(blocks[1] ?? "", bag).output).toBe("INSTRUCTIONS.html\n");
  });

  test("openssl refuses the statement after one changed byte", () => {
    const bag = unpacked();
    const block = commands(bag, "1. LINUX", "2. MACOS")[3] ?? "";
    const changed = block.replace("\nopenssl pkeyutl", `\nprintf x >> ../${basename(bag)}.statement.pae\nopenssl pkeyutl`);
    expect(changed).not.toBe(block);
    expect(run(changed, bag)).toMatchObject({ status: 1, output: expect.stringContaining("Verification Failure") });
  });

  test("a title cannot smuggle commands into the README", async () => {
    const hostile = await writePack(sampleInput({ title: "Audit\n\n    rm -rf .\n" }), testSigner(), temporaryFolder());
    expect(readFileSync(join(hostile.bagDirectory, "README.txt"), "utf8")).not.toMatch(/^ {4}rm/m);
  });
});

describe.skipIf(!tools)("ssh-keygen's own signatures", () => {
  test("are accepted, and ours are the same bytes for the same key", () => {
    const folder = temporaryFolder();
    const key = join(folder, "id");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", key]);
    const message = join(folder, "message");
    writeFileSync(message, "sealed\n");
    execFileSync("ssh-keygen", ["-q", "-Y", "sign", "-n", ROLE_NAMESPACES.auditor, "-f", key, message], { stdio: "ignore" });
    const bytes = readFileSync(`${message}.sig`);
    const signature = decodeSshSignature(bytes, "message.sig");
    expect(verifySshSignature(signature, readFileSync(message))).toBe(true);
    expect(verifySshSignature(signature, Buffer.from("other\n"))).toBe(false);
    expect(encodeSshSignature(signature)).toBe(bytes.toString("utf8"));
    expect(execFileSync("ssh-keygen", ["-lf", `${key}.pub`], { encoding: "utf8" })).toContain(` ${fingerprintOf(signature.publicKey)} `);
  });

  test("openssl agrees that the public key beside the pack is the one that signed", () => {
    const text = execFileSync("openssl", ["pkey", "-pubin", "-in", written.publicKeyPath, "-noout", "-text"], { encoding: "utf8" });
    const hex = [...text.matchAll(/^ {4}([0-9a-f:]+)$/gm)].map(([, line]) => line?.replaceAll(":", "")).join("");
    expect(hex).toBe(Buffer.from(testSigner().publicKey).toString("hex"));
    expect(dirname(written.publicKeyPath)).not.toBe(written.bagDirectory);
    expect(decodeSshSignature(readFileSync(join(written.bagDirectory, AUDITOR_SSHSIG)), "x").publicKey).toEqual(testSigner().publicKey);
  });
});
