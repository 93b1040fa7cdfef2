import type { Failure } from "../../../src/contract/errors.ts";
import { CheckField } from "../../parts/Field.tsx";
import { fileName } from "../../parts/format.ts";

interface NewSecretFieldProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** Offered only where the case's secret did not open. */
export function NewSecretField({ checked, onChange }: NewSecretFieldProps) {
  return (
    <CheckField
      label="Make a new secret for this case"
      hint="Only where nobody can open the old one. Pseudonyms and proofs then differ from earlier packs; the journal says so, and the old secret is kept as locked as it was."
      checked={checked}
      onChange={onChange}
    />
  );
}

/** True of the failures that a new secret would mend. */
export function secretIsLocked(failure: Failure | null): boolean {
  return failure !== null && failure.code === "key-unusable" && failure.file !== undefined && fileName(failure.file) === "secret.json";
}
