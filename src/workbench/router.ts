import { ORPCError, implement } from "@orpc/server";
import { contract } from "../contract/contract.ts";
import type { Failure } from "../contract/errors.ts";
import { isTickmarkError } from "../foundation/errors.ts";
import { browse } from "./case-service.ts";
import { engineName } from "../engine/open-engine.ts";
import { importInventory, listInventory } from "./inventory-service.ts";
import { jobEvents } from "./job.ts";
import { engagementOf, saveEngagement } from "./engagement-service.ts";
import { changeKeyPassphrase, createKey, exportKey, importKey, listKeys, revokeKey, unlockKey } from "./key-service.ts";
import { pausesOf } from "./pausing.ts";
import { draftRequest, populationChoices } from "./population-draft.ts";
import { windowReperformance, windowVerification } from "./review-service.ts";
import { ReviewWork } from "./review-work.ts";
import { addTrustedSigner, listTrustedSigners, removeTrustedSigner } from "./trusted-signers.ts";
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
  const { cases, sources, population, programme, runs, packs, outside, findings, review } = services;
  const reviewWork = new ReviewWork(review);
  const now = (): string => new Date().toISOString();
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
    engagement: {
      get: os.engagement.get.handler(() => engagementOf(cases.session)),
      save: os.engagement.save.handler(({ input }) => saveEngagement(cases.session, input)),
    },
    findings: {
      list: os.findings.list.handler(() => findings.list(cases.session)),
      save: os.findings.save.handler(({ input }) => findings.save(cases.session, input)),
      remove: os.findings.remove.handler(({ input }) => {
        findings.remove(cases.session, input.findingId, input.reason);
        return {};
      }),
      signOff: os.findings.signOff.handler(({ input: { findingId, role, keyId, passphrase } }) =>
        findings.signOff(cases.session, findingId, role, unlockKey(keyId, passphrase)),
      ),
    },
    keys: {
      list: os.keys.list.handler(() => listKeys()),
      create: os.keys.create.handler(({ input }) => createKey(input.principal, input.passphrase, now())),
      import: os.keys.import.handler(({ input }) => importKey(input)),
      export: os.keys.export.handler(({ input }) => exportKey(input.keyId, input.directory)),
      changePassphrase: os.keys.changePassphrase.handler(({ input }) =>
        changeKeyPassphrase(input.keyId, input.passphrase, input.newPassphrase),
      ),
      revoke: os.keys.revoke.handler(({ input }) => revokeKey(input.keyId, input.reason, now())),
    },
    signers: {
      list: os.signers.list.handler(() => listTrustedSigners()),
      add: os.signers.add.handler(({ input }) => addTrustedSigner(input)),
      remove: os.signers.remove.handler(({ input }) => removeTrustedSigner(input.fingerprint)),
    },
    pack: {
      list: os.pack.list.handler(() => packs.list(cases.session)),
      preview: os.pack.preview.handler(({ input, signal }) => job((context) => packs.preview(cases.session, input, context), signal)),
      build: os.pack.build.handler(({ input: { keyId, passphrase, claims, ...options }, signal }) =>
        job((context) => packs.build(cases.session, claims, unlockKey(keyId, passphrase), context, options), signal),
      ),
      prepare: os.pack.prepare.handler(({ input: { claims, ...signer }, signal }) =>
        job((context) => outside.prepare(cases.session, claims, signer, context), signal),
      ),
      waiting: os.pack.waiting.handler(() => outside.waiting(cases.session)),
      importSignature: os.pack.importSignature.handler(({ input, signal }) =>
        job((context) => outside.importSignature(cases.session, input, context), signal),
      ),
    },
    review: {
      verify: os.review.verify.handler(({ input, signal }) =>
        job(async (context) => {
          context.report({ step: "Verifying step by step", fraction: null });
          return windowVerification(await review.verify(input, now(), {}, pausesOf(context)));
        }, signal),
      ),
      reperform: os.review.reperform.handler(({ input, signal }) =>
        job(
          async (context) =>
            windowReperformance(await review.reperform(input.request, input.sources, context, { runForeignSql: input.runForeignSql })),
          signal,
        ),
      ),
      open: os.review.open.handler(({ input }) => reviewWork.open(input)),
      saveNotes: os.review.saveNotes.handler(async ({ input }) => {
        await reviewWork.saveNotes(input.request, input.notes);
        return {};
      }),
      countersign: os.review.countersign.handler(({ input: { keyId, passphrase, ...given }, signal }) =>
        job((context) => reviewWork.countersign(given, unlockKey(keyId, passphrase), context), signal),
      ),
      timestampRequest: os.review.timestampRequest.handler(({ input }) => reviewWork.timestampRequest(input.request, input.of)),
      timestampImport: os.review.timestampImport.handler(({ input, signal }) =>
        job((context) => reviewWork.timestampImport(input.request, input.response, context), signal),
      ),
      diff: os.review.diff.handler(({ input }) => reviewWork.diff(input.older, input.newer)),
    },
  });
}
