import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { EngagementDraft } from "../../../src/contract/finding-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useEngagement } from "../../client/queries.ts";
import { AreaField } from "../../parts/Field.tsx";
import { LinesField, stated } from "../../parts/LinesField.tsx";
import { ErrorNote, Loading, Note } from "../../parts/Notes.tsx";
import { PageHead } from "../../parts/PageHead.tsx";
import { SubmitLine } from "../../parts/SubmitLine.tsx";
import { RolesField } from "./RolesField.tsx";
import { unstatedOf } from "./EngagementSummary.tsx";

/** What the audit was asked to find out, by whom and against what: a pack opens with it. */
export function EngagementScreen() {
  const engagement = useEngagement();
  return (
    <div className="screen">
      <PageHead
        title="Engagement"
        trail={[{ title: "Case", to: "/case" }]}
        lead="What the audit was asked to find out, by whom, and against what. It stands at the front of report and pack."
      />
      {engagement.error !== null && <ErrorNote error={engagement.error} />}
      {engagement.isPending && <Loading what="the engagement" />}
      {engagement.data !== undefined && <EngagementForm saved={engagement.data} />}
    </div>
  );
}

function EngagementForm({ saved }: { readonly saved: EngagementDraft }) {
  const engine = useEngine();
  const queries = useQueryClient();
  const [edits, setEdits] = useState<Partial<EngagementDraft>>({});
  const draft = { ...saved, ...edits };
  const change = (next: Partial<EngagementDraft>) => setEdits({ ...edits, ...next });
  const tidy = tidied(draft);
  const changed = JSON.stringify(tidy) !== JSON.stringify(saved);
  const half = tidy.roles.some(({ person, role }) => person === "" || role === "");
  const save = useMutation({
    mutationFn: () => engine.engagement.save(tidy),
    onSuccess: (result) => {
      queries.setQueryData(["engagement"], result);
      setEdits({});
    },
  });
  const unstated = unstatedOf(draft);
  return (
    <form
      className="statement-form engagement-form"
      aria-label="Engagement"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <LinesField
        legend="Objectives"
        hint="What the audit is to find out, each as a question or a statement."
        one="Objective"
        lines={draft.objectives}
        onChange={(objectives) => change({ objectives })}
      />
      <AreaField
        label="Scope"
        hint="Which models, decisions and period; and what is left out."
        value={draft.scope}
        onChange={(scope) => change({ scope })}
      />
      <LinesField
        legend="Criteria"
        hint="Laws, standards and policies that the audit measures against."
        one="Criterion"
        lines={draft.criteria}
        onChange={(criteria) => change({ criteria })}
      />
      <RolesField roles={draft.roles} onChange={(roles) => change({ roles })} />
      <AreaField
        label="Declaration of independence"
        hint="Of everybody named above, from those who built, approved or run the model."
        value={draft.independenceDeclaration}
        onChange={(independenceDeclaration) => change({ independenceDeclaration })}
      />
      <AreaField
        label="Retention"
        hint="How long the work is kept, and why."
        value={draft.retention}
        onChange={(retention) => change({ retention })}
      />
      {save.error !== null && <ErrorNote error={save.error} />}
      {save.isSuccess && !changed && (
        <div role="status">
          <Note tone="good" title="Saved. The journal has an entry of it." />
        </div>
      )}
      {unstated.length > 0 && <p className="faint">Not stated so far: {unstated.join(", ")}. A pack says so.</p>}
      <SubmitLine
        title="Save"
        missing={half ? "Each role needs a person, and each person a role." : changed ? "" : "Nothing to save."}
        busy={save.isPending}
        onCancel={changed ? () => setEdits({}) : undefined}
        cancelTitle="Discard changes"
      />
    </form>
  );
}

/** Without lines and roles that hold nothing. */
function tidied(draft: EngagementDraft): EngagementDraft {
  return {
    ...draft,
    objectives: stated(draft.objectives),
    criteria: stated(draft.criteria),
    roles: draft.roles
      .map(({ person, role }) => ({ person: person.trim(), role: role.trim() }))
      .filter(({ person, role }) => person !== "" || role !== ""),
  };
}
