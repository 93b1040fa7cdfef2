import type { CaseHead } from "../../src/contract/case-schemas.ts";
import { CASE_HEAD, JOURNAL_LENGTH, RECENT, SUMMARY, journalEntry } from "./fixture/case-data.ts";
import { findingHandlers } from "./fixture/finding-handlers.ts";
import { type FixtureState, job, os, slice } from "./fixture/fixture-state.ts";
import { keyHandlers } from "./fixture/key-handlers.ts";
import { packHandlers } from "./fixture/pack-handlers.ts";
import { ANALYSES, PROGRAMME } from "./fixture/programme-data.ts";
import { reviewHandlers } from "./fixture/review-handlers.ts";
import { POLICIES, POLICY, RUNS, runView } from "./fixture/run-data.ts";
import { DRAFT, POPULATION, PREVIEW, REJECTS, SOURCES, importedSource } from "./fixture/source-data.ts";

export { OPEN_CASE, type FixtureState } from "./fixture/fixture-state.ts";

/**
 * A FIXTURE: answers the window's calls with static data, so that screens can be tested and looked at
 * alone. It computes nothing and is reachable from tests only.
 */
export function createFixtureRouter(state: FixtureState) {
  const head = (): CaseHead | null => (state.caseOpen ? CASE_HEAD : null);
  return os.router({
    application: {
      about: os.application.about.handler(() => ({
        name: "Tickmark",
        version: "0.1.0",
        engine: "DuckDB 1.5.5",
        offline: true,
        host: "loopback",
        homeDirectory: "/home/auditor",
      })),
      browse: os.application.browse.handler(({ input }) => ({
        directory: input.directory ?? "/home/auditor/exports",
        parent: "/home/auditor",
        entries: [
          { name: "archive", path: "/home/auditor/exports/archive", kind: "directory", bytes: 0 },
          { name: "harbour-credit-2026.tickmark", path: CASE_HEAD.directory, kind: "case", bytes: 0 },
          {
            name: "decisions-2026-h1-part-1.csv",
            path: "/home/auditor/exports/decisions-2026-h1-part-1.csv",
            kind: "file",
            bytes: 83_201_144,
          },
          {
            name: "decisions-2026-h1-part-2.csv",
            path: "/home/auditor/exports/decisions-2026-h1-part-2.csv",
            kind: "file",
            bytes: 79_410_002,
          },
          { name: "mlflow-export.json", path: "/home/auditor/exports/mlflow-export.json", kind: "file", bytes: 18_233 },
        ],
      })),
    },
    case: {
      recent: os.case.recent.handler(() => (state.empty ? [] : RECENT)),
      current: os.case.current.handler(head),
      create: os.case.create.handler(({ input, errors }) => {
        if (input.title === "Taken")
          throw errors.TICKMARK({
            data: {
              code: "already-exists",
              message: "There is a case of this name already.",
              file: input.directory,
              remedy: "Choose another title or another folder.",
            },
          });
        state.caseOpen = true;
        return CASE_HEAD;
      }),
      open: os.case.open.handler(({ input, errors }) => {
        if (!input.directory.endsWith(".tickmark"))
          throw errors.TICKMARK({
            data: {
              code: "not-found",
              message: "There is no case in this folder.",
              file: input.directory,
              expected: "a folder with case.sqlite",
              remedy: "Choose a folder whose name ends in .tickmark.",
            },
          });
        state.caseOpen = true;
        return CASE_HEAD;
      }),
      close: os.case.close.handler(() => {
        state.caseOpen = false;
        return {};
      }),
      sample: os.case.sample.handler(({ signal, input }) =>
        job(state, signal, "Writing decisions, part", () => {
          state.caseOpen = true;
          return {
            case: CASE_HEAD,
            files: [`${input.directory}/decisions.csv`, `${input.directory}/outcomes.csv`, `${input.directory}/reviews.csv`],
            registry: `${input.directory}/registry.json`,
          };
        }),
      ),
      summary: os.case.summary.handler(() =>
        state.empty
          ? {
              ...SUMMARY,
              sources: 0,
              sourcesReconciled: 0,
              population: null,
              models: 0,
              programme: { entries: 0, run: 0 },
              verdicts: { exception: 0, "no-exception": 0, "insufficient-evidence": 0 },
              runs: [],
              packs: 0,
              coverage: [],
              recentJournal: [journalEntry(0)],
              next: { text: "Import the decision log.", screen: "sources" },
            }
          : { ...SUMMARY, journalIntact: state.journalIntact },
      ),
      journal: os.case.journal.handler(({ input }) => ({
        total: JOURNAL_LENGTH,
        intact: state.journalIntact,
        entries: Array.from({ length: Math.min(input.limit, JOURNAL_LENGTH - input.offset) }, (_, index) =>
          journalEntry(input.offset + index),
        ),
      })),
    },
    sources: {
      preview: os.sources.preview.handler(({ input, errors }) => {
        if (input.paths.some((path) => path.endsWith(".bad")))
          throw errors.TICKMARK({
            data: {
              code: "bad-input",
              message: "This file cannot be read as a table.",
              file: input.paths[0] ?? "",
              line: 17,
              column: "score",
              expected: "12 fields",
              remedy: "Ask for the export again, with a header.",
            },
          });
        return PREVIEW;
      }),
      import: os.sources.import.handler(({ input, signal }) => job(state, signal, "Reading part", () => importedSource(input.title))),
      list: os.sources.list.handler(() => (state.empty ? [] : SOURCES)),
      rejects: os.sources.rejects.handler(({ input }) => ({ total: REJECTS.length, rejects: slice(REJECTS, input.offset, input.limit) })),
      verify: os.sources.verify.handler(({ signal }) =>
        job(state, signal, "Hashing file", () => [
          { path: PREVIEW.files[0]?.path ?? "", state: "unchanged" as const },
          { path: PREVIEW.files[1]?.path ?? "", state: "changed" as const },
        ]),
      ),
    },
    population: {
      choices: os.population.choices.handler(() => ({
        decisionValues: ["approve", "deny", "refer"],
        outcomeValues: ["default", "repaid"],
        partitionValues: ["reference", "production"],
        from: "2026-01-01T00:00:12.000Z",
        to: "2026-06-30T23:58:40.000Z",
      })),
      draft: os.population.draft.handler(() => DRAFT),
      build: os.population.build.handler(({ input, signal }) =>
        job(state, signal, "Joining, step", () => ({ ...POPULATION, request: input })),
      ),
      current: os.population.current.handler(() => (state.populationBuilt && !state.empty ? POPULATION : null)),
    },
    inventory: {
      import: os.inventory.import.handler(() => ({ models: 3, versions: 9, limits: ["This export holds no history of stages."] })),
      list: os.inventory.list.handler(() =>
        state.empty
          ? { models: [], unregistered: [], limits: [] }
          : {
              models: [
                {
                  name: "pl-score",
                  registry: "MLflow",
                  versions: [
                    {
                      version: "4.2.0",
                      stage: "Production",
                      createdAt: "2026-05-11T10:00:00.000Z",
                      aliases: ["champion"],
                      rowsInLog: 140_220,
                    },
                    { version: "4.1.0", stage: "Archived", createdAt: "2025-12-01T10:00:00.000Z", aliases: [], rowsInLog: 271_004 },
                    { version: "4.0.3", stage: null, createdAt: null, aliases: [], rowsInLog: 0 },
                  ],
                },
                {
                  name: "affordability",
                  registry: "MLflow",
                  versions: [
                    {
                      version: "2.0.1",
                      stage: "Production",
                      createdAt: "2025-09-30T10:00:00.000Z",
                      aliases: ["champion"],
                      rowsInLog: null,
                    },
                  ],
                },
              ],
              unregistered: [
                { modelId: "pl-score", modelVersion: "4.2.1-hotfix", rows: 1582 },
                { modelId: null, modelVersion: null, rows: 12 },
              ],
              limits: ["MLflow exports no history of stages: whether a version was approved when it took decisions is not evidenced."],
            },
      ),
    },
    programme: {
      analyses: os.programme.analyses.handler(() => ANALYSES),
      current: os.programme.current.handler(() => ({
        programme: state.empty ? { title: "Programme", entries: [] } : PROGRAMME,
        policy: POLICY,
        policies: POLICIES,
        lock: state.empty ? null : { seq: 7, at: "2026-07-05T10:12:00.000Z", inForce: true },
      })),
      save: os.programme.save.handler(({ input }) => ({
        programme: input.programme,
        policy: POLICIES.find((policy) => policy.policyId === input.policyId) ?? POLICY,
        policies: POLICIES,
        lock: null,
      })),
      run: os.programme.run.handler(({ signal }) => job(state, signal, "Data drift, query", () => RUNS.slice(0, 3))),
    },
    runs: {
      list: os.runs.list.handler(() => (state.empty ? [] : RUNS)),
      get: os.runs.get.handler(({ input, errors }) => {
        const found = RUNS.find((run) => run.runId === input.runId);
        if (found === undefined)
          throw errors.TICKMARK({
            data: { code: "not-found", message: "There is no such run in this case.", remedy: "Choose one from the list of runs." },
          });
        return runView(found);
      }),
      figures: os.runs.figures.handler(({ input }) => {
        const total = input.only === "not-computable" ? 160 : input.search === "" ? 2600 : 26;
        return {
          total,
          figures: Array.from({ length: Math.max(0, Math.min(input.limit, total - input.offset)) }, (_, index) => {
            const number = input.offset + index;
            const figureId = `data-drift/psi/income/${number}`;
            const shared = {
              figureId,
              name: "populationStabilityIndex",
              dimensions: {
                feature: input.search === "" ? "income" : input.search,
                window: `2026-w${String((number % 26) + 1).padStart(2, "0")}`,
              },
              unit: "index" as const,
            };
            return input.only === "not-computable" || number % 16 === 3
              ? { ...shared, outcome: { status: "not-computable" as const, code: "no-rows" as const, reason: "The window holds no rows." } }
              : {
                  ...shared,
                  outcome: {
                    status: "computed" as const,
                    estimate: 0.01 + (number % 17) / 1000,
                    n: 12_000 + number,
                    method: "Population stability index, bias-corrected",
                    interval: { lower: 0.008, upper: 0.012 + (number % 17) / 1000, level: 0.95, method: "non-central chi-squared" },
                    pValue: 0.31,
                  },
                };
          }),
        };
      }),
      explore: os.runs.explore.handler(({ signal }) => job(state, signal, "Query", () => RUNS[3] ?? RUNS[0]!)),
      records: os.runs.records.handler(({ input }) => ({
        total: 1582,
        columns: ["decision_id", "decided_at", "model_version", "score", "decision", "outcome", "reviewer"],
        rows: Array.from({ length: Math.max(0, Math.min(input.limit, 1582 - input.offset)) }, (_, index) => [
          `b7f1-${String(input.offset + index).padStart(5, "0")}`,
          "2026-06-24T10:00:00.000000Z",
          "4.2.0",
          "0.5512",
          "deny",
          index % 4 === 0 ? null : "repaid",
          index % 5 === 0 ? "R-07" : null,
        ]),
      })),
    },
    ...keyHandlers(state),
    ...findingHandlers(state),
    pack: packHandlers(state),
    review: reviewHandlers(state),
  });
}
