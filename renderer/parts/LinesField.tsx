import { Plus, X } from "lucide-react";

interface LinesFieldProps {
  readonly legend: string;
  readonly hint?: string;
  /** What one line is, for its label: `Reason`. */
  readonly one: string;
  readonly lines: readonly string[];
  readonly onChange: (lines: string[]) => void;
  readonly long?: boolean;
}

/** Statements of which there are any number, each on its own. */
export function LinesField({ legend, hint, one, lines, onChange, long = false }: LinesFieldProps) {
  const set = (index: number, text: string) => onChange(lines.map((line, place) => (place === index ? text : line)));
  return (
    <fieldset className="field">
      <legend className="field-label">{legend}</legend>
      {hint !== undefined && <p className="field-hint">{hint}</p>}
      <div className="lines">
        {lines.map((line, index) => (
          <div className="lines-row" key={index}>
            {long ? (
              <textarea
                className="textarea"
                aria-label={`${one} ${index + 1}`}
                value={line}
                onChange={(event) => set(index, event.target.value)}
              />
            ) : (
              <input
                className="input"
                aria-label={`${one} ${index + 1}`}
                autoComplete="off"
                value={line}
                onChange={(event) => set(index, event.target.value)}
              />
            )}
            <button
              type="button"
              className="button button-quiet button-icon"
              aria-label={`Remove ${one.toLowerCase()} ${index + 1}`}
              onClick={() => onChange(lines.filter((_, place) => place !== index))}
            >
              <X size={14} aria-hidden="true" />
            </button>
          </div>
        ))}
        <div className="actions">
          <button type="button" className="button button-small" onClick={() => onChange([...lines, ""])}>
            <Plus size={13} aria-hidden="true" />
            Add {one.toLowerCase()}
          </button>
        </div>
      </div>
    </fieldset>
  );
}

/** Lines that hold something, trimmed. */
export function stated(lines: readonly string[]): string[] {
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}
