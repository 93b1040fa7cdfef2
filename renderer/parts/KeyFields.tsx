import { Link } from "wouter";
import type { SigningKey } from "../../src/contract/key-schemas.ts";
import { SelectField, TextField } from "./Field.tsx";
import { Note } from "./Notes.tsx";

interface KeyFieldsProps {
  readonly keys: readonly SigningKey[];
  readonly keyId: string;
  readonly passphrase: string;
  readonly onKey: (keyId: string) => void;
  readonly onPassphrase: (passphrase: string) => void;
}

/** Which key signs, and its passphrase, which is asked each time and kept nowhere. Revoked keys are not offered. */
export function KeyFields({ keys, keyId, passphrase, onKey, onPassphrase }: KeyFieldsProps) {
  const usable = usableKeys(keys);
  if (usable.length === 0)
    return (
      <Note tone="plain" title="A key is needed to sign.">
        <p>
          Create or import one under <Link href="/settings">Settings</Link>; it stays on this machine.
        </p>
      </Note>
    );
  const shared = (key: SigningKey) => usable.filter((other) => other.principal === key.principal).length > 1;
  return (
    <div className="form-grid">
      <SelectField
        label="Signing key"
        value={chosenKey(keys, keyId)?.keyId ?? ""}
        options={usable.map((key) => ({
          value: key.keyId,
          title: shared(key) ? `${key.principal}, ${key.fingerprint.slice(0, 15)}…` : key.principal,
        }))}
        onChange={onKey}
      />
      <TextField
        label="Passphrase of the key"
        type="password"
        hint="Asked each time, kept nowhere."
        value={passphrase}
        onChange={onPassphrase}
      />
    </div>
  );
}

export function usableKeys(keys: readonly SigningKey[]): readonly SigningKey[] {
  return keys.filter((key) => key.revoked === null);
}

/** The chosen key, or the first that may sign. */
export function chosenKey(keys: readonly SigningKey[], keyId: string): SigningKey | undefined {
  const usable = usableKeys(keys);
  return usable.find((key) => key.keyId === keyId) ?? usable[0];
}
