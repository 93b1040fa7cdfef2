import { Lock, LockOpen } from "lucide-react";
import { formatInstant } from "../../parts/format.ts";
import type { ProgrammeView } from "./ProgrammeScreen.tsx";

/** Says what a lock is, and what would break it. */
export function LockNote({ lock, changed }: { readonly lock: ProgrammeView["lock"]; readonly changed: boolean }) {
  const inForce = lock !== null && lock.inForce && !changed;
  const Icon = inForce ? Lock : LockOpen;
  return (
    <div className="note">
      <Icon size={16} aria-hidden="true" />
      <div>
        <strong>{title(lock, changed)}</strong>
        <p className="soft">
          {inForce
            ? "Runs of these entries are planned runs and get verdicts. Changing the programme, the policy or the population ends the lock."
            : "Running locks programme, policy and population in the journal first, so that nobody can choose the question after seeing the answer. Runs outside a lock are exploratory and get no verdict."}
        </p>
      </div>
    </div>
  );
}

function title(lock: ProgrammeView["lock"], changed: boolean): string {
  if (lock === null) return "Not locked yet";
  const when = `journal entry ${lock.seq}, ${formatInstant(lock.at)} UTC`;
  if (lock.inForce && changed) return `Locked by ${when}; saving these changes ends the lock`;
  return lock.inForce ? `Locked by ${when}` : `The lock of ${when} is no longer in force`;
}
