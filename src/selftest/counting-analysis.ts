import { z } from "zod";
import { type Analysis, defineAnalysis } from "../analyses/analysis.ts";
import { aggregateNamed, integerCell, textCell } from "../foundation/aggregate.ts";
import { computed } from "../foundation/outcome.ts";
import { aggregateQuery } from "../sql/aggregate-query.ts";
import { integerLiteral, sql } from "../sql/sql.ts";

const parameters = z.strictObject({ smallestGroup: z.int().default(2) });

/** A small two-stage analysis: the second query depends on what the first one counted. */
export function countingAnalysis(change: { methodVersion?: string; wrongBy?: number; clause?: string } = {}): Analysis {
  return defineAnalysis<z.infer<typeof parameters>>({
    id: "counting",
    title: "Counting",
    question: "How many decisions of each kind are there?",
    criteria: ["A12.1"],
    methodVersion: change.methodVersion ?? "1",
    taskTypes: ["binary"],
    requiredRoles: ["decision"],
    optionalRoles: [],
    parameters,
    thresholds: [{ key: "counting.share", title: "Share", unit: "share" }],
    plan: ({ parameters: { smallestGroup }, aggregates }) => {
      if (aggregates.size === 0)
        return [
          aggregateQuery({
            name: "by-decision",
            purpose: "Rows by decision.",
            sql: sql`select decision, count(*) as rows, avg(score) as mean_score\nfrom population\nwhere score > ${0.25}\ngroup by all`,
            columns: [
              { name: "decision", type: "text", key: true },
              { name: "rows", type: "integer" },
              { name: "mean_score", type: "float", tolerance: 1e-9 },
            ],
          }),
        ];
      if (aggregates.has("large-groups")) return null;
      const rows = aggregateNamed(aggregates, "by-decision").rows.map((row) => integerCell(row, "rows"));
      const largest = Math.max(...rows, smallestGroup);
      return [
        aggregateQuery({
          name: "large-groups",
          purpose: "How many decisions are as frequent as the most frequent one.",
          sql: sql`select count(*) as groups\nfrom population\nhaving count(*) ${sql([change.clause ?? ">="] as unknown as TemplateStringsArray)} ${integerLiteral(largest)}`,
          columns: [{ name: "groups", type: "integer" }],
        }),
      ];
    },
    figures: ({ aggregates }) => {
      const { rows } = aggregateNamed(aggregates, "by-decision");
      const total = rows.reduce((sum, row) => sum + integerCell(row, "rows"), 0);
      return rows.map((row) => {
        const decision = textCell(row, "decision") ?? "null";
        const estimate = integerCell(row, "rows") / total + (change.wrongBy ?? 0);
        return {
          figureId: `counting/share/${decision}`,
          name: "share",
          dimensions: { decision },
          unit: "share",
          outcome: computed({ estimate, n: total, method: "Share" }),
        };
      });
    },
    verdicts: ({ figures }) =>
      figures.map(({ figureId }) => ({
        figureId,
        subject: figureId,
        family: "counting",
        state: "insufficient-evidence" as const,
        reason: "Counting judges nothing.",
      })),
    charts: () => [],
    answer: ({ figures }) => `There are ${figures.length} decisions.`,
  });
}
