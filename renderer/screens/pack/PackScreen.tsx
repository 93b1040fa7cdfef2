import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { PackBuilt } from "../../../src/contract/pack-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useCaseSummary } from "../../client/queries.ts";
import { useJob } from "../../jobs/use-job.ts";
import { formatBytes, formatInstant } from "../../parts/format.ts";
import { ErrorNote, Loading, Note } from "../../parts/Notes.tsx";
import { PageHead, Section } from "../../parts/PageHead.tsx";
import { BuildPack } from "./BuildPack.tsx";
import { KeyPanel } from "./KeyPanel.tsx";
import { PackResult } from "./PackResult.tsx";

/** Signs the case into a pack that somebody else can check alone. */
export function PackScreen() {
  const engine = useEngine();
  const keys = useQuery({ queryKey: ["pack", "keys"], queryFn: () => engine.pack.keys({}) });
  const packs = useQuery({ queryKey: ["pack", "list"], queryFn: () => engine.pack.list({}) });
  const summary = useCaseSummary().data;
  const job = useJob<PackBuilt>("pack.build");
  const error = keys.error ?? packs.error;
  return (
    <div className="screen">
      <PageHead
        title="Pack"
        lead="Everything that was run, with counts, figures, verdicts and journal, signed. It can be checked without this machine and without the network."
        actions={
          <Link className="button" href="/pack/review">
            Review a pack
          </Link>
        }
      />
      {error !== null && <ErrorNote error={error} />}
      {summary !== undefined && summary.runs.length === 0 && (
        <Note tone="attention" title="There is no run to sign yet.">
          <p>
            Run the <Link href="/programme">programme</Link> first. A pack lists every run, superseded ones too.
          </p>
        </Note>
      )}
      {job.result !== null && <PackResult pack={job.result} />}
      {keys.data === undefined ? (
        <Loading what="the keys" />
      ) : (
        <div className="columns">
          <BuildPack keys={keys.data} />
          <KeyPanel keys={keys.data} />
        </div>
      )}
      {packs.data !== undefined && packs.data.length > 0 && (
        <Section title="Packs of this case">
          <PackTable packs={packs.data} />
        </Section>
      )}
    </div>
  );
}

function PackTable({ packs }: { readonly packs: readonly PackBuilt[] }) {
  return (
    <div className="table-frame">
      <table className="table">
        <caption className="hidden-visually">Packs</caption>
        <thead>
          <tr>
            <th scope="col">Pack</th>
            <th scope="col">File</th>
            <th scope="col" className="number fit">
              Size
            </th>
            <th scope="col" className="fit">
              Signer
            </th>
            <th scope="col" className="fit">
              Built, UTC
            </th>
          </tr>
        </thead>
        <tbody>
          {packs.map((pack) => (
            <tr key={`${pack.packId} ${pack.revision}`}>
              <th scope="row">
                {pack.packId}, revision {pack.revision}
              </th>
              <td className="code wrap-anywhere">{pack.zipPath}</td>
              <td className="number fit">{formatBytes(pack.bytes)}</td>
              <td className="fit">{pack.signer}</td>
              <td className="fit">{formatInstant(pack.builtAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
