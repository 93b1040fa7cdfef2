import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CALENDAR_UNITS, calendarWindows } from "../../src/foundation/calendar.ts";

const at = (text: string): number => Date.parse(text);

describe("calendar windows", () => {
  test("weeks start on Monday in the declared zone and carry their ISO number", () => {
    const windows = calendarWindows({
      unit: "week",
      timeZone: "Europe/Berlin",
      covered: { startMs: at("2025-12-28T23:00:00Z"), endMs: at("2026-01-11T23:00:00Z") },
    });
    expect(windows.map((window) => window.label)).toEqual(["2026-w01", "2026-w02"]);
    expect(windows.map((window) => window.partial)).toEqual([false, false]);
  });

  test("a week with a clock change is an hour shorter or longer", () => {
    const windows = calendarWindows({
      unit: "week",
      timeZone: "Europe/Berlin",
      covered: { startMs: at("2025-03-23T23:00:00Z"), endMs: at("2025-04-06T22:00:00Z") },
    });
    expect(windows.map((window) => (window.endMs - window.startMs) / 3_600_000)).toEqual([167, 168]);
  });

  test("a repeated hour has two labels", () => {
    const windows = calendarWindows({
      unit: "hour",
      timeZone: "Europe/Berlin",
      covered: { startMs: at("2025-10-26T00:00:00Z"), endMs: at("2025-10-26T02:00:00Z") },
    });
    expect(windows.map((window) => window.label)).toEqual(["2025-10-26T02+02", "2025-10-26T02+01"]);
  });

  test("a clock change of half an hour ends the hour it falls in", () => {
    const windows = calendarWindows({
      unit: "hour",
      timeZone: "Australia/Lord_Howe",
      covered: { startMs: at("2025-04-05T14:00:00Z"), endMs: at("2025-04-05T15:30:00Z") },
    });
    expect(windows.map((window) => window.label)).toEqual(["2025-04-06T01+11", "2025-04-06T01+10:30"]);
    expect(windows.map((window) => (window.endMs - window.startMs) / 60_000)).toEqual([60, 30]);
    const after = calendarWindows({
      unit: "hour",
      timeZone: "Australia/Lord_Howe",
      covered: { startMs: at("2025-04-05T15:10:00Z"), endMs: at("2025-04-05T15:20:00Z") },
    });
    expect(after.map((window) => window.label)).toEqual(["2025-04-06T01+10:30"]);
    const spring = calendarWindows({
      unit: "hour",
      timeZone: "Australia/Lord_Howe",
      covered: { startMs: at("2025-10-04T14:30:00Z"), endMs: at("2025-10-04T17:00:00Z") },
    });
    expect(spring.map((window) => window.label)).toEqual(["2025-10-05T01+10:30", "2025-10-05T02+11", "2025-10-05T03+11"]);
    expect(spring.map((window) => (window.endMs - window.startMs) / 60_000)).toEqual([60, 30, 60]);
  });

  test("a clock change within an hour, as in Venezuela in 2016, ends it there", () => {
    const windows = calendarWindows({
      unit: "hour",
      timeZone: "America/Caracas",
      covered: { startMs: at("2016-05-01T06:30:00Z"), endMs: at("2016-05-01T08:00:00Z") },
    });
    expect(windows.map((window) => window.label)).toEqual(["2016-05-01T02-04:30", "2016-05-01T03-04"]);
  });

  test("marks a first or last window that is not covered whole", () => {
    const windows = calendarWindows({
      unit: "month",
      timeZone: "UTC",
      covered: { startMs: at("2025-01-10T00:00:00Z"), endMs: at("2025-03-31T23:59:59Z") },
    });
    expect(windows.map((window) => window.partial)).toEqual([true, false, false]);
  });

  test("windows follow each other without gap and hold the covered period, in every zone and unit", () => {
    const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia");
    const period = fc.tuple(
      fc.integer({ min: at("2009-01-01T00:00:00Z"), max: at("2026-01-01T00:00:00Z") }),
      fc.integer({ min: 1, max: 40 * 86_400_000 }),
    );
    fc.assert(
      fc.property(zone, fc.constantFrom(...CALENDAR_UNITS), period, (timeZone, unit, [startMs, length]) => {
        const endMs = startMs + length;
        const windows = calendarWindows({ unit, timeZone, covered: { startMs, endMs } });
        expect(windows[0]?.startMs).toBeLessThanOrEqual(startMs);
        expect(windows.at(-1)?.endMs).toBeGreaterThanOrEqual(endMs);
        for (const [index, window] of windows.entries()) {
          expect(window.endMs).toBeGreaterThan(window.startMs);
          if (index > 0) expect(window.startMs).toBe(windows[index - 1]?.endMs);
        }
        expect(new Set(windows.map((window) => window.label)).size).toBe(windows.length);
      }),
      { numRuns: 300 },
    );
  });

  test("in every zone known here, windows advance across every month of fifty years", () => {
    for (const timeZone of Intl.supportedValuesOf("timeZone")) {
      const windows = calendarWindows({
        unit: "month",
        timeZone,
        covered: { startMs: at("1980-01-01T00:00:00Z"), endMs: at("2030-01-01T00:00:00Z") },
      });
      expect(windows.every((window) => window.endMs > window.startMs)).toBe(true);
      // One more where the year begins before or ends after that of UTC, two where the date line moved between.
      expect([600, 601, 602], timeZone).toContain(windows.length);
    }
  });

  test("names an unknown time zone", () => {
    expect(() => calendarWindows({ unit: "day", timeZone: "Mars/Olympus", covered: { startMs: 0, endMs: 1 } })).toThrow(
      /Unknown time zone "Mars\/Olympus"/,
    );
  });
});
