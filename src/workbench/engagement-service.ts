import { type EngagementDraft, engagementDraftSchema } from "../contract/finding-schemas.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { CaseSession } from "./case-session.ts";

const KIND = "engagement";

/** What the auditor stated of the engagement; what nobody stated is empty. `sealedBy`: as it was at that journal entry. */
export function engagementOf(session: CaseSession, sealedBy = Number.POSITIVE_INFINITY): EngagementDraft {
  const saved = session.kase
    .listWorkpapers(KIND)
    .filter(({ sequence }) => sequence <= sealedBy)
    .toSorted((left, right) => left.sequence - right.sequence)
    .at(-1);
  return saved === undefined ? unstated(session) : engagementDraftSchema.parse(saved.document);
}

/** Keeps the statement as a journaled version of its own; earlier ones stay in the case. Saving the same again does nothing. */
export function saveEngagement(session: CaseSession, draft: EngagementDraft): EngagementDraft {
  const tidy = tidied(draft);
  if (tidy.roles.some(({ person, role }) => person === "" || role === ""))
    throw new TickmarkError("bad-input", "A role of the engagement lacks its person or its name.", {
      expected: "both",
      remedy: "Fill it in, or take the line out.",
    });
  if (JSON.stringify(tidy) !== JSON.stringify(engagementOf(session)))
    // Each version is a paper of its own, so that the one of an earlier seal stays to be found.
    session.kase.saveWorkpaper({ kind: KIND, workpaperId: `version-${session.kase.listWorkpapers(KIND).length + 1}`, document: tidy });
  return tidy;
}

function unstated(session: CaseSession): EngagementDraft {
  return {
    objectives: [session.objective].filter((objective) => objective !== ""),
    scope: "",
    criteria: [],
    roles: [{ person: session.head.auditor, role: "auditor" }],
    independenceDeclaration: "",
    retention: "",
  };
}

/** White space around texts, and lines without text, are left out; the order of fields is always the same. */
function tidied({ objectives, scope, criteria, roles, independenceDeclaration, retention }: EngagementDraft): EngagementDraft {
  const lines = (texts: readonly string[]): string[] => texts.map((text) => text.trim()).filter((text) => text !== "");
  return {
    objectives: lines(objectives),
    scope: scope.trim(),
    criteria: lines(criteria),
    roles: roles.map(({ person, role }) => ({ person: person.trim(), role: role.trim() })),
    independenceDeclaration: independenceDeclaration.trim(),
    retention: retention.trim(),
  };
}
