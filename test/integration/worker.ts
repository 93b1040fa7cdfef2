import { DEFAULT_CLAIMS } from "../../src/contract/pack-schemas.ts";
/* Child process of the kill test: does the whole job on a case, continuing where an earlier process was killed. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createKey, listKeys, unlockKey } from "../../src/workbench/key-service.ts";
import { quietJob } from "../../src/workbench/job.ts";
import type { SampleFiles } from "../../src/workbench/sample/sample-case.ts";
import { SAMPLE_CASE, importSampleSource, sampleParts, sampleRequest } from "../../src/workbench/sample/sample-import.ts";
import { createServices } from "../../src/workbench/workbench.ts";

const [directory = "", filesText = "{}"] = process.argv.slice(2);
const files = JSON.parse(filesText) as SampleFiles;
const say = (step: string): void => void process.stdout.write(`${step}\n`);
const job = quietJob();

say("begin");
const workbench = createServices();
if (existsSync(join(directory, "case.sqlite"))) await workbench.cases.open(directory);
else await workbench.cases.create({ ...SAMPLE_CASE, directory });
const { session } = workbench.cases;

for (const part of sampleParts(files)) {
  const known = workbench.sources.documents(session).find((source) => source.kind === part.kind);
  if (known === undefined) say(`source ${(await importSampleSource(workbench, session, part, job)).sourceId}`);
}
if (workbench.population.document(session) === null) {
  await workbench.population.build(session, sampleRequest(workbench.sources.list(session)), job);
  say("population");
}
for (const entry of workbench.programme.programme(session).entries) {
  if (session.kase.listRuns().some((run) => run.analysisId === entry.analysisId)) continue;
  const [head] = await workbench.runs.runProgramme(session, [entry.entryId], job);
  say(`run ${head?.runId ?? ""}`);
}
if (session.kase.listPackExports().length === 0) {
  const passphrase = "correct horse battery staple";
  const key = listKeys()[0] ?? createKey(SAMPLE_CASE.auditor, passphrase, new Date().toISOString());
  const claims = { ...DEFAULT_CLAIMS, purpose: "test", minimumCell: 1 };
  const built = await workbench.packs.build(session, claims, unlockKey(key.keyId, passphrase), job);
  say(`pack ${built.revision}`);
}
await workbench.close();
say("done");
