import { ORPCError, implement } from "@orpc/server";
import { contract } from "../contract/contract.ts";
import type { Failure } from "../contract/errors.ts";
import { isTickmarkError } from "../foundation/errors.ts";
import { browse } from "./case-service.ts";
import { engineName } from "../engine/open-engine.ts";
import { importInventory, listInventory } from "./inventory-service.ts";
import { jobEvents } from "./job.ts";
import { createKey, listKeys, unlockKey } from "./key-service.ts";
import { draftRequest, populationChoices } from "./population-draft.ts";
import { windowReperformance, windowVerification } from "./review-service.ts";
import { APPLICATION } from "./resources.ts";
import { createSampleCase } from "./sample/sample-import.ts";
import type { Workbench } from "./workbench.ts";

/** Expected failures keep their code and place; anything else is a programming fault and says only that. */
export function asFailure(error: unknown): unknown {
  if (error instanceof ORPCError) return error;
  if (isTickmarkError(error)) {
    const { file, line, column, expected, remedy } = error.detail;
    const given = { file, line, column, expected, remedy };
    const detail = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const data: Failure = { code: error.code, message: error.message, ...detail };
    return new ORPCError("TICKMARK", { message: error.message, data, defined: true });
  }
  const message = `Unexpected fault: ${error instanceof Error ? error.message : String(error)}`;
  return new ORPCError("TICKMARK", {
    message,
    data: { code: "unsupported", message, remedy: "This is a defect of the program; please report it." } satisfies Failure,
    defined: true,
  });
}

async function* mapFailures<Event>(events: AsyncGenerator<Event, void, void>): AsyncGenerator<Event, void, void> {
  try {
    yield* events;
  } catch (error) {
    throw asFailure(error);
  }
}

/** Every call of the contract, answered by the services. */
export function createRouter(services: Workbench) {
  const { cases, sources, population, programme, runs, packs, review } = services;
  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw asFailure(error);
    }
  });
  const job = <Result>(work: Parameters<typeof jobEvents<Result>>[0], signal?: AbortSignal) => mapFailures(jobEvents(work, signal));

  return os.router({
    application: {
      about: os.application.about.handler(() => ({
        ...APPLICATION,
        engine: engineName(),
        offline: true as const,
        host: services.host,
        homeDirectory: services.homeDirectory,
      })),
      browse: os.application.browse.handler(({ input }) => browse(input.directory)),
    },
    case: {
      recent: os.case.recent.handler(() => cases.recent()),
      current: os.case.current.handler(() => cases.optional?.head ?? null),
      create: os.case.create.handler(({ input }) => cases.create(input)),
      open: os.case.open.handler(({ input }) => cases.open(input.directory)),
      close: os.case.close.handler(async () => {
        await cases.close();
        return {};
      }),
      sample: os.case.sample.handler(({ input, signal }) => job((context) => createSampleCase(services, input.directory, context), signal)),
      summary: os.case.summary.handler(() => cases.summary()),
      journal: os.case.journal.handler(({ input }) => cases.journal(input)),
    },
    sources: {
      preview: os.sources.preview.handler(({ input, signal }) => sources.preview(input.paths, signal)),
      import: os.sources.import.handler(({ input, signal }) => job((context) => sources.import(cases.session, input, context), signal)),
      list: os.sources.list.handler(() => sources.list(cases.session)),
      rejects: os.sources.rejects.handler(({ input: { sourceId, ...page } }) => sources.rejects(cases.session, sourceId, page)),
      verify: os.sources.verify.handler(({ signal }) => job((context) => sources.verify(cases.session, context), signal)),
    },
    population: {
      choices: os.population.choices.handler(() => populationChoices(cases.session, sources)),
      draft: os.population.draft.handler(() => draftRequest(cases.session, sources)),
      build: os.population.build.handler(({ input, signal }) => job((context) => population.build(cases.session, input, context), signal)),
      current: os.population.current.handler(() => population.current(cases.session)),
    },
    inventory: {
      import: os.inventory.import.handler(({ input }) => importInventory(cases.session, input.path)),
      list: os.inventory.list.handler(() => listInventory(cases.session, population)),
    },
    programme: {
      analyses: os.programme.analyses.handler(() => programme.list(cases.optional)),
      current: os.programme.current.handler(() => programme.view(cases.session)),
      save: os.programme.save.handler(({ input }) => programme.save(cases.session, input.programme, input.policyId)),
      run: os.programme.run.handler(({ input, signal }) =>
        job((context) => runs.runProgramme(cases.session, input.entryIds, context), signal),
      ),
    },
    runs: {
      list: os.runs.list.handler(() => runs.list(cases.session)),
      get: os.runs.get.handler(({ input }) => runs.view(cases.session, input.runId)),
      figures: os.runs.figures.handler(({ input }) => runs.figures(cases.session, input)),
      explore: os.runs.explore.handler(({ input, signal }) =>
        job((context) => runs.explore(cases.session, input.analysisId, input.parameters, context), signal),
      ),
      records: os.runs.records.handler(({ input, signal }) =>
        runs.records(cases.session, input, { signal: signal ?? new AbortController().signal, report: () => undefined }),
      ),
    },
    pack: {
      keys: os.pack.keys.handler(() => listKeys()),
      createKey: os.pack.createKey.handler(({ input }) => createKey(input.principal, input.passphrase, new Date().toISOString())),
      list: os.pack.list.handler(() => packs.list(cases.session)),
      build: os.pack.build.handler(({ input: { keyId, passphrase, ...claims }, signal }) =>
        job((context) => packs.build(cases.session, claims, unlockKey(keyId, passphrase), context), signal),
      ),
      verify: os.pack.verify.handler(({ input, signal }) =>
        job(async (context) => {
          context.report({ step: "Verifying step by step", fraction: null });
          return windowVerification(await review.verify(input.path, input.allowedSigners, new Date().toISOString()));
        }, signal),
      ),
      reperform: os.pack.reperform.handler(({ input, signal }) =>
        job(async (context) => windowReperformance(await review.reperform(input.path, input.sources, context)), signal),
      ),
    },
  });
}
