import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { sql } from "../../../src/sql/sql.ts";
import { type Run, populationOf, runSubgroups } from "./subgroup-population.ts";

const FOLDER = fileURLToPath(new URL("../../../../shared/data/reference/compas-aequitas/", import.meta.url));
const present = existsSync(`${FOLDER}compas_for_aequitas.csv`);
if (!present) console.warn("Skipped: ../shared/data/reference/compas-aequitas is not there.");

/** The published tables are simple: no quotes, no commas within cells. */
function table(file: string): Record<string, string>[] {
  const [header = "", ...lines] = readFileSync(`${FOLDER}${file}`, "utf8").trim().split(/\r?\n/);
  const names = header.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, index) => [names[index] ?? "", cell])));
}

const RATES = {
  truePositiveRate: "tpr",
  trueNegativeRate: "tnr",
  falseOmissionRate: "for",
  falseDiscoveryRate: "fdr",
  falsePositiveRate: "fpr",
  falseNegativeRate: "fnr",
  negativePredictiveValue: "npv",
  precision: "precision",
  baseRate: "prev",
} as const;

describe.skipIf(!present)("COMPAS as published by Aequitas", () => {
  let run: Run;
  beforeAll(async () => {
    run = await runSubgroups({
      relation: sql`select entity_id as record_number, score = 0 as favourable, score = 1 as predicted_positive, label_value = 1 as outcome_positive,
        race as attribute_race, sex as attribute_sex, age_cat as attribute_age_cat from read_csv(${`${FOLDER}compas_for_aequitas.csv`})`,
      population: populationOf(7214, ["race", "sex", "age_cat"], {
        positiveOutcome: "recidivism",
        favourableDecision: "low risk",
        positiveDecision: "high risk",
      }),
      parameters: { metrics: ["selectionRate", "accuracy", ...Object.keys(RATES)], window: null },
    });
  });

  const segment = (row: Record<string, string>): string => `${row["attribute_name"]}=${encodeURIComponent(row["attribute_value"] ?? "")}`;

  test("group counts agree exactly", () => {
    const published = table("group-counts.csv");
    expect(published.length).toBe(11);
    for (const row of published) {
      const at = segment(row);
      const count = (name: string): unknown => run.computed(`${name}/${at}`).detail?.["count"];
      const n = (name: string): number => run.computed(`${name}/${at}`).n;
      expect(
        [
          count("truePositiveRate"),
          count("falsePositiveRate"),
          count("falseNegativeRate"),
          count("trueNegativeRate"),
          n("precision"),
          n("negativePredictiveValue"),
          n("truePositiveRate"),
          n("falsePositiveRate"),
          n("selectionRate"),
          run.computed("selectionRate/population").n,
        ],
        at,
      ).toEqual(
        ["tp", "fp", "fn", "tn", "pp", "pn", "group_label_pos", "group_label_neg", "group_size", "total_entities"].map((name) =>
          Number(row[name]),
        ),
      );
    }
  });

  test("group metrics agree to the printed digits: 6 where published so, else 2", () => {
    const precise = table("disparity-to-minimum.csv");
    const rounded = table("group-metrics.csv");
    expect([precise.length > 0, rounded.length]).toEqual([true, 11]);
    for (const [rows, tolerance] of [
      [precise, 1e-6],
      [rounded, 0.005 + 1e-9],
    ] as const)
      for (const row of rows) {
        for (const [name, column] of Object.entries(RATES))
          expect(
            Math.abs(run.computed(`${name}/${segment(row)}`).estimate - Number(row[column])),
            `${name} ${segment(row)}`,
          ).toBeLessThanOrEqual(tolerance);
        expect(Math.abs(1 - run.computed(`selectionRate/${segment(row)}`).estimate - Number(row["pprev"]))).toBeLessThanOrEqual(tolerance);
      }
  });

  test("overall rates are those of the documentation, and the known disparity is an exception", () => {
    expect(run.computed("falsePositiveRate/population").estimate).toBeCloseTo(0.3235, 4);
    expect(run.computed("falseNegativeRate/population").estimate).toBeCloseTo(0.374, 4);
    const state = (tail: string): string | undefined =>
      run.verdicts.find(({ figureId }) => figureId === `subgroup-disaggregation/${tail}`)?.state;
    expect(state("falsePositiveRateDifferenceToRest/race=African-American")).toBe("exception");
    expect(state("selectionRateDifferenceToRest/race=African-American")).toBe("exception");
    expect(state("selectionRateDifferenceToRest/race=Native%20American")).toBe("insufficient-evidence");
    expect(run.verdicts.every(({ figureId }) => run.figures.some((figure) => figure.figureId === figureId))).toBe(true);
    expect(run.charts.map(({ kind }) => kind)).toEqual(["intervals", "intervals", "intervals", "heatmap", "heatmap", "heatmap"]);
    expect(run.answer).toMatch(/^Exception: /);
  });
});
