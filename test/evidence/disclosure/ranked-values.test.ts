import { describe, expect, test } from "vitest";
import { fillRanked, showableRanks } from "../../../src/evidence/disclosure/ranked-values.ts";
import { agreesWhereShown, maskedSql } from "../../../src/evidence/disclosure/masked-sql.ts";

describe("values of single records", () => {
  const ranked = [1, 5, 10, 20, 25, 30, 40, 50, 60, 91, 100].map((rank) => ({ rank, value: rank * 2 }));

  test("are shown with ten records on each side and ten between them, limits of the parts first", () => {
    // Of 100 records in five parts: ranks 20, 40, 60 are limits; 10 and 91 leave ten outside; 30 and 50 lie ten from their neighbours; 25 does not.
    expect(
      [...showableRanks(ranked, 100, 10, [5])].map((position) => ranked[position]?.rank).toSorted((a, b) => Number(a) - Number(b)),
    ).toEqual([10, 20, 30, 40, 50, 60, 91]);
  });

  test("are shown at the ends where ten records share them", () => {
    const tied = [1, 4, 12, 40, 60].map((rank) => ({ rank, value: rank <= 12 ? 0 : rank }));
    expect([...showableRanks(tied, 60, 10, [])].map((position) => tied[position]?.rank).toSorted((a, b) => Number(a) - Number(b))).toEqual([
      1, 4, 12, 40,
    ]);
  });

  test("are filled in order, between the neighbours shown", () => {
    const many = Array.from({ length: 30 }, (_, index) => ({
      rank: index + 1,
      value: index === 0 || index === 7 || index === 29 ? null : index * 10,
    }));
    for (const share of [0, 0.5, 1]) {
      const filled = fillRanked(many, share);
      expect(filled).toEqual(filled.toSorted((a, b) => a - b));
      expect(new Set(filled).size).toBe(filled.length);
      expect(filled[7]).toBeGreaterThan(60);
      expect(filled[7]).toBeLessThan(80);
    }
    expect(fillRanked(many, 0)).not.toEqual(fillRanked(many, 1));
  });
});

describe("SQL that names values of single records", () => {
  test("has them taken out wherever the fillings differ, and only there", () => {
    const texts = ["x <= 1.5e0 and y = 3", "x <= 2.25e0 and y = 3"];
    const masked = maskedSql(texts);
    expect(masked).toBe("x <= [withheld] and y = 3");
    for (const text of texts) expect(agreesWhereShown(masked, text)).toBe(true);
    expect(agreesWhereShown(masked, "x <= 1.5e0 and y = 4")).toBe(false);
    expect(agreesWhereShown(masked, "x < 1.5e0 and y = 3")).toBe(false);
  });

  test("that differs in more than numbers is withheld whole", () => {
    expect(maskedSql(["[1, 2]", "[1, 2, 3]"])).toBe("[withheld]");
    expect(agreesWhereShown("[withheld]", "anything")).toBe(true);
  });
});
