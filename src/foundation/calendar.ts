import { DateTime } from "luxon";
import { TickmarkError } from "./errors.ts";

export const CALENDAR_UNITS = ["hour", "day", "week", "month", "year"] as const;
export type CalendarUnit = (typeof CALENDAR_UNITS)[number];

/** A half-open period [start, end) in epoch milliseconds UTC. */
export interface Period {
  readonly startMs: number;
  readonly endMs: number;
}

/** One calendar window of the declared time zone. */
export interface CalendarWindow extends Period {
  /** 0-based position; windows without rows keep theirs. */
  readonly index: number;
  /** `2026`, `2026-04`, `2026-w14`, `2026-04-01`, `2026-04-01T13+02`. */
  readonly label: string;
  /** True when the covered period starts after this window's start or ends before its end. */
  readonly partial: boolean;
}

export interface CalendarRequest {
  readonly unit: CalendarUnit;
  /** IANA name, for example `Europe/Berlin`. */
  readonly timeZone: string;
  /** The covered period: first and last instants known to be covered by the data. */
  readonly covered: Period;
  /** Coverage is known to this many milliseconds (a first event seldom falls on the edge itself). */
  readonly slackMs?: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SLACK_MS: Record<CalendarUnit, number> = { hour: 300_000, day: 3_600_000, week: DAY_MS, month: DAY_MS, year: 7 * DAY_MS };

const LABEL_FORMATS: Record<CalendarUnit, string> = {
  hour: "yyyy-MM-dd'T'HHZZ",
  day: "yyyy-MM-dd",
  week: "kkkk-'w'WW",
  month: "yyyy-MM",
  year: "yyyy",
};

/** All windows that touch the covered period, empty ones included; edges follow the zone's own clock changes. */
export function calendarWindows(request: CalendarRequest): CalendarWindow[] {
  const { unit, timeZone, covered } = request;
  const slack = request.slackMs ?? SLACK_MS[unit];
  const first = DateTime.fromMillis(covered.startMs, { zone: timeZone });
  if (!first.isValid)
    throw new TickmarkError("bad-input", `Unknown time zone "${timeZone}".`, { expected: "an IANA name such as Europe/Berlin" });
  const windows: CalendarWindow[] = [];
  let start = unit === "hour" ? hourEdge(first, "start") : first.startOf(unit);
  while (start.toMillis() < covered.endMs) {
    const end = unit === "hour" ? hourEdge(start, "end") : start.plus({ [unit]: 1 }).startOf(unit);
    windows.push({
      index: windows.length,
      label: start.toFormat(LABEL_FORMATS[unit]).replace(":00", ""),
      startMs: start.toMillis(),
      endMs: end.toMillis(),
      partial: covered.startMs > start.toMillis() + slack || covered.endMs < end.toMillis() - slack,
    });
    start = end;
  }
  return windows;
}

/**
 * The start or end of the clock hour around an instant. A clock change inside the hour (half an hour, as at Lord Howe) is an edge
 * too, so no hour holds two offsets and each ends after it starts.
 */
function hourEdge(instant: DateTime, edge: "start" | "end"): DateTime {
  const at = instant.toMillis();
  const local = at + instant.offset * 60_000;
  const plain = at - (local - Math.floor(local / HOUR_MS) * HOUR_MS) + (edge === "end" ? HOUR_MS : 0);
  const sameOffset = (ms: number): boolean => DateTime.fromMillis(ms, { zone: instant.zone }).offset === instant.offset;
  let other = edge === "end" ? plain - 1 : plain;
  if (sameOffset(other)) return DateTime.fromMillis(plain, { zone: instant.zone });
  let same = at;
  while (Math.abs(other - same) > 1) {
    const middle = Math.floor((same + other) / 2);
    if (sameOffset(middle)) same = middle;
    else other = middle;
  }
  return DateTime.fromMillis(Math.max(same, other), { zone: instant.zone });
}

/** True for an IANA zone name that this runtime knows. */
export function isTimeZone(name: string): boolean {
  return DateTime.local({ zone: name }).isValid;
}

/** `2026-01-31T10:00:00.000000Z`, the form of instants in aggregates. */
export function formatInstant(epochMs: number): string {
  return new Date(epochMs).toISOString().replace("Z", "000Z");
}
