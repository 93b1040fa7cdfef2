import { Link } from "wouter";
import type { EngagementDraft } from "../../../src/contract/finding-schemas.ts";
import { useEngagement } from "../../client/queries.ts";
import { ErrorNote } from "../../parts/Notes.tsx";
import { Section } from "../../parts/PageHead.tsx";

/** The engagement in short, on the screen of the case. */
export function EngagementSummary() {
  const engagement = useEngagement();
  const aside = <Link href="/case/engagement">Edit the engagement</Link>;
  if (engagement.error !== null)
    return (
      <Section title="Engagement" aside={aside}>
        <ErrorNote error={engagement.error} />
      </Section>
    );
  if (engagement.data === undefined) return null;
  const { objectives, scope, roles } = engagement.data;
  const unstated = unstatedOf(engagement.data);
  return (
    <Section title="Engagement" aside={aside}>
      {objectives.length + roles.length + scope.length > 0 && (
        <dl className="facts">
          {objectives.length > 0 && (
            <>
              <dt>Objectives</dt>
              <dd>
                {objectives.map((objective) => (
                  <div key={objective}>{objective}</div>
                ))}
              </dd>
            </>
          )}
          {scope !== "" && (
            <>
              <dt>Scope</dt>
              <dd>{scope}</dd>
            </>
          )}
          {roles.length > 0 && (
            <>
              <dt>Roles</dt>
              <dd>{roles.map(({ person, role }) => `${person} (${role.toLowerCase()})`).join(", ")}</dd>
            </>
          )}
        </dl>
      )}
      {unstated.length > 0 && <p className="faint">Not stated so far: {unstated.join(", ")}.</p>}
    </Section>
  );
}

/** What an assessor would look for and not find. */
export function unstatedOf(engagement: EngagementDraft): string[] {
  const parts = [
    { word: "objectives", there: engagement.objectives.some((line) => line.trim() !== "") },
    { word: "scope", there: engagement.scope.trim() !== "" },
    { word: "criteria", there: engagement.criteria.some((line) => line.trim() !== "") },
    { word: "roles", there: engagement.roles.some(({ person }) => person.trim() !== "") },
    { word: "declaration of independence", there: engagement.independenceDeclaration.trim() !== "" },
    { word: "retention", there: engagement.retention.trim() !== "" },
  ];
  return parts.filter((part) => !part.there).map((part) => part.word);
}
