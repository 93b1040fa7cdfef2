import type { EngineClient } from "../../client/engine-client.ts";
import { formatDay, formatInteger } from "../../parts/format.ts";

type Models = Awaited<ReturnType<EngineClient["inventory"]["list"]>>["models"];

/** Models by version, with the decisions each version took. */
export function ModelTable({ models }: { readonly models: Models }) {
  return (
    <div className="table-frame">
      <table className="table">
        <caption className="hidden-visually">Registered models and versions</caption>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Stage</th>
            <th scope="col">Aliases</th>
            <th scope="col" className="fit">
              Registered
            </th>
            <th scope="col" className="number fit">
              Decisions in the log
            </th>
          </tr>
        </thead>
        {models.map((model) => (
          <tbody key={`${model.registry} ${model.name}`}>
            <tr>
              <th scope="rowgroup" colSpan={5} className="model-name">
                {model.name} <span className="faint">{model.registry}</span>
              </th>
            </tr>
            {model.versions.map((version) => (
              <tr key={version.version}>
                <td>{version.version}</td>
                <td>{version.stage ?? <span className="faint">not recorded</span>}</td>
                <td>{version.aliases.join(", ")}</td>
                <td className="fit">
                  {version.createdAt === null ? <span className="faint">not recorded</span> : formatDay(version.createdAt)}
                </td>
                <td className="number fit">
                  {version.rowsInLog === null ? (
                    <span className="faint">cannot say</span>
                  ) : version.rowsInLog === 0 ? (
                    <span className="badge">Silent</span>
                  ) : (
                    formatInteger(version.rowsInLog)
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
