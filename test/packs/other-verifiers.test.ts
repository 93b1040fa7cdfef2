import { spawnSync } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundleFromJSON } from "@sigstore/bundle";
import { Verifier, toSignedEntity } from "@sigstore/verify";
import { beforeAll, describe, expect, test } from "vitest";

import { keyIdOf, subjectPublicKeyInfo } from "../../src/evidence/ed25519.ts";
import { AUDITOR_ENVELOPE, TAG_MANIFEST } from "../../src/evidence/profile.ts";
import { sha256Hex } from "../../src/foundation/digest.ts";
import { type PackWritten, writePack } from "../../src/packs/write-pack.ts";
import { sampleInput } from "../../src/selftest/sample-input.ts";
import { sampleSigner } from "../../src/selftest/sample-signer.ts";
import { temporaryFolder } from "./support/built-pack.ts";

let written: PackWritten;
beforeAll(async () => {
  written = await writePack(sampleInput(), sampleSigner(), temporaryFolder());
});

/** The program that TICKMARK_<NAME> names, one in the environment that `.ci/run` makes, or one on the path. */
function toolNamed(variable: string, name: string): string | null {
  const candidates = [process.env[variable], join(import.meta.dirname, "../../.tmp/python/bin", name)];
  const found = candidates.find((path) => path !== undefined && existsSync(path));
  if (found !== undefined) return found;
  if (spawnSync("sh", ["-c", `command -v ${name}`]).status === 0) return name;
  process.stderr.write(`skipped: this machine has no ${name} (set ${variable} to its path)\n`);
  return null;
}

describe("bagit.py, the validator of the Library of Congress", () => {
  const bagit = toolNamed("TICKMARK_BAGIT", "bagit.py");
  const validate = (bag: string): { status: number | null; output: string } => {
    const { status, stdout, stderr } = spawnSync(bagit ?? "", ["--validate", bag], { encoding: "utf8" });
    return { status, output: `${stdout}${stderr}` };
  };

  test.skipIf(bagit === null)("accepts the pack, and refuses it with one byte changed", () => {
    expect(validate(written.bagDirectory)).toMatchObject({ status: 0, output: expect.stringContaining("is valid") });
    const copy = join(temporaryFolder(), "bag");
    cpSync(written.bagDirectory, copy, { recursive: true });
    writeFileSync(join(copy, "data/report/report.html"), `${readFileSync(join(copy, "data/report/report.html"), "utf8").slice(0, -1)} `);
    expect(validate(copy)).toMatchObject({ status: 1, output: expect.stringContaining("is invalid") });
  });
});

describe("rocrate-validator, on data/", () => {
  const validator = toolNamed("TICKMARK_ROCRATE", "rocrate-validator");

  /** With the Python that has the validator, and no network. */
  function validate(crate: string): { status: number | null; output: string } {
    const python = join(dirname(validator ?? ""), "python");
    const script = join(import.meta.dirname, "support/rocrate-offline.py");
    const parts = ["validate", "-nc", "-np", "-p", "ro-crate-1.2", "-l", "required", "--no-paging", crate];
    const { status, stdout, stderr } = spawnSync(python, [script, ...parts], { encoding: "utf8", cwd: temporaryFolder() });
    return { status, output: `${stdout}${stderr}` };
  }

  function crateOf(change: (metadata: string) => string): string {
    const copy = join(temporaryFolder(), "crate");
    cpSync(join(written.bagDirectory, "data"), copy, { recursive: true });
    const metadata = join(copy, "ro-crate-metadata.json");
    writeFileSync(metadata, change(readFileSync(metadata, "utf8")));
    return copy;
  }

  test.skipIf(validator === null || !validator.includes("/"))(
    "accepts the metadata as RO-Crate 1.2, and refuses it without a date or with a file too many",
    () => {
      const { status, output } = validate(crateOf((metadata) => metadata));
      expect(output).toContain("RO-Crate is a valid ro-crate-1.2");
      expect(status).toBe(0);
      const undated = validate(crateOf((metadata) => metadata.replace(/"datePublished":"[^"]*",/, "")));
      expect(undated.output).not.toContain("RO-Crate is a valid");
      expect(undated.status).not.toBe(0);
      const missing = validate(crateOf((metadata) => metadata.replaceAll("findings/findings.json", "findings/other.json")));
      expect(missing.status).not.toBe(0);
    },
  );

  test("the metadata names people, programs, runs and sources, and refers to nothing that it does not describe", () => {
    const metadata = JSON.parse(readFileSync(join(written.bagDirectory, "data/ro-crate-metadata.json"), "utf8")) as {
      "@graph": Record<string, unknown>[];
    };
    const graph = metadata["@graph"];
    const ids = graph.map((entity) => entity["@id"]);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...JSON.stringify(graph).matchAll(/\{"@id":"([^"]*)"\}/g)].map(([, id]) => id);
    expect(references.filter((id) => !ids.includes(id) && !id?.startsWith("https://w3id.org/"))).toEqual([]);
    expect(graph.filter((entity) => entity["@type"] === "CreateAction").map((entity) => entity["@id"])).toEqual([
      "#audit",
      "#run-run-1",
      "#run-run-2",
    ]);
    expect(graph.find((entity) => entity["@id"] === "#organisation")).toMatchObject({ name: "Example Bank" });
    expect(graph.find((entity) => entity["@id"] === "#recipient-1")).toMatchObject({ name: "reviewer@example.net" });
    expect(JSON.stringify(graph)).not.toMatch(/sha256/i);
  });
});

describe("@sigstore/verify, an independent reader of DSSE", () => {
  interface Envelope {
    payload: string;
    payloadType: string;
    signatures: { keyid: string; sig: string }[];
  }

  function envelope(): Envelope {
    return JSON.parse(readFileSync(join(written.bagDirectory, AUDITOR_ENVELOPE), "utf8")) as Envelope;
  }

  /** The envelope as it is, in a bundle that names its key; no log and no certificate are asked for. */
  function verifyBundle(dsseEnvelope: Envelope, publicKey: Uint8Array = sampleSigner().publicKey): void {
    const bundle = bundleFromJSON({
      mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
      verificationMaterial: { publicKey: { hint: keyIdOf(sampleSigner().publicKey) }, tlogEntries: [] },
      dsseEnvelope,
    });
    const key = createPublicKey({ key: Buffer.from(subjectPublicKeyInfo(publicKey)), format: "der", type: "spki" });
    const trust = {
      certificateAuthorities: [],
      timestampAuthorities: [],
      tlogs: [],
      ctlogs: [],
      publicKey: () => ({ publicKey: key, validFor: () => true }),
    };
    new Verifier(trust, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 }).verify(toSignedEntity(bundle));
  }

  test("accepts our envelope, whose statement names this tag manifest", () => {
    expect(() => verifyBundle(envelope())).not.toThrow();
    const statement = JSON.parse(Buffer.from(envelope().payload, "base64").toString()) as { subject: unknown };
    const sha256 = sha256Hex(readFileSync(join(written.bagDirectory, TAG_MANIFEST)));
    expect(statement.subject).toEqual([{ name: TAG_MANIFEST, digest: { sha256 } }]);
  });

  test("refuses it with another payload, another type, another signature or another key", () => {
    const good = envelope();
    const payload = Buffer.from(Buffer.from(good.payload, "base64").toString().replace("confidential", "public")).toString("base64");
    expect(payload).not.toBe(good.payload);
    expect(() => verifyBundle({ ...good, payload })).toThrow();
    expect(() => verifyBundle({ ...good, payloadType: "text/plain" })).toThrow();
    const sig = Buffer.alloc(64, 1).toString("base64");
    expect(() => verifyBundle({ ...good, signatures: [{ keyid: "", sig }] })).toThrow();
    expect(() => verifyBundle(good, sampleSigner("x", 9).publicKey)).toThrow();
  });
});
