import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeTimestampRequest } from "../../src/evidence/timestamp-request.ts";

export interface AuthorityOptions {
  readonly key?: "rsa" | "ec" | "ec-384";
  /** OpenSSL extension lines of the time stamping certificate. */
  readonly extensions?: string;
  /** `YYYYMMDDHHMMSSZ`; the certificate is valid now unless stated. */
  readonly validity?: { readonly from: string; readonly to: string };
  /** An authority between the root and the time stamping certificate. */
  readonly intermediate?: boolean;
  readonly ess?: "sha1" | "sha256";
  readonly intermediateExtensions?: string;
  readonly digest?: "sha256" | "sha384" | "sha512";
  /** Whether responses state the authority's name and the chain of certificate identifiers. */
  readonly wordy?: boolean;
}

/** A local time stamping authority: real certificates, real `openssl ts`. */
export interface TimeStampingAuthority {
  readonly rootPem: string;
  readonly rootFile: string;
  readonly certificatePem: string;
  /** The response of the authority to a request. */
  answer(request: Uint8Array): Uint8Array;
  stamp(imprint: Uint8Array, nonce?: bigint): Uint8Array;
  /** What `openssl ts -verify` says of a response: its output, or throws. */
  opensslVerify(response: Uint8Array, data: Uint8Array): string;
}

const TSA_EXTENSIONS = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n";
const CA_EXTENSIONS = "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign\n";

const KEY_ARGUMENTS = {
  rsa: ["-newkey", "rsa:2048"],
  ec: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
  "ec-384": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
};

export function timeStampingAuthority(folder: string, options: AuthorityOptions = {}): TimeStampingAuthority {
  mkdirSync(folder, { recursive: true });
  const at = (name: string): string => join(folder, name);
  const openssl = (...given: string[]): string => execFileSync("openssl", given, { cwd: folder, encoding: "utf8", stdio: "pipe" });
  const keys = KEY_ARGUMENTS[options.key ?? "rsa"];
  openssl(
    "req",
    "-x509",
    ...keys,
    "-nodes",
    "-keyout",
    "root.key",
    "-out",
    "root.crt",
    "-days",
    "3650",
    "-subj",
    "/O=Example/CN=Example Root",
  );
  writeFileSync(at("serial"), "01\n");
  writeFileSync(at("index.txt"), "");
  writeFileSync(at("ca.cnf"), caConfiguration());
  const issue = (name: string, subject: string, issuer: string, extensions: string): void => {
    writeFileSync(at("extensions"), extensions);
    openssl("req", ...keys, "-nodes", "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", subject);
    const dates =
      name === "tsa" && options.validity ? ["-startdate", options.validity.from, "-enddate", options.validity.to] : ["-days", "3000"];
    const signer = ["-cert", `${issuer}.crt`, "-keyfile", `${issuer}.key`];
    openssl(
      "ca",
      "-batch",
      "-notext",
      "-config",
      "ca.cnf",
      ...signer,
      "-in",
      `${name}.csr`,
      "-out",
      `${name}.crt`,
      "-extfile",
      "extensions",
      ...dates,
    );
  };
  const middle = options.intermediate === true;
  if (middle) issue("middle", "/O=Example/CN=Example Middle", "root", options.intermediateExtensions ?? CA_EXTENSIONS);
  issue("tsa", "/O=Example/CN=Example Time", middle ? "middle" : "root", options.extensions ?? TSA_EXTENSIONS);
  const chain = [...(middle ? [readFileSync(at("middle.crt"), "utf8")] : []), readFileSync(at("root.crt"), "utf8")];
  writeFileSync(at("chain.pem"), chain.join(""));
  writeFileSync(at("tsa.cnf"), tsaConfiguration(options));
  const answer = (request: Uint8Array): Uint8Array => {
    writeFileSync(at("q.tsq"), request);
    openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q.tsq", "-out", "r.tsr");
    return new Uint8Array(readFileSync(at("r.tsr")));
  };
  return {
    rootPem: readFileSync(at("root.crt"), "utf8"),
    rootFile: at("root.crt"),
    certificatePem: readFileSync(at("tsa.crt"), "utf8"),
    answer,
    stamp: (imprint, nonce = 0x4123456789abcdefn) => answer(encodeTimestampRequest({ imprint, nonce })),
    opensslVerify: (response, data) => {
      writeFileSync(at("check.tsr"), response);
      writeFileSync(at("check.data"), data);
      return openssl("ts", "-verify", "-data", "check.data", "-in", "check.tsr", "-CAfile", "root.crt");
    },
  };
}

function caConfiguration(): string {
  return `[ca]
default_ca = c
[c]
database = index.txt
new_certs_dir = .
serial = serial
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
organizationName = optional
commonName = supplied
`;
}

function tsaConfiguration({ ess = "sha256", digest = "sha256", wordy = true }: AuthorityOptions): string {
  return `[tsa]
default_tsa = t
[t]
serial = tsaserial
signer_cert = tsa.crt
certs = chain.pem
signer_key = tsa.key
signer_digest = ${digest}
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = no
tsa_name = ${wordy ? "yes" : "no"}
ess_cert_id_chain = ${wordy ? "yes" : "no"}
ess_cert_id_alg = ${ess}
`;
}
