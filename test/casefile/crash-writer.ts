/** Child of the crash test: makes real steps until it is killed, and tells each one after it returned. */
import { writeSync } from "node:fs";
import { join } from "node:path";
import { writeArtefacts } from "../../src/casefile/artefacts.ts";
import { createCase, openWritable } from "../../src/casefile/case-file.ts";

const [task, directory = "", round = "0"] = process.argv.slice(2);
const tell = (text: string) => writeSync(1, `${text}\n`);

if (task === "create")
  for (let count = 0; ; count += 1) {
    tell(`try ${round}-${count}`);
    createCase(join(directory, `${round}-${count}`), { title: "Killed", actor: "child" }).close();
    tell(`made ${round}-${count}`);
  }

const kase = openWritable(directory, "child");
tell("ready");
for (let count = 0; ; count += 1) {
  const runId = `r${round}-${count}`;
  const files = [
    { path: `runs/${runId}/run.json`, content: JSON.stringify({ runId, filler: "x".repeat(20_000) }) },
    { path: `runs/${runId}/counts.csv`, content: "n\n1\n".repeat(2000) },
  ];
  const [run] = await writeArtefacts(directory, files);
  kase.addRun({
    runId,
    analysisId: "a",
    origin: "planned",
    path: files[0]?.path ?? "",
    runDigest: String(run?.sha256),
    document: { runId },
  });
  tell(`run ${runId}`);
  kase.saveWorkpaper({ kind: "note", workpaperId: runId, document: { filler: "y".repeat(50_000) } });
  tell(`note ${runId}`);
}
