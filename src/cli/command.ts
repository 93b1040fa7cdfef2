import { visibleText } from "../contract/review-schemas.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { Workbench } from "../workbench/workbench.ts";
import type { JobContext } from "../workbench/job.ts";

/** Documented exit codes. */
export const EXIT = {
  good: 0,
  exceptionsFound: 1,
  usage: 2,
  badInput: 3,
  verificationFailed: 4,
  integrityOnly: 5,
  /** All that can be checked is good; figures rest on numbers that the pack withholds. */
  figuresWithheld: 6,
  cancelled: 130,
} as const;

export type OptionTable = Readonly<
  Record<string, { readonly type: "string" | "boolean"; readonly multiple?: boolean; readonly help: string; readonly value?: string }>
>;

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** After `tickmark <name>`. */
  readonly usage: string;
  readonly example: string;
  readonly options: OptionTable;
  run(invocation: Invocation): Promise<number>;
}

export interface Invocation {
  readonly positionals: readonly string[];
  readonly text: (option: string) => string | undefined;
  readonly texts: (option: string) => readonly string[];
  readonly flag: (option: string) => boolean;
  /** `--json`: the result goes to stdout as one JSON document. */
  readonly json: boolean;
  readonly workbench: Workbench;
  readonly job: JobContext;
  /** Prints a result for a person. */
  readonly print: (text: string) => void;
  /** Tells a person something beside the result. */
  readonly warn: (text: string) => void;
  /** Prints a result for a machine. */
  readonly printJson: (value: unknown) => void;
  /** Reads a passphrase from the first of these variables (TICKMARK_PASSPHRASE) or standard input; never from the arguments. */
  readonly passphrase: (prompt: string, variables?: readonly string[]) => Promise<string>;
}

export function requiredPositional(invocation: Invocation, index: number, what: string): string {
  const value = invocation.positionals[index];
  if (value === undefined) throw new TickmarkError("usage", `${what} is missing.`);
  return value;
}

export function requiredOption(invocation: Invocation, name: string): string {
  const value = invocation.text(name);
  if (value === undefined) throw new TickmarkError("usage", `--${name} is missing.`);
  return value;
}

export function integerOption(invocation: Invocation, name: string, fallback: number): number {
  const text = invocation.text(name);
  if (text === undefined) return fallback;
  const value = Number(text.replaceAll("_", ""));
  if (!Number.isSafeInteger(value) || value < 0) throw new TickmarkError("usage", `--${name} takes a whole number, not "${text}".`);
  return value;
}

/** Columns padded to equal width; numbers to the right. */
export function table(headers: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  // A cell that held a line feed could pass for a line of its own.
  const cells = [headers.map(String), ...rows.map((row) => row.map((cell) => visibleText(String(cell))))];
  const widths = headers.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  const rightAligned = headers.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === "number"));
  return cells
    .map((row) =>
      row
        .map((cell, column) => (rightAligned[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
