import { AreaField, ChoiceField, TextField } from "../../parts/Field.tsx";
import { stated } from "../../parts/LinesField.tsx";
import { type PackDraft, type TransportKind, badRecipients } from "./pack-draft.ts";

const SHORTEST_TRANSPORT = 12;

/** How the ZIP is encrypted for its way; the passphrase is kept nowhere. */
export interface TransportStated extends Pick<PackDraft, "transport" | "recipients"> {
  readonly passphrase: string;
  readonly again: string;
}

export const NO_TRANSPORT: TransportStated = { transport: "none", recipients: "", passphrase: "", again: "" };

interface TransportFieldsProps {
  readonly stated: TransportStated;
  /** A restricted pack in clear is warned of. */
  readonly restricted: boolean;
  readonly onChange: (change: Partial<TransportStated>) => void;
}

export function TransportFields({ stated: { transport, recipients, passphrase, again }, restricted, onChange }: TransportFieldsProps) {
  return (
    <>
      <ChoiceField
        legend="Encrypt for transport"
        layout="compact"
        value={transport}
        choices={[
          { value: "none", title: "No" },
          { value: "recipients", title: "For age recipients", consequence: "Only their keys open it." },
          { value: "passphrase", title: "With a passphrase", consequence: "Tell it by another way." },
        ]}
        onChange={(value) => onChange({ transport: kindOf(value) })}
      />
      {transport === "none" && restricted && <p className="soft">A restricted pack holds records: it should not travel in clear.</p>}
      {transport === "recipients" && (
        <AreaField
          label="Recipients"
          hint="Public keys in the age format, one a line."
          code
          placeholder="age1…"
          error={badRecipients(recipients).length === 0 ? undefined : "Not every line is an age recipient (age1…)."}
          value={recipients}
          onChange={(value) => onChange({ recipients: value })}
        />
      )}
      {transport === "passphrase" && (
        <div className="form-grid">
          <TextField
            label="Passphrase for transport"
            type="password"
            autoComplete="new-password"
            hint={`At least ${SHORTEST_TRANSPORT} characters. It is kept nowhere.`}
            value={passphrase}
            onChange={(value) => onChange({ passphrase: value })}
          />
          <TextField
            label="Passphrase for transport again"
            type="password"
            autoComplete="new-password"
            error={again !== "" && again !== passphrase ? "Not the same." : undefined}
            value={again}
            onChange={(value) => onChange({ again: value })}
          />
        </div>
      )}
    </>
  );
}

function kindOf(value: string): TransportKind {
  return value === "recipients" || value === "passphrase" ? value : "none";
}

/** What is missing or wrong; empty: nothing. */
export function transportMissing({ transport, recipients, passphrase, again }: TransportStated): string {
  if (transport === "recipients" && stated(recipients.split("\n")).length === 0) return "Name a recipient.";
  if (transport === "recipients" && badRecipients(recipients).length > 0) return "A recipient is not in the age format.";
  if (transport !== "passphrase") return "";
  if (passphrase.length < SHORTEST_TRANSPORT) return "The passphrase for transport is too short.";
  return passphrase === again ? "" : "The passphrases for transport differ.";
}
