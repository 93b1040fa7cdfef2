import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { type Rolldown, build } from "vite";
import { LAYERS } from "./layers.ts";

const ROOT = join(import.meta.dirname, "..");
/** What a reviewer's verifier may consist of: the core up to evidence, and the part of packs that reads. */
const ALLOWED_FOLDERS = ["evidence", ...(LAYERS["evidence"]?.mayImport ?? []), "packs"];

export interface BuiltVerifier {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** One file for Node, without database, window or network code. Throws when something else slipped in. */
export async function buildVerifier(outDirectory: string = join(ROOT, "dist/verifier")): Promise<BuiltVerifier> {
  const result = await build({
    configFile: false,
    root: ROOT,
    logLevel: "warn",
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: join(ROOT, "scripts/stand-alone-verifier.ts"),
      outDir: outDirectory,
      emptyOutDir: true,
      minify: false,
      target: "node22",
      rolldownOptions: {
        output: { format: "es", entryFileNames: "tickmark-verify.mjs", codeSplitting: false, banner: "#!/usr/bin/env node" },
      },
    },
  });
  const output = (Array.isArray(result) ? result : [result]).flatMap((part) => ("output" in part ? part.output : []));
  requireOnlyAllowed(output);
  const path = join(outDirectory, "tickmark-verify.mjs");
  const bytes = readFileSync(path);
  return { path, sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length };
}

function requireOnlyAllowed(output: readonly (Rolldown.OutputChunk | Rolldown.OutputAsset)[]): void {
  const chunks = output.filter((part) => part.type === "chunk");
  const [chunk, ...others] = chunks;
  if (chunk === undefined || others.length > 0 || output.length > 1)
    throw new Error(`The verifier must be one file, not ${output.map((part) => part.fileName).join(", ")}.`);
  const outside = [...chunk.imports, ...chunk.dynamicImports].filter((name) => !name.startsWith("node:"));
  if (outside.length > 0) throw new Error(`The verifier still needs ${outside.join(", ")}.`);
  for (const id of chunk.moduleIds) {
    const [top, folder = ""] = relative(ROOT, id.replace(/^\0/, "")).split(sep);
    if (top === "src" && !ALLOWED_FOLDERS.includes(folder)) throw new Error(`${id} does not belong into the verifier.`);
    if (/duckdb|sqlite|electron|apache-arrow/.test(id)) throw new Error(`${id} does not belong into the verifier.`);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { path, sha256, bytes } = await buildVerifier();
  process.stdout.write(`${relative(ROOT, path)}  ${bytes} bytes  SHA-256 ${sha256}\n`);
}
