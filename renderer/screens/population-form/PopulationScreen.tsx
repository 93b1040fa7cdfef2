import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { useEngine } from "../../client/EngineProvider.tsx";
import { usePopulation, useSources } from "../../client/queries.ts";
import { EmptyState, ErrorNote, Loading } from "../../parts/Notes.tsx";
import { PageHead } from "../../parts/PageHead.tsx";
import { PopulationForm } from "./PopulationForm.tsx";

/** What the analyses may not guess is stated here. */
export function PopulationScreen() {
  const engine = useEngine();
  const sources = useSources();
  const current = usePopulation();
  const hasDecisions = (sources.data ?? []).some((source) => source.kind === "decisions");
  const draft = useQuery({ queryKey: ["population", "draft"], queryFn: () => engine.population.draft({}), enabled: hasDecisions });
  const choices = useQuery({ queryKey: ["population", "choices"], queryFn: () => engine.population.choices({}), enabled: hasDecisions });
  const error = sources.error ?? draft.error ?? choices.error ?? current.error;
  const request = current.data?.request ?? draft.data;
  return (
    <div className="screen">
      <PageHead
        title="Population"
        trail={[{ title: "Sources", to: "/sources" }]}
        lead="One row a decision. What is stated here sets the direction of every figure, so it is asked and never guessed. What is left open makes the analyses that need it say so."
      />
      {error !== null && <ErrorNote error={error} />}
      {sources.data !== undefined && !hasDecisions && (
        <EmptyState
          title="Import the decision log first"
          actions={
            <Link className="button button-primary" href="/sources/import">
              Import a source
            </Link>
          }
        >
          A population is made of decisions. Outcomes, reviews and attributes are joined to them.
        </EmptyState>
      )}
      {hasDecisions && error === null && (request === undefined || choices.data === undefined || current.data === undefined) && (
        <Loading what="the population" />
      )}
      {hasDecisions && request !== undefined && choices.data !== undefined && current.data !== undefined && (
        <PopulationForm
          key={current.data?.fingerprint ?? "draft"}
          initial={request}
          choices={choices.data}
          sources={sources.data ?? []}
          current={current.data}
        />
      )}
    </div>
  );
}
