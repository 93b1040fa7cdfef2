import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useInventory } from "../../client/queries.ts";
import { formatInteger, plural } from "../../parts/format.ts";
import { EmptyState, ErrorNote, Loading, Note } from "../../parts/Notes.tsx";
import { PageHead, Section } from "../../parts/PageHead.tsx";
import { PathField } from "../../parts/PathField.tsx";
import { LimitList } from "../sources/LimitList.tsx";
import { ModelTable } from "./ModelTable.tsx";

/** What the registries know, beside what the log shows. */
export function InventoryScreen() {
  const inventory = useInventory();
  const data = inventory.data;
  return (
    <div className="screen">
      <PageHead title="Inventory" lead="Models and versions from registry snapshots, beside what took decisions in the log." />
      {inventory.error !== null && <ErrorNote error={inventory.error} />}
      <ImportSnapshot />
      {inventory.isPending && <Loading what="the inventory" />}
      {data !== undefined && data.unregistered.length > 0 && (
        <Section title="In the log, but in no registry" aside={plural(data.unregistered.length, "version")}>
          <Note tone="attention" title="These versions took decisions and are not registered.">
            <p>They may be shadow models, third-party services, or a registry snapshot that is missing here.</p>
          </Note>
          <div className="table-frame">
            <table className="table">
              <caption className="hidden-visually">Unregistered versions</caption>
              <thead>
                <tr>
                  <th scope="col">Model in the log</th>
                  <th scope="col">Version in the log</th>
                  <th scope="col" className="number fit">
                    Decisions
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.unregistered.map((entry) => (
                  <tr key={`${entry.modelId ?? ""} ${entry.modelVersion ?? ""}`}>
                    <th scope="row">{entry.modelId ?? <span className="faint">no model named</span>}</th>
                    <td>{entry.modelVersion ?? <span className="faint">no version named</span>}</td>
                    <td className="number fit">{formatInteger(entry.rows)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Section>
      )}
      {data?.models.length === 0 && (
        <EmptyState title="No registry snapshot yet">
          Import an export of the model registry above. Without one, every version in the log counts as unregistered.
        </EmptyState>
      )}
      {data !== undefined && data.models.length > 0 && (
        <Section title="Registered" aside={plural(data.models.length, "model")}>
          <ModelTable models={data.models} />
        </Section>
      )}
      {data !== undefined && <LimitList limits={data.limits} />}
    </div>
  );
}

function ImportSnapshot() {
  const engine = useEngine();
  const queries = useQueryClient();
  const [path, setPath] = useState("");
  const load = useMutation({
    mutationFn: () => engine.inventory.import({ path: path.trim() }),
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <form
      className="inventory-import"
      onSubmit={(event) => {
        event.preventDefault();
        load.mutate();
      }}
    >
      <PathField
        label="Registry snapshot"
        hint="An MLflow export: REST JSON, or a folder of mlflow-export-import."
        goal="any"
        value={path}
        onChange={setPath}
      />
      <button type="submit" className="button button-primary" disabled={path.trim() === "" || load.isPending}>
        Import snapshot
      </button>
      <div role="status">
        {load.data !== undefined && (
          <Note tone="plain" title={`${plural(load.data.models, "model")} and ${plural(load.data.versions, "version")} were read.`}>
            {load.data.limits.length > 0 && <p>What this snapshot cannot show is listed below.</p>}
          </Note>
        )}
      </div>
      {load.error !== null && <ErrorNote error={load.error} />}
    </form>
  );
}
