import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { NewCase } from "../../../src/contract/case-schemas.ts";
import { RISK_TIERS } from "../../../src/contract/vocabulary.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useAbout } from "../../client/queries.ts";
import { Field, SelectField, TextField } from "../../parts/Field.tsx";
import { inWords } from "../../parts/format.ts";
import { ErrorNote } from "../../parts/Notes.tsx";
import { PageHead } from "../../parts/PageHead.tsx";
import { PathField } from "../../parts/PathField.tsx";
import { useEnterCase } from "./use-open-case.ts";

const EMPTY: NewCase = { directory: "", title: "", organisation: "", auditor: "", tier: "elevated", domain: "", objective: "" };

export function NewCaseScreen() {
  const engine = useEngine();
  const home = useAbout().data?.homeDirectory ?? "";
  const enter = useEnterCase();
  const [draft, setDraft] = useState(EMPTY);
  const [parent, setParent] = useState("");
  const change = (next: Partial<NewCase>) => setDraft({ ...draft, ...next });
  const folder = `${(parent === "" ? home : parent).replace(/[\\/]+$/, "")}/${slug(draft.title)}.tickmark`;
  const directory = draft.directory === "" ? folder : draft.directory;
  const create = useMutation({
    mutationFn: () => engine.case.create({ ...draft, directory, title: draft.title.trim(), auditor: draft.auditor.trim() }),
    onSuccess: enter,
  });
  const ready = draft.title.trim() !== "" && draft.auditor.trim() !== "";
  return (
    <div className="screen">
      <PageHead title="New case" trail={[{ title: "Start", to: "/" }]} lead="A case is a folder. It can be moved and archived as one." />
      <form
        className="form-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextField
          label="Title"
          value={draft.title}
          required
          placeholder="Credit scoring, first half of 2026"
          onChange={(title) => change({ title })}
        />
        <TextField label="Organisation" value={draft.organisation} onChange={(organisation) => change({ organisation })} />
        <TextField
          label="Auditor"
          hint="Best in the form of an e-mail address: it becomes the actor in the journal and the signer's name."
          value={draft.auditor}
          required
          onChange={(auditor) => change({ auditor })}
        />
        <SelectField
          label="Risk tier"
          hint="Sets the thresholds of the policy. It can be changed until the programme is locked."
          value={draft.tier}
          options={RISK_TIERS.map((tier) => ({ value: tier, title: inWords(tier) }))}
          onChange={(value) => change({ tier: RISK_TIERS.find((tier) => tier === value) ?? "elevated" })}
        />
        <TextField
          label="Domain"
          hint="For example credit, employment, health care."
          value={draft.domain}
          onChange={(domain) => change({ domain })}
        />
        <Field label="Objective">
          {(control) => (
            <textarea
              {...control}
              className="textarea"
              value={draft.objective}
              onChange={(event) => change({ objective: event.target.value })}
            />
          )}
        </Field>
        <PathField
          label="Folder to create it in"
          goal="directory"
          value={parent}
          placeholder={home}
          hint={
            <>
              Will be <code className="wrap-anywhere">{directory}</code>
            </>
          }
          onChange={setParent}
        />
        {create.error !== null && <ErrorNote error={create.error} />}
        <div className="actions">
          <button type="submit" className="button button-primary" disabled={!ready || create.isPending}>
            Create case
          </button>
          <p className="faint" role="status">
            {ready ? "" : "A title and an auditor are needed."}
          </p>
        </div>
      </form>
    </div>
  );
}

function slug(title: string): string {
  const name = title
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return name === "" ? "case" : name.slice(0, 60);
}
