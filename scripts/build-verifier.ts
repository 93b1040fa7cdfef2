import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { type InlineConfig, type Rolldown, build } from "vite";
import { LAYERS } from "./layers.ts";

const ROOT = join(import.meta.dirname, "..");
const PAGE = join(import.meta.dirname, "html-verifier");
/** What a reviewer's verifier may consist of: the core up to evidence, and the part of packs that reads. */
const CORE_FOLDERS = ["evidence", ...(LAYERS["evidence"]?.mayImport ?? [])];

export interface BuiltVerifier {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

const SHARED: InlineConfig = {
  configFile: false,
  root: ROOT,
  logLevel: "warn",
  publicDir: false,
  // One inflater in both, without its helpers for threads.
  resolve: { alias: { fflate: join(ROOT, "node_modules/fflate/esm/browser.js") } },
};

/** One file for Node, without database, window or network code. Throws when something else slipped in. */
export async function buildVerifier(outDirectory: string = join(ROOT, "dist/verifier")): Promise<BuiltVerifier> {
  const chunk = await onlyChunk(
    {
      ...SHARED,
      ssr: { noExternal: true },
      build: {
        ssr: join(ROOT, "scripts/stand-alone-verifier.ts"),
        write: false,
        minify: false,
        target: "node22",
        rolldownOptions: { output: { format: "es", codeSplitting: false, banner: "#!/usr/bin/env node" } },
      },
    },
    [...CORE_FOLDERS, "packs"],
  );
  const outside = [...chunk.imports, ...chunk.dynamicImports].filter((name) => !name.startsWith("node:"));
  if (outside.length > 0) throw new Error(`The verifier still needs ${outside.join(", ")}.`);
  return written(outDirectory, "tickmark-verify.mjs", chunk.code);
}

/** One page for a browser, everything inline; its policy names its own script and style by their digests and forbids the rest. */
export async function buildHtmlVerifier(outDirectory: string = join(ROOT, "dist/verifier")): Promise<BuiltVerifier> {
  const chunk = await onlyChunk(
    {
      ...SHARED,
      build: {
        lib: { entry: join(PAGE, "main.ts"), formats: ["iife"], name: "verifier", fileName: "verifier" },
        write: false,
        minify: true,
        target: "es2022",
        rolldownOptions: { output: { codeSplitting: false } },
      },
    },
    CORE_FOLDERS,
  );
  const outside = [...chunk.imports, ...chunk.dynamicImports];
  if (outside.length > 0) throw new Error(`The page still needs ${outside.join(", ")}.`);
  // What would end the element, or begin a comment in it, is written so that it means the same in the script.
  const script = chunk.code.trim().replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3c`);
  const style = readFileSync(join(PAGE, "style.css"), "utf8").trim();
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  const policy = [
    "default-src 'none'",
    `script-src '${policyDigest(script)}'`,
    `style-src '${policyDigest(style)}'`,
    "worker-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const parts: Record<string, string> = { policy, style, script, version };
  const template = readFileSync(join(PAGE, "page.html"), "utf8");
  const page = template.replaceAll(/\{\{([a-z]+)\}\}/g, (_mark, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`The template asks for ${name}.`);
    return part;
  });
  return written(outDirectory, "tickmark-verify.html", page);
}

/** As a Content-Security-Policy names inline text: of its UTF-8 bytes, in base64. */
function policyDigest(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

async function onlyChunk(config: InlineConfig, folders: readonly string[]): Promise<Rolldown.OutputChunk> {
  const result = await build(config);
  const output = (Array.isArray(result) ? result : [result]).flatMap((part) => ("output" in part ? part.output : []));
  const [chunk, ...others] = output.filter((part) => part.type === "chunk");
  if (chunk === undefined || others.length > 0 || output.length > 1)
    throw new Error(`The verifier must be one file, not ${output.map((part) => part.fileName).join(", ")}.`);
  requireOnlyAllowed(chunk, folders);
  return chunk;
}

function requireOnlyAllowed(chunk: Rolldown.OutputChunk, folders: readonly string[]): void {
  for (const id of chunk.moduleIds) {
    const [top, folder = ""] = relative(ROOT, id.replace(/^\0/, "")).split(sep);
    if (top === "src" && !folders.includes(folder)) throw new Error(`${id} does not belong into the verifier.`);
    if (/duckdb|sqlite|electron|apache-arrow/.test(id)) throw new Error(`${id} does not belong into the verifier.`);
  }
}

function written(directory: string, name: string, content: string): BuiltVerifier {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, name);
  writeFileSync(path, content);
  const bytes = Buffer.from(content, "utf8");
  return { path, sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const built = [await buildVerifier(), await buildHtmlVerifier()];
  for (const { path, sha256, bytes } of built) process.stdout.write(`${relative(ROOT, path)}  ${bytes} bytes  SHA-256 ${sha256}\n`);
  const sums = built.map(({ path, sha256 }) => `${sha256}  ${path.split(sep).at(-1)}\n`).join("");
  writeFileSync(join(ROOT, "dist/verifier/SHA256SUMS"), sums);
}
