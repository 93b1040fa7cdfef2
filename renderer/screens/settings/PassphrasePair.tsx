import { TextField } from "../../parts/Field.tsx";

export const SHORTEST_PASSPHRASE = 8;

interface PassphrasePairProps {
  readonly label: string;
  readonly passphrase: string;
  readonly again: string;
  readonly onPassphrase: (passphrase: string) => void;
  readonly onAgain: (passphrase: string) => void;
}

/** A new passphrase, typed twice. */
export function PassphrasePair({ label, passphrase, again, onPassphrase, onAgain }: PassphrasePairProps) {
  const short = passphrase !== "" && passphrase.length < SHORTEST_PASSPHRASE;
  return (
    <>
      <TextField
        label={label}
        type="password"
        autoComplete="new-password"
        hint="It is kept nowhere. Without it the key is lost."
        error={short ? `At least ${SHORTEST_PASSPHRASE} characters.` : undefined}
        value={passphrase}
        onChange={onPassphrase}
      />
      <TextField
        label={`${label} again`}
        type="password"
        autoComplete="new-password"
        error={again !== "" && again !== passphrase ? "Not the same." : undefined}
        value={again}
        onChange={onAgain}
      />
    </>
  );
}

/** What is still missing of a new passphrase; empty: nothing. */
export function passphraseMissing(passphrase: string, again: string): string {
  if (passphrase.length < SHORTEST_PASSPHRASE) return `A passphrase of at least ${SHORTEST_PASSPHRASE} characters is needed.`;
  return passphrase === again ? "" : "Type the passphrase again.";
}
