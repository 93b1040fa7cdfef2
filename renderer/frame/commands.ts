import { useHasCase, useRuns, useSources } from "../client/queries.ts";
import { PLACES, runPath } from "./routes.ts";
import { THEME_CHOICES, useTheme } from "./theme.ts";

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
  const choose = useTheme((state) => state.choose);
  const screens = PLACES.filter((place) => hasCase || !place.needsCase).map((place) => command("Screens", place.title, "", place.path));
  const actions = [
    command("Actions", "New case", "", "/start/new"),
    command("Actions", "Open a case", "", "/start/open"),
    command("Actions", "Review a pack", "verify, re-perform", "/pack/review"),
    ...(hasCase
      ? [
          command("Actions", "Import a source", "", "/sources/import"),
          command("Actions", "Define the population", "", "/sources/population"),
        ]
      : []),
  ];
  const themes = THEME_CHOICES.map((choice) => ({ ...command("Theme", `Theme: ${choice}`, "", ""), act: () => choose(choice) }));
  return [
    ...screens,
    ...actions,
    ...runs.map((run) => command("Runs", run.title, run.answer, runPath(run.runId))),
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
