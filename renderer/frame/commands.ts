import { useFindings, useHasCase, useRuns, useSources } from "../client/queries.ts";
import { PLACES, findingPath, runPath } from "./routes.ts";
import { THEME_CHOICES, useTheme } from "./theme.ts";

/** Places below the screens of the rail. */
const ACTIONS: readonly Command[] = [
  command("Actions", "New case", "", "/start/new"),
  command("Actions", "Open a case", "", "/start/open"),
  command("Actions", "Review a pack", "verify, re-perform, countersign", "/review"),
  command("Actions", "Review: re-performance", "compute the figures of the pack again", "/review/reperformance"),
  command("Actions", "Review: runs and notes", "read the pack, write notes", "/review/contents"),
  command("Actions", "Review: countersign", "agree or disagree", "/review/countersign"),
  command("Actions", "Review: time stamps", "request out, response in", "/review/timestamps"),
  command("Actions", "Review: compare", "with an earlier revision", "/review/compare"),
  command("Actions", "Keys", "create, import, export, revoke", "/settings"),
  command("Actions", "Trusted signers", "whose signatures count", "/settings/signers"),
];

const CASE_ACTIONS: readonly Command[] = [
  command("Actions", "Import a source", "", "/sources/import"),
  command("Actions", "Define the population", "", "/sources/population"),
  command("Actions", "Engagement", "objectives, scope, criteria, roles", "/case/engagement"),
  command("Actions", "New finding", "", "/findings/new"),
  command("Actions", "Build a pack", "preview, sign", "/pack/build/claims"),
];

export interface Command {
  /** Usable in an element id. */
  readonly key: string;
  readonly group: string;
  readonly title: string;
  readonly detail: string;
  readonly path: string;
  readonly act?: () => void;
}

/** Everything that the palette can reach. */
export function useCommands(): readonly Command[] {
  const hasCase = useHasCase();
  const sources = useSources().data ?? [];
  const runs = useRuns().data ?? [];
  const findings = useFindings().data ?? [];
  const choose = useTheme((state) => state.choose);
  const screens = PLACES.filter((place) => hasCase || !place.needsCase).map((place) => command("Screens", place.title, "", place.path));
  const actions = [...ACTIONS, ...(hasCase ? CASE_ACTIONS : [])];
  const themes = THEME_CHOICES.map((choice) => ({ ...command("Theme", `Theme: ${choice}`, "", ""), act: () => choose(choice) }));
  return [
    ...screens,
    ...actions,
    ...runs.map((run) => command("Runs", run.title, run.answer, runPath(run.runId))),
    ...findings.map((finding) => command("Findings", finding.title, finding.rating, findingPath(finding.findingId))),
    ...sources.map((source) => command("Sources", source.title, source.kind, `/sources/${encodeURIComponent(source.sourceId)}`)),
    ...themes,
  ];
}

function command(group: string, title: string, detail: string, path: string): Command {
  return { key: `${group}-${title}-${path}`.replaceAll(/[^A-Za-z0-9]+/g, "-"), group, title, detail, path };
}

/** All words of the search must occur; those whose title begins with it come first, groups stay together. */
export function matchCommands(commands: readonly Command[], search: string): readonly Command[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return commands;
  const found = commands.filter((entry) => {
    const text = `${entry.title} ${entry.detail} ${entry.group}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const groups = [...new Set(found.map((entry) => entry.group))];
  return groups.flatMap((group) => found.filter((entry) => entry.group === group));
}
