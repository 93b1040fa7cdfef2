import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { readInventoryFiles } from "../../src/casefile/read-inventory-files.ts";
import { canonicalJson } from "../../src/foundation/canonical-json.ts";
import type { TickmarkError } from "../../src/foundation/errors.ts";
import { readMlflowInventory } from "../../src/inventory/mlflow-adapter.ts";
import { compareVersions } from "../../src/inventory/snapshot-order.ts";
import { inventoryChanges } from "../../src/inventory/snapshot-diff.ts";

const file = (path: string, value: unknown) => ({ path, text: JSON.stringify(value) });

function version(number: string | number, more: object = {}) {
  return {
    name: "credit",
    version: number,
    creation_timestamp: 1_700_000_000_000,
    last_updated_timestamp: "1700000000500",
    user_id: "ann",
    current_stage: "None",
    description: "",
    source: `s3://models/${number}`,
    run_id: `r${number}`,
    status: "READY",
    tags: [{ key: "team", value: "risk" }],
    aliases: [],
    ...more,
  };
}

const model = {
  name: "credit",
  creation_timestamp: "1690000000000",
  last_updated_timestamp: 1_700_000_000_500,
  aliases: [{ alias: "prod", version: "2" }],
};
const models = file("registered-models.json", {
  registered_models: [{ ...model, latest_versions: [version("2", { tags: undefined })] }],
  next_page_token: "",
});
const versionsPage = (name: string, list: object[], token?: string) => file(name, { model_versions: list, next_page_token: token });

describe("REST answers", () => {
  test("models and versions of several pages make one inventory, whatever the order of files", () => {
    const files = [models, versionsPage("v1.json", [version("10"), version("9")], "more"), versionsPage("v2.json", [version("2")])];
    const snapshot = readMlflowInventory(files);
    expect(snapshot.versions.map((entry) => [entry.version, entry.aliases, entry.stage, entry.updatedAt])).toEqual([
      ["2", ["prod"], null, "2023-11-14T22:13:20.500Z"],
      ["9", [], null, "2023-11-14T22:13:20.500Z"],
      ["10", [], null, "2023-11-14T22:13:20.500Z"],
    ]);
    expect(snapshot.versions[0]?.tags).toEqual([{ key: "team", value: "risk" }]);
    expect(snapshot.models[0]?.createdAt).toBe("2023-07-22T04:26:40.000Z");
    expect(snapshot.limits.map((limit) => limit.code)).toEqual([
      "no-approver",
      "no-artifact-digest",
      "no-deletions",
      "no-deployments",
      "no-export-time",
      "no-transition-history",
    ]);
    fc.assert(
      fc.property(fc.shuffledSubarray(files, { minLength: 3 }), (shuffled) => {
        expect(canonicalJson(readMlflowInventory(shuffled))).toBe(canonicalJson(snapshot));
      }),
      { numRuns: 10 },
    );
  });

  test("a missing last page, missing models and missing creators are limits", () => {
    const snapshot = readMlflowInventory([versionsPage("v1.json", [version(1, { user_id: "", run_id: "" })], "more")]);
    expect(snapshot.limits.map((limit) => [limit.modelId, limit.code])).toEqual(
      expect.arrayContaining([
        [null, "page-missing"],
        ["credit", "no-model-record"],
        ["credit", "no-creator"],
        ["credit", "no-training-run"],
      ]),
    );
    expect(snapshot.models.map((entry) => [entry.modelId, entry.createdAt])).toEqual([["credit", null]]);
    expect(snapshot.versions[0]?.version).toBe("1");
  });

  test("`latest_versions` alone is a limit, and an alias to a version outside them keeps the version", () => {
    const alone = { registered_models: [{ ...model, latest_versions: [version("3")] }] };
    const snapshot = readMlflowInventory([file("models.json", alone)]);
    expect(snapshot.versions.map((entry) => [entry.version, entry.evidence])).toEqual([
      ["2", "named-only"],
      ["3", "exported"],
    ]);
    expect(snapshot.limits.map((limit) => limit.code)).toContain("latest-versions-only");
  });

  test("a model without versions and a prompt are told apart from the rest", () => {
    const prompt = { name: "greeting", tags: [{ key: "mlflow.prompt.is_prompt", value: "true" }] };
    const snapshot = readMlflowInventory([file("m.json", { registered_models: [{ ...model, aliases: [] }, prompt] })]);
    expect(snapshot.models.map((entry) => [entry.modelId, entry.kind])).toEqual([
      ["credit", "model"],
      ["greeting", "prompt"],
    ]);
    expect(snapshot.limits.filter((limit) => limit.code === "no-versions")).toHaveLength(2);
  });
});

describe("files that are refused, with their name", () => {
  const refusal = (...files: { path: string; text: string }[]) => {
    try {
      readMlflowInventory(files);
    } catch (error) {
      const { code, message, detail } = error as TickmarkError;
      return `${code} ${detail.file ?? ""}: ${message} ${detail.expected ?? ""}`;
    }
    return "accepted";
  };

  test.each([
    ["no JSON", { path: "a.json", text: "<html>" }, /^bad-input a\.json: Not valid JSON/],
    ["another shape", file("a.json", { runs: [] }), /^bad-input a\.json: .*none of the registry exports/],
    ["a list at the top", file("a.json", []), /^bad-input a\.json/],
    ["an empty registry", file("a.json", {}), /^bad-input a\.json: .*no registered model/],
    [
      "seconds instead of milliseconds",
      versionsPage("a.json", [version("1", { creation_timestamp: 1_700_000_000 })]),
      /milliseconds.*model_versions\.0\.creation_timestamp/,
    ],
    ["a version without a number", versionsPage("a.json", [version("")]), /model_versions\.0\.version/],
    ["tags of another kind", versionsPage("a.json", [version("1", { tags: "none" })]), /model_versions\.0\.tags/],
    [
      "a version under another model",
      file("a.json", { registered_model: { name: "other", versions: [version("1")] } }),
      /stands under the model "other"/,
    ],
  ])("%s", (_, input, message) => {
    expect(refusal(input)).toMatch(message);
  });

  test("two files that contradict each other", () => {
    expect(refusal(versionsPage("a.json", [version("1")]), versionsPage("b.json", [version("1", { current_stage: "Production" })]))).toBe(
      "accepted",
    );
    expect(
      refusal(
        versionsPage("a.json", [version("1", { current_stage: "Staging" })]),
        versionsPage("b.json", [version("1", { current_stage: "Production" })]),
      ),
    ).toMatch(/^bad-input b\.json: The version 1 of credit is told differently in a\.json/);
  });
});

test("version numbers order by size, other names after them", () => {
  expect(["10", "9", "v2", "1", "latest"].toSorted(compareVersions)).toEqual(["1", "9", "10", "latest", "v2"]);
});

test("the difference of two snapshots names what was added, moved, changed and removed", () => {
  const before = readMlflowInventory([
    file("m.json", { registered_models: [model] }),
    versionsPage("v.json", [version("1", { current_stage: "Production" }), version("2")]),
  ]);
  const after = readMlflowInventory([
    file("m.json", { registered_models: [{ ...model, aliases: [{ alias: "prod", version: "3" }] }] }),
    versionsPage("v.json", [version("2", { current_stage: "Production", tags: [{ key: "team", value: "fraud" }] }), version("3")]),
  ]);
  expect(inventoryChanges(before, after).map((change) => [change.version, change.what, change.before, change.after])).toEqual([
    [null, "alias", "prod -> 2", "prod -> 3"],
    ["1", "version", "exported", null],
    ["2", "stage", null, "Production"],
    ["2", "tag", "team = risk", "team = fraud"],
    ["3", "version", null, "exported"],
  ]);
  expect(inventoryChanges(after, after)).toEqual([]);
});

describe("reading from disk", () => {
  function folder(): string {
    const path = mkdtempSync(join(tmpdir(), "tickmark-inventory-"));
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    return path;
  }

  test("takes registry files and leaves artefacts, manifests and links alone, in the order of their paths", () => {
    const root = folder();
    mkdirSync(join(root, "b/run"), { recursive: true });
    for (const name of [
      "z.json",
      "manifest.json",
      "b/model.json",
      "b/run/run.json",
      "b/run/MLmodel",
      "b/run/model_versions_page2.json",
      "notes.txt",
    ])
      writeFileSync(join(root, name), "{}");
    symlinkSync("/etc/hostname", join(root, "model.json"));
    expect(readInventoryFiles(root).map((entry) => entry.path)).toEqual([
      "b/model.json",
      "b/run/MLmodel",
      "b/run/model_versions_page2.json",
      "z.json",
    ]);
    expect(readInventoryFiles(join(root, "z.json"))).toEqual([{ path: "z.json", text: "{}" }]);
  });

  test("says what is wrong with a missing path, an empty folder and a file that is no text", () => {
    const root = folder();
    expect(() => readInventoryFiles(join(root, "gone"))).toThrow(expect.objectContaining({ code: "not-found" }));
    expect(() => readInventoryFiles(root)).toThrow(expect.objectContaining({ code: "bad-input" }));
    writeFileSync(join(root, "model.json"), Buffer.of(0xff, 0xfe, 0x00));
    expect(() => readInventoryFiles(root)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});
