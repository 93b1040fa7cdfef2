import { Plus, X } from "lucide-react";
import type { EngagementDraft } from "../../../src/contract/finding-schemas.ts";

interface RolesFieldProps {
  readonly roles: EngagementDraft["roles"];
  readonly onChange: (roles: EngagementDraft["roles"]) => void;
}

/** Who does what in the audit. */
export function RolesField({ roles, onChange }: RolesFieldProps) {
  const set = (index: number, change: Partial<RolesFieldProps["roles"][number]>) =>
    onChange(roles.map((entry, place) => (place === index ? { ...entry, ...change } : entry)));
  return (
    <fieldset className="field">
      <legend className="field-label">Roles</legend>
      <p className="field-hint">Preparer and reviewer should not be the same person.</p>
      <div className="lines">
        {roles.map((entry, index) => (
          <div className="lines-row lines-pair" key={index}>
            <input
              className="input"
              aria-label={`Person ${index + 1}`}
              placeholder="Person"
              autoComplete="off"
              value={entry.person}
              onChange={(event) => set(index, { person: event.target.value })}
            />
            <input
              className="input"
              aria-label={`Role of person ${index + 1}`}
              placeholder="Role"
              autoComplete="off"
              value={entry.role}
              onChange={(event) => set(index, { role: event.target.value })}
            />
            <button
              type="button"
              className="button button-quiet button-icon"
              aria-label={`Remove person ${index + 1}`}
              onClick={() => onChange(roles.filter((_, place) => place !== index))}
            >
              <X size={14} aria-hidden="true" />
            </button>
          </div>
        ))}
        <div className="actions">
          <button type="button" className="button button-small" onClick={() => onChange([...roles, { person: "", role: "" }])}>
            <Plus size={13} aria-hidden="true" />
            Add person
          </button>
        </div>
      </div>
    </fieldset>
  );
}
