import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { homedir } from "node:os";
import type { CaseHead, CaseSummary, NewCase, RunHead } from "../contract/case-schemas.ts";
import type { Source } from "../contract/source-schemas.ts";
import { openReadOnly } from "../casefile/case-file.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { JournalRecord } from "../ports/case-store.ts";
import { CaseSession, type SessionOptions } from "./case-session.ts";
import { inventorySummary } from "./inventory-service.ts";
import type { PopulationService } from "./population-service.ts";
import type { ProgrammeService } from "./programme-service.ts";
import type { RunService } from "./run-service.ts";
import type { SourceService } from "./source-service.ts";
import { recentCases } from "./state-directory.ts";

interface Services {
  readonly sources: SourceService;
  readonly population: PopulationService;
  readonly programme: ProgrammeService;
  readonly runs: RunService;
}

/** Holds the one open case of a window or command. */
export class CaseService {
  readonly #services: Services;
  readonly #options: SessionOptions;
  #session: CaseSession | null = null;

  constructor(services: Services, options: SessionOptions) {
    this.#services = services;
    this.#options = options;
  }

  get optional(): CaseSession | null {
    return this.#session;
  }

  get session(): CaseSession {
    if (this.#session !== null) return this.#session;
    throw new TickmarkError("not-found", "No case is open.", { remedy: "Open or create a case first." });
  }

  async create(request: NewCase): Promise<CaseHead> {
    const session = CaseSession.create(request, this.#options);
    await this.close();
    this.#session = session;
    return session.head;
  }

  async open(directory: string): Promise<CaseHead> {
    if (this.#session?.kase.directory === resolve(directory)) return this.#session.head;
    const session = await CaseSession.open(directory, this.#options);
    await this.close();
    this.#session = session;
    return session.head;
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await session?.close();
  }

  /** Cases that are still where they were; one that cannot be read is left out of this convenience list only. */
  recent(): CaseHead[] {
    return recentCases().flatMap((directory) => {
      try {
        const reader = openReadOnly(directory);
        try {
          const meta = reader.meta();
          const engagement = meta.engagement as Record<string, string>;
          return [
            {
              directory,
              title: meta.title,
              organisation: engagement["organisation"] ?? "",
              auditor: engagement["auditor"] ?? "",
              createdAt: meta.createdAt,
              tier: (engagement["tier"] ?? "standard") as CaseHead["tier"],
              domain: engagement["domain"] ?? "",
            },
          ];
        } finally {
          reader.close();
        }
      } catch {
        return [];
      }
    });
  }

  summary(): CaseSummary {
    const { session } = this;
    const { sources, population, programme, runs } = this.#services;
    const list = sources.list(session);
    const built = population.current(session);
    const current = runs.list(session).filter((run) => run.stale === null);
    const planned = current.filter((run) => run.origin === "planned");
    const entries = programme.programme(session).entries;
    const check = session.kase.verifyJournal();
    const head = session.kase.journalHead();
    const verdicts = totalVerdicts(planned);
    const inventory = inventorySummary(session);
    return {
      head: session.head,
      sources: list.length,
      sourcesReconciled: list.filter(isReconciled).length,
      population:
        built === null
          ? null
          : { title: built.request.title, rows: built.rows, fingerprint: built.fingerprint, from: built.from, to: built.to },
      models: inventory.models,
      programme: { entries: entries.length, run: entries.filter((entry) => planned.some((run) => run.entryId === entry.entryId)).length },
      verdicts,
      runs: current,
      packs: session.kase.listPackExports().length,
      sealed: session.kase.isSealCurrent(),
      coverage: population.document(session)?.coverage ?? [],
      recentJournal: session.kase
        .journalEntries(Math.max(1, head.seq - 7), 8)
        .toReversed()
        .map(journalLine),
      journalIntact: check.intact,
      next: nextStep({
        sources: list.length,
        population: built !== null,
        models: inventory.models,
        planned: planned.length,
        packs: session.kase.listPackExports().length,
        verdicts,
      }),
    };
  }

  journal(page: { offset: number; limit: number }) {
    const { kase } = this.session;
    const total = kase.journalHead().seq;
    const last = total - page.offset;
    const first = Math.max(1, last - page.limit + 1);
    const entries = last < 1 ? [] : kase.journalEntries(first, last - first + 1).toReversed();
    return { total, intact: kase.verifyJournal().intact, entries: entries.map(journalLine) };
  }
}

/** Every row was taken in, and every figure that the data owner gave was met. */
function isReconciled(source: Source): boolean {
  return source.rowsRejected === 0 && source.controlTotals.length > 0 && source.controlTotals.every((total) => total.agrees === true);
}

function totalVerdicts(runs: readonly RunHead[]): CaseSummary["verdicts"] {
  const total = { exception: 0, "no-exception": 0, "insufficient-evidence": 0 };
  for (const { verdicts } of runs)
    for (const state of ["exception", "no-exception", "insufficient-evidence"] as const) total[state] += verdicts[state];
  return total;
}

function nextStep(state: {
  sources: number;
  population: boolean;
  models: number;
  planned: number;
  packs: number;
  verdicts: CaseSummary["verdicts"];
}): CaseSummary["next"] {
  if (state.sources === 0) return { text: "Import the decision log.", screen: "sources" };
  if (!state.population) return { text: "State what the population is made of, and build it.", screen: "sources" };
  if (state.planned === 0) return { text: "Check the programme and run it.", screen: "programme" };
  if (state.models === 0)
    return { text: "Import a registry snapshot, so that versions in the log can be compared with it.", screen: "inventory" };
  if (state.packs === 0)
    return state.verdicts.exception > 0
      ? { text: `Look at ${state.verdicts.exception} exceptions, then sign and export the pack.`, screen: "runs" }
      : { text: "Sign and export the pack.", screen: "pack" };
  return { text: "A pack was exported. Verify it as its reader would.", screen: "pack" };
}

export function journalLine({ entry, digest, payload }: JournalRecord) {
  const { seq, at, actor, kind } = entry;
  return { seq, at, actor, kind, digest, summary: summaryOf(payload) };
}

/** The named fields of a payload in one line; digests are long and have their own column. */
function summaryOf(payload: JournalRecord["payload"]): string {
  if (payload === null || typeof payload !== "object" || Array.isArray(payload)) return String(payload);
  return Object.entries(payload)
    .flatMap(([key, value]) =>
      !/digest/i.test(key) && (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
        ? [`${key}: ${value}`]
        : [],
    )
    .join(" · ");
}

/** Lists a folder for choosing files; unreadable entries are shown with size 0. */
export function browse(given: string | null) {
  const directory = resolve(given ?? homedir());
  if (!existsSync(directory) || !statSync(directory).isDirectory())
    throw new TickmarkError("not-found", "There is no such folder.", { file: directory });
  const entries = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith("."))
    .map((entry) => {
      const path = join(directory, entry.name);
      const information = statSync(path, { throwIfNoEntry: false });
      const isFolder = information?.isDirectory() ?? false;
      const kind = isFolder ? (entry.name.endsWith(".tickmark") ? ("case" as const) : ("directory" as const)) : ("file" as const);
      return { name: entry.name, path, kind, bytes: isFolder ? 0 : (information?.size ?? 0) };
    })
    .toSorted((left, right) => Number(left.kind === "file") - Number(right.kind === "file") || left.name.localeCompare(right.name, "en"));
  const parent = dirname(directory);
  return { directory, parent: parent === directory ? null : parent, entries };
}
