import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Failure } from "../../src/contract/errors.ts";
import { failureOf } from "../client/failure.ts";
import { fileName } from "./format.ts";

const ICONS = { failure: TriangleAlert, attention: CircleAlert, good: CircleCheck, plain: Info } as const;

export function Note({
  tone,
  title,
  children,
}: {
  readonly tone: keyof typeof ICONS;
  readonly title?: string;
  readonly children?: ReactNode;
}) {
  const Icon = ICONS[tone];
  return (
    <div className={`note note-${tone}`}>
      <Icon size={16} aria-hidden="true" />
      <div>
        {title !== undefined && <strong>{title}</strong>}
        {children}
      </div>
    </div>
  );
}

/** What happened, where, what to do. */
export function FailureNote({ failure }: { readonly failure: Failure }) {
  const place =
    failure.file === undefined ? null : `${fileName(failure.file)}${failure.line === undefined ? "" : `, line ${failure.line}`}`;
  return (
    <div role="alert">
      <Note tone="failure" title={failure.message}>
        {place !== null && (
          <p className="code wrap-anywhere" title={failure.file}>
            {place}
            {failure.column !== undefined && `, column ${failure.column}`}
          </p>
        )}
        {place === null && failure.column !== undefined && <p>Column {failure.column}</p>}
        {failure.expected !== undefined && <p>Expected: {failure.expected}</p>}
        {failure.remedy !== undefined && <p>{failure.remedy}</p>}
      </Note>
    </div>
  );
}

export function ErrorNote({ error }: { readonly error: unknown }) {
  return <FailureNote failure={failureOf(error)} />;
}

/** Shown while a first read is under way; says so to a screen reader as well. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p className="faint" role="status">
      Reading {what}…
    </p>
  );
}

export function EmptyState({
  title,
  children,
  actions,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <p>{children}</p>
      {actions !== undefined && <div className="actions">{actions}</div>}
    </div>
  );
}
