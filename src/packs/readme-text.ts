import type { PackDocument } from "../evidence/documents.ts";
import { AUDITOR_ENVELOPE, AUDITOR_SSHSIG, PAYLOAD_MANIFEST, ROLE_NAMESPACES, TAG_MANIFEST } from "../evidence/profile.ts";

/** `README.txt`: how to check the pack with what is already on the machine. Indented lines are commands. */
export function readmeText(folder: string, pack: PackDocument): string {
  const verify = `ssh-keygen -Y verify -f ../${folder}.allowed_signers -I ${pack.signer.principal} -n ${ROLE_NAMESPACES.auditor} -s ${AUDITOR_SSHSIG}`;
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

1.2 No file was added (prints nothing; otherwise the names of missing or added files, where later
    countersignatures signatures/reviewer-* and timestamps/* are allowed):

    { cut -c67- ${PAYLOAD_MANIFEST}; cut -c67- ${TAG_MANIFEST}; printf '%s\\n' ${TAG_MANIFEST} ${AUDITOR_ENVELOPE} ${AUDITOR_SSHSIG}; find . -type f | cut -c3-; } | LC_ALL=C sort | uniq -u

1.3 The auditor signed them (prints: Good "${ROLE_NAMESPACES.auditor}" signature for ${pack.signer.principal}
    with ED25519 key ${pack.signer.fingerprint}):

    ${verify} < ${TAG_MANIFEST}

1.4 The signature for machines, with OpenSSL 3 and the auditor's public key ${folder}.pub.pem beside this
    folder (prints: Signature Verified Successfully). The statement is then readable in ../${folder}.statement.json
    and must name the sha256 of ${TAG_MANIFEST}:

    sed -n 's/^  "payload": "\\([^"]*\\)",$/\\1/p' ${AUDITOR_ENVELOPE} | openssl base64 -d -A > ../${folder}.statement.json
    sed -n 's/^      "sig": "\\([^"]*\\)"$/\\1/p' ${AUDITOR_ENVELOPE} | openssl base64 -d -A > ../${folder}.statement.sig
    { printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(wc -c < ../${folder}.statement.json)"; cat ../${folder}.statement.json; } > ../${folder}.statement.pae
    openssl pkeyutl -verify -rawin -pubin -inkey ../${folder}.pub.pem -in ../${folder}.statement.pae -sigfile ../${folder}.statement.sig
    grep -c "$(sha256sum ${TAG_MANIFEST} | cut -c1-64)" ../${folder}.statement.json

2. MACOS
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

    $listed = @(Get-Content ${PAYLOAD_MANIFEST}, ${TAG_MANIFEST} | ForEach-Object { ($_ -split '  ', 2)[1] }) + '${TAG_MANIFEST}', '${AUDITOR_ENVELOPE}', '${AUDITOR_SSHSIG}'
    Compare-Object $listed @(Get-ChildItem -Recurse -File -Force -Name | ForEach-Object { $_ -replace '\\\\', '/' })

3.3 The auditor signed them (OpenSSH comes with Windows 10 and later; version 8.1 or newer is needed):

    cmd /c "${verify} < ${TAG_MANIFEST}"

WHAT THIS SHOWS AND WHAT IT DOES NOT
------------------------------------
It shows that nothing changed since the holder of the key sealed the pack. Dates are the signer's claim
unless timestamps/ holds a time stamp. Each figure can be recomputed from data/runs/ with Tickmark or its
stand-alone verifier, which also checks the journal and every document:

    tickmark-verify --allowed-signers ../${folder}.allowed_signers .
`;
}

/** A title cannot add lines, and so no commands, to this file. */
function oneLine(title: string): string {
  return title.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
