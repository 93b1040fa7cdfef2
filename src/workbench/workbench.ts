import { homedir } from "node:os";
import { analyses as allAnalyses } from "../analyses/index.ts";
import type { Analysis } from "../analyses/analysis.ts";
import { CaseService } from "./case-service.ts";
import type { SessionOptions } from "./case-session.ts";
import { PackService } from "./pack-service.ts";
import { PopulationService } from "./population-service.ts";
import { ProgrammeService } from "./programme-service.ts";
import { FindingService } from "./finding-service.ts";
import { OutsideSigning } from "./outside-signing.ts";
import { ReviewService } from "./review-service.ts";
import { createRouter } from "./router.ts";
import { RunService } from "./run-service.ts";
import { SourceService } from "./source-service.ts";

export interface WorkbenchOptions extends SessionOptions {
  readonly host?: "desktop" | "loopback";
  readonly analyses?: readonly Analysis[];
}

/** All services on one case: what the window, the loopback server and the command line share. */
export interface Workbench {
  readonly host: "desktop" | "loopback";
  readonly homeDirectory: string;
  readonly analyses: readonly Analysis[];
  readonly cases: CaseService;
  readonly sources: SourceService;
  readonly population: PopulationService;
  readonly programme: ProgrammeService;
  readonly runs: RunService;
  readonly packs: PackService;
  readonly outside: OutsideSigning;
  readonly findings: FindingService;
  readonly review: ReviewService;
  close(): Promise<void>;
}

export function createServices(options: WorkbenchOptions = {}): Workbench {
  const analyses = options.analyses ?? allAnalyses;
  const sources = new SourceService();
  const population = new PopulationService(sources);
  const programme = new ProgrammeService(population, analyses);
  const runs = new RunService(population, programme);
  const packs = new PackService({ sources, population, runs, analyses });
  const cases = new CaseService({ sources, population, programme, runs }, options);
  return {
    host: options.host ?? "loopback",
    homeDirectory: homedir(),
    analyses,
    cases,
    sources,
    population,
    programme,
    runs,
    packs,
    outside: new OutsideSigning(packs),
    findings: new FindingService(runs),
    review: new ReviewService(analyses),
    close: () => cases.close(),
  };
}

/** The workbench behind the contract's router, for any transport. */
export function createWorkbench(options: WorkbenchOptions = {}): {
  router: ReturnType<typeof createRouter>;
  services: Workbench;
  close(): Promise<void>;
} {
  const services = createServices(options);
  return { router: createRouter(services), services, close: () => services.close() };
}
