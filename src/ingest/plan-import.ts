import { glob, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEngine } from "../engine/open-engine.ts";
import type { DuckDbEngine } from "../engine/duckdb-engine.ts";
import { throwIfAborted } from "../engine/query-run.ts";
import { compareText } from "../foundation/aggregate.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { AdapterId } from "../population/source-format.ts";
import { ADAPTERS, adapterOf } from "./adapters.ts";
import { type FileHead, readFileHead } from "./file-head.ts";
import type { Answers, ImportPlan, PlannedFile } from "./import-plan.ts";
import { planFiles } from "./plan-files.ts";

interface Recognised {
  readonly file: PlannedFile;
  readonly adapterId: AdapterId;
  readonly columns: ReadonlySet<string>;
}

/** Files belong to one source when they share at least half of their columns. */
const ALIKE = 0.5;

/**
 * Plans for what a person dropped: each named file by itself; the files of a folder or glob together where they
 * have one format and like columns. Files of no known format are listed in the plans, and refused when named.
 */
export async function planImport(
  inputs: readonly string[],
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ImportPlan[]> {
  return withScratchEngine(async (engine) => {
    const plans: ImportPlan[] = [];
    for (const input of inputs) {
      const { files, named } = await expand(input);
      if (files.length === 0) throw new TickmarkError("not-found", "No file is there.", { file: input });
      const recognised: Recognised[] = [];
      const ignored: string[] = [];
      for (const path of files) {
        throwIfAborted(options.signal);
        const head = await readFileHead(path);
        const found = await recognise(engine, head);
        if (found !== null) recognised.push(found);
        else if (named) throw unsupported(path);
        else ignored.push(path);
      }
      if (recognised.length === 0) throw unsupported(input);
      for (const group of groups(recognised))
        plans.push({ ...(await planFiles(engine, group.adapterId, group.files, {})), ignoredFiles: ignored });
    }
    return plans;
  });
}

/** Plans the same files again, with answers that change how their bytes are read (the encoding). */
export async function applyFormatAnswers(plan: ImportPlan, answers: Answers): Promise<ImportPlan> {
  return withScratchEngine(async (engine) => ({
    ...(await planFiles(engine, plan.format.adapter, plan.files, answers)),
    ignoredFiles: plan.ignoredFiles,
  }));
}

async function withScratchEngine<T>(work: (engine: DuckDbEngine) => Promise<T>): Promise<T> {
  const tempDirectory = await mkdtemp(join(tmpdir(), "tickmark-plan-"));
  try {
    await using engine = await openEngine({ file: ":memory:", tempDirectory, memoryLimitMb: 1024 });
    return await work(engine);
  } finally {
    await rm(tempDirectory, { recursive: true, force: true });
  }
}

async function expand(input: string): Promise<{ files: string[]; named: boolean }> {
  const found = await stat(input).catch(() => null);
  if (found?.isFile() === true) return { files: [input], named: true };
  if (found?.isDirectory() === true) {
    const entries = await readdir(input, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith(".") && !entry.name.startsWith("_"));
    return { files: files.map((entry) => join(entry.parentPath, entry.name)).toSorted(compareText), named: false };
  }
  if (!/[*?[{]/.test(input)) throw new TickmarkError("not-found", "No such file or folder.", { file: input });
  const files: string[] = [];
  for await (const path of glob(input)) if ((await stat(path)).isFile()) files.push(path);
  return { files: files.toSorted(compareText), named: false };
}

async function recognise(engine: DuckDbEngine, head: FileHead): Promise<Recognised | null> {
  for (const adapterId of Object.keys(ADAPTERS) as AdapterId[]) {
    const adapter = adapterOf(adapterId);
    if (adapter.recognise(head) === null) continue;
    const columns = await engine.withConnection((connection) => adapter.columnNames(connection, head));
    return { file: { path: head.path, bytes: head.bytes, compression: head.compression }, adapterId, columns: new Set(columns) };
  }
  return null;
}

function groups(recognised: readonly Recognised[]): { adapterId: AdapterId; files: PlannedFile[]; columns: ReadonlySet<string> }[] {
  const all: { adapterId: AdapterId; files: PlannedFile[]; columns: ReadonlySet<string> }[] = [];
  for (const { file, adapterId, columns } of recognised) {
    const group = all.find(
      (candidate) =>
        candidate.adapterId === adapterId &&
        candidate.files[0]?.compression === file.compression &&
        likeness(candidate.columns, columns) >= ALIKE,
    );
    if (group === undefined) all.push({ adapterId, files: [file], columns });
    else group.files.push(file);
  }
  return all;
}

function likeness(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const shared = [...left].filter((name) => right.has(name)).length;
  return shared / Math.max(1, left.size + right.size - shared);
}

function unsupported(file: string): TickmarkError {
  return new TickmarkError("unsupported", "This is no format that can be imported.", {
    file,
    expected: Object.values(ADAPTERS)
      .map((adapter) => adapter.title)
      .join(", "),
    remedy: "Ask for a CSV or Parquet export.",
  });
}
