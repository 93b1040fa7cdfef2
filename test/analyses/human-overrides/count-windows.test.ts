import { expect, test } from "vitest";
import { type DecisionRow, runOverrides } from "./override-population.ts";

test("chunks of the course follow time and hold every decision, the last one the rest", async () => {
  const rows: DecisionRow[] = ["2026-01-20", "2026-01-06", null, "2026-01-13", "2026-01-01"].map((day) => ({
    decision: "approve",
    decidedAt: day === null ? null : `${day} 00:00:00`,
    reviewer: day === "2026-01-01" || day === "2026-01-06" ? "ann" : null,
    final: "approve",
  }));
  const run = await runOverrides(rows, { parameters: { windows: { kind: "count", size: 2 } } });
  const course = run.aggregates.get("review-course")?.rows.filter((row) => row["cut"] === "window");
  expect(course?.map((row) => [row["window_index"], row["decisions"], row["reviewed"]])).toEqual([
    [0, 2, 2],
    [1, 2, 0],
    [2, 1, 0],
  ]);
});
