import {
  BookOpenText,
  Boxes,
  Briefcase,
  FileSpreadsheet,
  FlaskConical,
  House,
  ListChecks,
  type LucideIcon,
  NotebookPen,
  PackageCheck,
  PackageSearch,
  Settings,
} from "lucide-react";

export interface Place {
  readonly path: string;
  readonly title: string;
  readonly icon: LucideIcon;
  /** Only useful with an open case. */
  readonly needsCase: boolean;
}

/** The rail, in the order of the work. */
export const PLACES: readonly Place[] = [
  { path: "/", title: "Start", icon: House, needsCase: false },
  { path: "/case", title: "Case", icon: Briefcase, needsCase: true },
  { path: "/sources", title: "Sources", icon: FileSpreadsheet, needsCase: true },
  { path: "/inventory", title: "Inventory", icon: Boxes, needsCase: true },
  { path: "/programme", title: "Programme", icon: ListChecks, needsCase: true },
  { path: "/runs", title: "Runs", icon: FlaskConical, needsCase: true },
  { path: "/findings", title: "Findings", icon: NotebookPen, needsCase: true },
  { path: "/pack", title: "Pack", icon: PackageCheck, needsCase: true },
  { path: "/journal", title: "Journal", icon: BookOpenText, needsCase: true },
  { path: "/review", title: "Review", icon: PackageSearch, needsCase: false },
  { path: "/settings", title: "Settings", icon: Settings, needsCase: false },
];

export function isAt(place: Place, location: string): boolean {
  return place.path === "/"
    ? location === "/" || location.startsWith("/start")
    : location === place.path || location.startsWith(`${place.path}/`);
}

export function runPath(runId: string, part = ""): string {
  return `/runs/${encodeURIComponent(runId)}${part === "" ? "" : `/${part}`}`;
}

/** The figure id is encoded twice: routers and browsers each undo one layer, and ids have `%` of their own. */
export function recordsPath(runId: string, figureId: string): string {
  return `${runPath(runId)}/records/${encodeURIComponent(encodeURIComponent(figureId))}`;
}

export function findingPath(findingId: string): string {
  return `/findings/${encodeURIComponent(findingId)}`;
}
