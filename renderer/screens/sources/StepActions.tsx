interface StepActionsProps {
  readonly back?: () => void;
  readonly next: () => void;
  readonly nextTitle: string;
  readonly disabled?: boolean;
  /** Why the next step is not open yet. */
  readonly reason?: string | undefined;
}

export function StepActions({ back, next, nextTitle, disabled = false, reason }: StepActionsProps) {
  return (
    <div className="actions step-actions">
      {back !== undefined && (
        <button type="button" className="button" onClick={back}>
          Back
        </button>
      )}
      <button type="button" className="button button-primary" disabled={disabled} onClick={next}>
        {nextTitle}
      </button>
      <p className="faint" role="status">
        {reason ?? ""}
      </p>
    </div>
  );
}
