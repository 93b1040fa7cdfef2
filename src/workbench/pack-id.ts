import { createHash } from "node:crypto";

/** `urn:uuid:` of the case's own id: the same for all packs of a case, and known before the first is made. */
export function packIdOf(caseId: string): string {
  const found = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(caseId)?.[0];
  if (found !== undefined) return `urn:uuid:${found.toLowerCase()}`;
  const hex = createHash("sha256").update(caseId).digest("hex");
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
