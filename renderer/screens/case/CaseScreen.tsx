import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useLocation } from "wouter";
import type { CaseSummary } from "../../../src/contract/case-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useCaseSummary } from "../../client/queries.ts";
import { formatDay, formatInteger, inWords, plural } from "../../parts/format.ts";
import { ErrorNote, Loading, Note } from "../../parts/Notes.tsx";
import { PageHead, Section } from "../../parts/PageHead.tsx";
import { VerdictTally } from "../../parts/VerdictMark.tsx";
import { JournalList } from "../journal/JournalList.tsx";
import { RunTable } from "../runs/RunsScreen.tsx";
import { EngagementSummary } from "../engagement/EngagementSummary.tsx";
import { CoverageStrip } from "./CoverageStrip.tsx";

export function CaseScreen() {
  const summary = useCaseSummary();
  if (summary.data === undefined)
    return (
      <div className="screen">
        <PageHead title="Case" />
        {summary.error === null ? <Loading what="the case" /> : <ErrorNote error={summary.error} />}
      </div>
    );
  return <CaseView summary={summary.data} />;
}

function CaseView({ summary }: { readonly summary: CaseSummary }) {
  const engine = useEngine();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const close = useMutation({
    mutationFn: () => engine.case.close({}),
    onSuccess: () => {
      queries.removeQueries();
      navigate("/");
    },
  });
  const { head, verdicts } = summary;
  const judged = verdicts.exception + verdicts["no-exception"] + verdicts["insufficient-evidence"];
  return (
    <div className="screen">
      <PageHead
        title={head.title}
        lead={[head.organisation, head.domain, `${inWords(head.tier).toLowerCase()} risk`, head.auditor]
          .filter((part) => part !== "")
          .join(" · ")}
        actions={
          <button type="button" className="button" disabled={close.isPending} onClick={() => close.mutate()}>
            Close case
          </button>
        }
      />
      {close.error !== null && <ErrorNote error={close.error} />}
      {!summary.journalIntact && (
        <Note tone="failure" title="The journal's chain is broken.">
          <p>
            An entry was changed or removed outside Tickmark. <Link href="/journal">See the journal</Link>; a pack cannot be signed.
          </p>
        </Note>
      )}
      <div className="next">
        <p>
          <b>Next:</b> {summary.next.text}
        </p>
        <Link className="button button-primary" href={`/${summary.next.screen}`}>
          Go to {summary.next.screen}
        </Link>
      </div>
      {judged > 0 && <VerdictTally counts={verdicts} label="Verdicts of the case" />}
      <CaseFigures summary={summary} />
      <EngagementSummary />
      {summary.coverage.length > 0 && (
        <Section title="Coverage of the log" aside="Decisions by month">
          <CoverageStrip coverage={summary.coverage} />
        </Section>
      )}
      {summary.runs.length > 0 && (
        <Section title="Runs" aside={<Link href="/runs">All runs</Link>}>
          <RunTable runs={summary.runs.slice(0, 6)} />
        </Section>
      )}
      <Section title="Journal" aside={<Link href="/journal">All entries</Link>}>
        <JournalList entries={summary.recentJournal} />
      </Section>
    </div>
  );
}

function CaseFigures({ summary }: { readonly summary: CaseSummary }) {
  const { population, programme } = summary;
  const period =
    population === null || population.from === null || population.to === null
      ? ""
      : `${formatDay(population.from)} to ${formatDay(population.to)}`;
  return (
    <dl className="figures">
      <div>
        <dt>Sources</dt>
        <dd>
          {formatInteger(summary.sources)}
          <small>{summary.sources === 0 ? "none imported" : `${formatInteger(summary.sourcesReconciled)} reconciled`}</small>
        </dd>
      </div>
      <div>
        <dt>Population</dt>
        <dd>
          {population === null ? "none" : plural(population.rows, "decision")}
          <small>{period}</small>
        </dd>
      </div>
      <div>
        <dt>Inventory</dt>
        <dd>
          {formatInteger(summary.models)}
          <small>models registered</small>
        </dd>
      </div>
      <div>
        <dt>Programme</dt>
        <dd>
          {formatInteger(programme.run)} of {formatInteger(programme.entries)}
          <small>entries run</small>
        </dd>
      </div>
      <div>
        <dt>Packs</dt>
        <dd>
          {formatInteger(summary.packs)}
          <small>{summary.sealed ? "case is sealed" : "case is open"}</small>
        </dd>
      </div>
    </dl>
  );
}
