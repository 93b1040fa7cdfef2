import { readFile } from "node:fs/promises";
import { securityHeaders } from "../src/workbench/hosts/content-security.ts";
import { type StaticFiles, findStaticFile } from "../src/workbench/hosts/static-files.ts";
import { isAppAddress } from "./policy.ts";

/** Answers `app://bundle/...` from the list of built files, with the policy on each answer. */
export function createAppProtocol(files: StaticFiles): (request: Request) => Promise<Response> {
  const headers = securityHeaders(null);
  const refuse = (status: number) => new Response(null, { status, headers });
  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return refuse(405);
    if (!isAppAddress(request.url)) return refuse(404);
    const file = findStaticFile(files, new URL(request.url).pathname || "/");
    if (file === undefined) return refuse(404);
    const body = await readFile(file.path);
    return new Response(request.method === "HEAD" ? null : body, { headers: { ...headers, "Content-Type": file.contentType } });
  };
}
