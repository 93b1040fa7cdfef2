import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { SigningKey, TrustedSigner } from "../../src/contract/key-schemas.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");
const SECRETS = ["first secret of the test", "second secret of the test", "a wrong secret of the test"] as const;
const [FIRST, SECOND, WRONG] = SECRETS;
const folder = mkdtempSync(join(tmpdir(), "tickmark-key-commands-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Answer {
  readonly status: number | null;
  readonly text: string;
  readonly json: () => unknown;
}

/** Runs the real program; passphrases go in by the environment or by standard input, and never come out. */
function tickmark(parameters: readonly string[], given: { environment?: Record<string, string>; input?: string } = {}): Answer {
  const { TICKMARK_PASSPHRASE: _none, TICKMARK_NEW_PASSPHRASE: _new, ...rest } = process.env;
  const environment = { ...rest, TICKMARK_HOME: join(folder, "home"), TICKMARK_TRACE: "1", ...given.environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...parameters], {
    env: environment,
    input: given.input ?? "",
    encoding: "utf8",
  });
  for (const secret of SECRETS) {
    expect(parameters.join(" ")).not.toContain(secret);
    expect(stdout + stderr).not.toContain(secret);
  }
  return { status, text: stdout + stderr, json: () => JSON.parse(stdout) as unknown };
}

const withPassphrases = (passphrase: string, next?: string): { environment: Record<string, string> } => ({
  environment: { TICKMARK_PASSPHRASE: passphrase, ...(next === undefined ? {} : { TICKMARK_NEW_PASSPHRASE: next }) },
});

test("the life of a key on the command line", () => {
  const created = tickmark(["key", "create", "--principal", "auditor@example.org", "--json"], withPassphrases(FIRST));
  expect(created.status).toBe(0);
  const key = created.json() as SigningKey;

  // Both passphrases from standard input, one a line.
  expect(tickmark(["key", "passphrase", key.keyId.slice(0, 10)], { input: `${FIRST}\n${SECOND}\n` }).status).toBe(0);
  expect(tickmark(["key", "passphrase", key.fingerprint], withPassphrases(WRONG, FIRST))).toMatchObject({
    status: 3,
    text: expect.stringContaining("The passphrase does not open this key."),
  });
  expect(tickmark(["key", "passphrase", key.keyId], withPassphrases(SECOND))).toMatchObject({
    status: 2,
    text: expect.stringContaining("TICKMARK_NEW_PASSPHRASE"),
  });

  const out = join(folder, "out");
  const exported = tickmark(["key", "export", "auditor@example.org", out, "--private-pem"], withPassphrases(SECOND, FIRST));
  expect(exported.status).toBe(0);
  expect(readdirSync(out).toSorted()).toEqual([
    "auditor-example-org.key.json",
    "auditor-example-org.private.pem",
    "auditor-example-org.pub",
    "auditor-example-org.pub.pem",
  ]);
  expect(readFileSync(join(out, "auditor-example-org.private.pem"), "utf8")).toContain("BEGIN ENCRYPTED PRIVATE KEY");

  const elsewhere = { TICKMARK_HOME: join(folder, "elsewhere") };
  const pem = join(out, "auditor-example-org.private.pem");
  const imported = tickmark(["key", "import", pem, "--principal", "auditor@example.org", "--json"], {
    environment: { ...elsewhere, ...withPassphrases(FIRST, SECOND).environment },
  });
  expect(JSON.parse(imported.text.slice(0, imported.text.lastIndexOf("}") + 1))).toMatchObject({ keyId: key.keyId });
  expect(imported.text).toContain("is still there");

  const revoked = tickmark(["key", "revoke", key.keyId, "--reason", "laptop lost"]);
  expect(revoked).toMatchObject({ status: 0, text: expect.stringContaining("valid-before=") });
  expect((tickmark(["key", "list", "--json"]).json() as SigningKey[])[0]?.revoked?.reason).toBe("laptop lost");
}, 300_000);

test("the list of trusted signers on the command line", () => {
  const pub = join(folder, "out", "auditor-example-org.pub");
  const add = ["signers", "add", pub, "--principal", "auditor@example.org", "--role", "auditor", "--valid-before", "2028-01-01"];
  expect(tickmark(add)).toMatchObject({ status: 0, text: expect.stringContaining("2028-01-01T00:00:00.000Z") });
  const { signers } = tickmark(["signers", "list", "--json"]).json() as { signers: TrustedSigner[] };
  expect(signers).toMatchObject([{ roles: ["auditor"], keyType: "ssh-ed25519" }]);
  expect(tickmark(["signers", "remove", signers[0]?.fingerprint ?? ""]).status).toBe(0);
  expect(tickmark(["signers", "add", pub, "--principal", "auditor@example.org"]).status).toBe(2);
}, 300_000);

test.each([
  [["key", "destroy"], "not destroy"],
  [["key", "revoke", "none", "--reason", "x"], "not on this machine"],
  [["sign", "now"], "prepare"],
  [["key", "toString"], "not toString"],
])(
  "%j says what is wrong",
  (parameters, message) => {
    const { status, text } = tickmark(parameters);
    expect(status).toBeGreaterThan(1);
    expect(text).toContain(message);
  },
  60_000,
);
