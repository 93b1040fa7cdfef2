interface SubmitLineProps {
  readonly title: string;
  /** What is still missing, in words; empty: ready. */
  readonly missing: string;
  readonly busy?: boolean;
  readonly onCancel?: (() => void) | undefined;
  readonly cancelTitle?: string;
}

/** The end of a form: it cannot be sent while something is missing, and says what. */
export function SubmitLine({ title, missing, busy = false, onCancel, cancelTitle = "Cancel" }: SubmitLineProps) {
  return (
    <div className="actions">
      <button type="submit" className="button button-primary" disabled={missing !== "" || busy}>
        {title}
      </button>
      {onCancel !== undefined && (
        <button type="button" className="button" onClick={onCancel}>
          {cancelTitle}
        </button>
      )}
      <p className="faint" role="status">
        {missing}
      </p>
    </div>
  );
}
