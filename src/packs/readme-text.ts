import type { PackDocument, PrivacyDocument } from "../evidence/documents.ts";
import { AUDITOR_ENVELOPE, AUDITOR_SSHSIG, PAYLOAD_MANIFEST, ROLE_NAMESPACES, TAG_MANIFEST } from "../evidence/profile.ts";
import { inclusionCheckScript } from "./inclusion-script.ts";

export interface ReadmeContent {
  readonly privacy: PrivacyDocument;
  /** Paths of the payload, from `data/` on. */
  readonly payload: readonly string[];
}

/** `README.txt`: how to check the pack with what is already on the machine. Indented lines are commands. */
export function readmeText(folder: string, pack: PackDocument, content: ReadmeContent): string {
  const allowed = `../${folder}.allowed_signers`;
  const verify = `ssh-keygen -Y verify -f ${allowed} -I ${pack.signer.principal} -n ${ROLE_NAMESPACES.auditor} -s ${AUDITOR_SSHSIG}`;
  const withEnvelope = pack.signatures === "dsse-and-sshsig";
  const signed = withEnvelope ? AUDITOR_ENVELOPE : AUDITOR_SSHSIG;
  const uncovered = [TAG_MANIFEST, ...(withEnvelope ? [AUDITOR_ENVELOPE] : []), AUDITOR_SSHSIG];
  return `AUDIT EVIDENCE PACK ${folder}
${oneLine(pack.title)}

Sealed at     ${pack.sealedAt}
Signed by     ${pack.signer.principal} as ${pack.signer.role}
Key           ${pack.signer.fingerprint}
Pack          ${pack.packId}, revision ${pack.revision}, ${pack.kind}

Compare the key above with a copy that reached you by another way: the engagement letter, a telephone
call. Whoever can forge a pack can forge this file too. You need one more file that is not in the pack:

  ${folder}.allowed_signers     names the auditor's key; keep it beside this folder, not in it

All commands are run in this folder. Each block must succeed; one that fails means: do not rely on the pack.

1. LINUX
--------
1.1 The files are those that were sealed (prints nothing):

    sha256sum --strict --quiet -c ${TAG_MANIFEST}
    sha256sum --strict --quiet -c ${PAYLOAD_MANIFEST}

1.2 No file and no link was added (prints nothing; otherwise the names of missing or added files, where later
    countersignatures signatures/reviewer-* and timestamps/* are allowed):

    { cut -c67- ${PAYLOAD_MANIFEST}; cut -c67- ${TAG_MANIFEST}; printf '%s\\n' ${uncovered.join(" ")}; find . -type f | cut -c3-; find . ! -type f ! -type d; } | LC_ALL=C sort | uniq -u

1.3 The auditor signed them (prints: Good "${ROLE_NAMESPACES.auditor}" signature for ${pack.signer.principal}
    with ${pack.signer.keyType === "ssh-ed25519" ? "ED25519" : "ED25519-SK"} key ${pack.signer.fingerprint}):

    ${verify} < ${TAG_MANIFEST}

${withEnvelope ? envelopeCheck(folder) : SSHSIG_ONLY}2. MACOS
--------
2.1 The files are those that were sealed (every line says OK):

    shasum -a 256 -c ${TAG_MANIFEST}
    shasum -a 256 -c ${PAYLOAD_MANIFEST}

2.2 No file was added: as 1.2.

2.3 The auditor signed them:

    ${verify} < ${TAG_MANIFEST}

3. WINDOWS (PowerShell)
-----------------------
3.1 The files are those that were sealed (prints nothing; BAD names a changed file):

    Get-Content ${TAG_MANIFEST}, ${PAYLOAD_MANIFEST} | ForEach-Object { $h, $p = $_ -split '  ', 2; if ((Get-FileHash -LiteralPath $p -Algorithm SHA256).Hash -ne $h) { "BAD $p" } }

3.2 No file was added (prints nothing; otherwise the names that differ):

    $listed = @(Get-Content ${PAYLOAD_MANIFEST}, ${TAG_MANIFEST} | ForEach-Object { ($_ -split '  ', 2)[1] }) + ${uncovered.map((path) => `'${path}'`).join(", ")}
    Compare-Object $listed @(Get-ChildItem -Recurse -File -Force -Name | ForEach-Object { $_ -replace '\\\\', '/' })

3.3 The auditor signed them (OpenSSH comes with Windows 10 and later; version 8.1 or newer is needed):

    cmd /c "${verify} < ${TAG_MANIFEST}"

4. WHAT MAY HAVE BEEN ADDED LATER (Linux, macOS; on Windows in Git Bash)
------------------------------------------------------------------------
4.1 Countersignatures of reviewers, by the reviewers that your list names (one line "Good" for each file
    signatures/reviewer-*.sig):

    for s in signatures/reviewer-*.sig; do [ -f "$s" ] || continue; ssh-keygen -Y verify -f ${allowed} -I "$(ssh-keygen -Y find-principals -f ${allowed} -s "$s" | head -n 1)" -n ${ROLE_NAMESPACES.reviewer} -s "$s" < ${signed}; done

What each says, agreement or disagreement with reasons, stands in the payload of signatures/reviewer-*.dsse.json
under that reviewer's own signature, which 1.4 with the reviewer's key, or tickmark-verify, checks:

    for e in signatures/reviewer-*.dsse.json; do [ -f "$e" ] || continue; sed -n 's/^  "payload": "\\([^"]*\\)",$/\\1/p' "$e" | openssl base64 -d -A; echo; done

4.2 A time stamp, where timestamps/auditor.tsr is there, against certificates of an authority that you trust in
    ../${folder}.tsa.pem (prints: Verification: OK; the second line shows the time):

    openssl ts -verify -data ${signed} -in timestamps/auditor.tsr -CAfile ../${folder}.tsa.pem
    openssl ts -reply -in timestamps/auditor.tsr -text

${recordsCheck(folder, content.payload)}${privacyText(pack, content)}WHAT THIS SHOWS AND WHAT IT DOES NOT
------------------------------------
It shows that nothing changed since the holder of the key sealed the pack. Dates are the signer's claim
unless timestamps/ holds a time stamp. Each figure can be recomputed from data/runs/ with Tickmark or its
stand-alone verifier, which also checks the journal and every document:

    tickmark-verify --allowed-signers ${allowed} .

or, without a command line, with the page tickmark-verify.html. Take either from the makers of Tickmark, never from
whoever sent the pack, and compare its SHA-256 with the published one.
`;
}

const SSHSIG_ONLY = `This pack was signed outside of Tickmark, by an agent or a security key: 1.3 is its only signature, and the signed
data/pack.json says so.

`;

function envelopeCheck(folder: string): string {
  return `1.4 The signature for machines, with OpenSSL 3 and the auditor's public key ${folder}.pub.pem beside this
    folder (prints: Signature Verified Successfully). The statement is then readable in ../${folder}.statement.json
    and must name the sha256 of ${TAG_MANIFEST}:

    sed -n 's/^  "payload": "\\([^"]*\\)",$/\\1/p' ${AUDITOR_ENVELOPE} | openssl base64 -d -A > ../${folder}.statement.json
    sed -n 's/^      "sig": "\\([^"]*\\)"$/\\1/p' ${AUDITOR_ENVELOPE} | openssl base64 -d -A > ../${folder}.statement.sig
    { printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(wc -c < ../${folder}.statement.json)"; cat ../${folder}.statement.json; } > ../${folder}.statement.pae
    openssl pkeyutl -verify -rawin -pubin -inkey ../${folder}.pub.pem -in ../${folder}.statement.pae -sigfile ../${folder}.statement.sig
    grep -c "$(sha256sum ${TAG_MANIFEST} | cut -c1-64)" ../${folder}.statement.json

`;
}

/** For packs that disclose single records: the check that each belongs to the population whose root was signed. */
function recordsCheck(folder: string, payload: readonly string[]): string {
  const numbers = payload.flatMap((path) => /^data\/population\/proofs\/(\d+)\.tlog-proof$/.exec(path)?.[1] ?? []);
  if (numbers.length === 0) return "";
  const script = inclusionCheckScript()
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
  return `4.3 Each disclosed record is that number of the population whose root was signed (prints OK for each; needs xxd):

    sed -n '/^    set -f$/,/^    echo "OK/p' README.txt | cut -c5- > ../${folder}.inclusion.sh
    for n in ${numbers.join(" ")}; do sh ../${folder}.inclusion.sh $n || break; done

The script that these lines take out of this file:

${script}

`;
}

/** What the pack does not show, and what it shows that needs care. */
function privacyText({ kind, classification, retainUntil }: PackDocument, { privacy, payload }: ReadmeContent): string {
  const lines: string[] = [];
  const { suppression, withheldFigures, withheldQueries, withheldPayloads } = privacy;
  if (suppression !== null)
    lines.push(
      `Small counts are printed as [<${suppression.minimumCell}]: ${suppression.suppressedCells} cells, and ${suppression.complementaryCells} more so that none follows by subtraction;`,
      "data/privacy.json names the rule.",
    );
  if (withheldFigures.length + withheldQueries.length > 0)
    lines.push(
      `Figures that rest on numbers that are not shown: ${withheldFigures.length}. Aggregates that are left out: ${withheldQueries.length}. A verifier`,
      'reports them as withheld, never as passed, and the whole as "not fully verified".',
    );
  if (withheldPayloads.length > 0)
    lines.push(`Left out of the journal: ${withheldPayloads.length} payloads, whose digests stay in the chain.`);
  if (payload.some((path) => path.startsWith("data/sources/records/")))
    lines.push(
      "data/sources/records/ holds single records. Pseudonyms are no anonymity: whoever knows a person may recognise them. Keep and",
      `delete them as agreed: ${oneLine(classification)}, until ${oneLine(retainUntil)}.`,
    );
  if (kind === "shareable" && lines.length === 0) lines.push("No cell and no figure is withheld.");
  return lines.length === 0
    ? ""
    : `WHAT IS NOT SHOWN, AND WHAT NEEDS CARE\n--------------------------------------\n${lines.join("\n")}\n\n`;
}

/** A title cannot add lines, and so no commands, to this file. */
function oneLine(title: string): string {
  return title.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
