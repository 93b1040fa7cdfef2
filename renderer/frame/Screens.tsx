import type { ReactNode } from "react";
import { Link, Redirect, Route, Switch } from "wouter";
import { useCurrentCase } from "../client/queries.ts";
import { EmptyState, ErrorNote, Loading } from "../parts/Notes.tsx";
import { PageHead } from "../parts/PageHead.tsx";
import { CaseScreen } from "../screens/case/CaseScreen.tsx";
import { InventoryScreen } from "../screens/inventory/InventoryScreen.tsx";
import { JournalScreen } from "../screens/journal/JournalScreen.tsx";
import { PackScreen } from "../screens/pack/PackScreen.tsx";
import { BuildPackScreen } from "../screens/pack/BuildPackScreen.tsx";
import { EngagementScreen } from "../screens/engagement/EngagementScreen.tsx";
import { FindingScreen } from "../screens/findings/FindingScreen.tsx";
import { FindingsScreen } from "../screens/findings/FindingsScreen.tsx";
import { ReviewScreen } from "../screens/review/ReviewScreen.tsx";
import { SettingsScreen } from "../screens/settings/SettingsScreen.tsx";
import { ProgrammeScreen } from "../screens/programme/ProgrammeScreen.tsx";
import { RecordsScreen } from "../screens/runs/RecordsScreen.tsx";
import { RunScreen } from "../screens/runs/RunScreen.tsx";
import { RunsScreen } from "../screens/runs/RunsScreen.tsx";
import { ImportScreen } from "../screens/sources/ImportScreen.tsx";
import { PopulationScreen } from "../screens/population-form/PopulationScreen.tsx";
import { SourceScreen } from "../screens/sources/SourceScreen.tsx";
import { SourcesScreen } from "../screens/sources/SourcesScreen.tsx";
import { NewCaseScreen } from "../screens/start/NewCaseScreen.tsx";
import { OpenCaseScreen } from "../screens/start/OpenCaseScreen.tsx";
import { SampleScreen } from "../screens/start/SampleScreen.tsx";
import { StartScreen } from "../screens/start/StartScreen.tsx";

/** Every screen and its address. */
export function Screens() {
  return (
    <Switch>
      <Route path="/" component={StartScreen} />
      <Route path="/start/new" component={NewCaseScreen} />
      <Route path="/start/open" component={OpenCaseScreen} />
      <Route path="/start/sample" component={SampleScreen} />
      <Route path="/review/:part?">{({ part }) => <ReviewScreen part={part ?? "verification"} />}</Route>
      <Route path="/settings/:part?">{({ part }) => <SettingsScreen part={part ?? "keys"} />}</Route>
      <Route path="/pack/review">{() => <Redirect to="/review" />}</Route>
      <Route path="/pack/build/:step?">
        {({ step }) => (
          <WithCase what="Packs are built from a case.">
            <BuildPackScreen step={step ?? "claims"} />
          </WithCase>
        )}
      </Route>
      <Route path="/case/engagement">
        {() => (
          <WithCase what="An engagement belongs to a case.">
            <EngagementScreen />
          </WithCase>
        )}
      </Route>
      <Route path="/findings">
        {() => (
          <WithCase what="Findings belong to a case.">
            <FindingsScreen />
          </WithCase>
        )}
      </Route>
      <Route path="/findings/:findingId">
        {({ findingId }) => (
          <WithCase what="Findings belong to a case.">
            <FindingScreen findingId={decodeURIComponent(findingId)} />
          </WithCase>
        )}
      </Route>
      <Route path="/pack">
        {() => (
          <WithCase what="Packs are built from a case.">
            <PackScreen />
          </WithCase>
        )}
      </Route>
      <Route path="/case">
        {() => (
          <WithCase what="This screen sums up a case.">
            <CaseScreen />
          </WithCase>
        )}
      </Route>
      <Route path="/sources">
        {() => (
          <WithCase what="Sources belong to a case.">
            <SourcesScreen />
          </WithCase>
        )}
      </Route>
      <Route path="/sources/import/:step?">
        {({ step }) => (
          <WithCase what="Sources belong to a case.">
            <ImportScreen step={step ?? "files"} />
          </WithCase>
        )}
      </Route>
      <Route path="/sources/population">
        {() => (
          <WithCase what="A population belongs to a case.">
            <PopulationScreen />
          </WithCase>
        )}
      </Route>
      <Route path="/sources/:sourceId">
        {({ sourceId }) => (
          <WithCase what="Sources belong to a case.">
            <SourceScreen sourceId={sourceId} />
          </WithCase>
        )}
      </Route>
      <Route path="/inventory">
        {() => (
          <WithCase what="The inventory belongs to a case.">
            <InventoryScreen />
          </WithCase>
        )}
      </Route>
      <Route path="/programme">
        {() => (
          <WithCase what="A programme belongs to a case.">
            <ProgrammeScreen />
          </WithCase>
        )}
      </Route>
      <Route path="/runs">
        {() => (
          <WithCase what="Runs belong to a case.">
            <RunsScreen />
          </WithCase>
        )}
      </Route>
      <Route path="/runs/:runId/records/:figureId">
        {({ runId, figureId }) => (
          <WithCase what="Records belong to a case.">
            <RecordsScreen runId={runId} figureId={figureId} />
          </WithCase>
        )}
      </Route>
      <Route path="/runs/:runId/:part?">
        {({ runId, part }) => (
          <WithCase what="Runs belong to a case.">
            <RunScreen key={runId} runId={runId} part={part ?? "result"} />
          </WithCase>
        )}
      </Route>
      <Route path="/journal">
        {() => (
          <WithCase what="Each case has its journal.">
            <JournalScreen />
          </WithCase>
        )}
      </Route>
      <Route>{() => <NoScreen />}</Route>
    </Switch>
  );
}

/** What a screen of a case shows while none is open. */
function WithCase({ what, children }: { readonly what: string; readonly children: ReactNode }) {
  const current = useCurrentCase();
  if (current.error !== null)
    return (
      <div className="screen">
        <ErrorNote error={current.error} />
      </div>
    );
  if (current.data === undefined)
    return (
      <div className="screen">
        <Loading what="the case" />
      </div>
    );
  if (current.data !== null) return children;
  return (
    <div className="screen">
      <PageHead title="No case is open" />
      <EmptyState
        title="Open a case first"
        actions={
          <>
            <Link className="button button-primary" href="/">
              Go to Start
            </Link>
            <Link className="button" href="/review">
              Review a pack instead
            </Link>
          </>
        }
      >
        {what} Open one, make a new one, or try the sample.
      </EmptyState>
    </div>
  );
}

function NoScreen() {
  return (
    <div className="screen">
      <PageHead title="No such screen" />
      <EmptyState
        title="This address leads nowhere"
        actions={
          <Link className="button" href="/">
            Go to Start
          </Link>
        }
      >
        It may come from another version of Tickmark.
      </EmptyState>
    </div>
  );
}
