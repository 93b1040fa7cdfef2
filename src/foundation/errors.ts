/** Closed list of what can go wrong; codes survive every process boundary. */
export const ERROR_CODES = [
  "usage",
  "bad-input",
  "not-found",
  "already-exists",
  "case-locked",
  "case-damaged",
  "query-failed",
  "cancelled",
  "not-computable",
  "key-unusable",
  "verification-failed",
  "unsupported",
  "source-changed",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export interface ErrorDetail {
  /** What to do about it, one sentence. */
  readonly remedy?: string;
  readonly file?: string;
  /** 1-based line in `file`. */
  readonly line?: number;
  readonly column?: string;
  readonly expected?: string;
  readonly sql?: string;
}

/** An expected failure, told to a person: what happened, where, what to do. */
export class TickmarkError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "TickmarkError";
    this.code = code;
    this.detail = detail;
  }
}

export function isTickmarkError(error: unknown): error is TickmarkError {
  return error instanceof TickmarkError;
}

/** One line for a terminal or a toast; never a stack trace. */
export function describeError(error: unknown): string {
  if (!isTickmarkError(error)) return error instanceof Error ? error.message : String(error);
  const { file, line, column, expected, remedy } = error.detail;
  const place = file === undefined ? "" : ` [${file}${line === undefined ? "" : `:${line}`}]`;
  return [
    `${error.message}${place}`,
    column === undefined ? "" : `Column: ${column}.`,
    expected === undefined ? "" : `Expected: ${expected}.`,
    remedy ?? "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}
