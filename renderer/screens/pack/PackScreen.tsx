import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { PackBuilt } from "../../../src/contract/pack-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useCaseSummary } from "../../client/queries.ts";
import { useJob } from "../../jobs/use-job.ts";
import { plural } from "../../parts/format.ts";
import { EmptyState, ErrorNote, Loading, Note } from "../../parts/Notes.tsx";
import { PageHead, Section } from "../../parts/PageHead.tsx";
import { PackResult } from "./PackResult.tsx";
import { PackTable } from "./PackTable.tsx";
import { WaitingPack } from "./WaitingPack.tsx";

/** What was signed so far, what waits for a signature, and the way to the next. */
export function PackScreen() {
  const engine = useEngine();
  const packs = useQuery({ queryKey: ["pack", "list"], queryFn: () => engine.pack.list({}) });
  const waiting = useQuery({ queryKey: ["pack", "waiting"], queryFn: () => engine.pack.waiting({}) });
  const summary = useCaseSummary().data;
  const imported = useJob<PackBuilt>("pack.import");
  const noRuns = summary !== undefined && summary.runs.length === 0;
  const error = packs.error ?? waiting.error;
  const build = (
    <Link className="button button-primary" href="/pack/build/claims">
      Build a pack
    </Link>
  );
  return (
    <div className="screen">
      <PageHead
        title="Pack"
        lead="Everything that was run, with counts, figures, verdicts and journal, signed. It can be checked without this machine and without the network."
        actions={
          <>
            <Link className="button" href="/review">
              Review a pack
            </Link>
            {packs.data !== undefined && packs.data.length > 0 && build}
          </>
        }
      />
      {error !== null && <ErrorNote error={error} />}
      {noRuns && (
        <Note tone="attention" title="There is no run to sign yet.">
          <p>
            Run the <Link href="/programme">programme</Link> first. A pack lists every run, superseded ones too.
          </p>
        </Note>
      )}
      {imported.result !== null && <PackResult pack={imported.result} />}
      {waiting.data !== undefined && waiting.data.length > 0 && (
        <Section title="Waiting for a signature" aside={plural(waiting.data.length, "pack")}>
          {waiting.data.map((pack) => (
            <WaitingPack key={pack.directory} pack={pack} />
          ))}
        </Section>
      )}
      {packs.isPending && <Loading what="the packs" />}
      {packs.data?.length === 0 && !noRuns && (
        <EmptyState title="No pack was built yet" actions={build}>
          State what it is for, see what would leave the house, then sign. The case stays as it is.
        </EmptyState>
      )}
      {packs.data !== undefined && packs.data.length > 0 && (
        <Section title="Packs of this case" aside={plural(packs.data.length, "pack")}>
          <PackTable packs={packs.data} />
        </Section>
      )}
    </div>
  );
}
