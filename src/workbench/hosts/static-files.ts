import { readdir } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

export interface StaticFile {
  readonly path: string;
  readonly contentType: string;
}

/** Files of the built window by exact URL path; what is not in the list cannot be asked for. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

/**
 * Lists the folder once. Requests are looked up by exact path and never joined to a folder, so that
 * `..`, encoded slashes, NUL and links leading out have nothing to act on.
 */
export async function listStaticFiles(directory: string): Promise<StaticFiles> {
  const files = new Map<string, StaticFile>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const contentType = CONTENT_TYPES[extname(entry.name).toLowerCase()];
    if (contentType === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(`/${relative(directory, path).split(sep).join("/")}`, { path, contentType });
  }
  return files;
}

/** The file of a URL path; `/` is the page itself. Undefined for anything that is not exactly one of ours. */
export function findStaticFile(files: StaticFiles, urlPath: string): StaticFile | undefined {
  return files.get(urlPath === "/" ? "/index.html" : urlPath);
}
