import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { CaseHead, CaseSummary, RunHead } from "../../src/contract/case-schemas.ts";
import type { EngagementDraft, FindingView } from "../../src/contract/finding-schemas.ts";
import type { SigningKey } from "../../src/contract/key-schemas.ts";
import type { AnalysisInfo, RunView } from "../../src/contract/run-schemas.ts";
import type { PopulationView, Source } from "../../src/contract/source-schemas.ts";
import type { EngineClient } from "./engine-client.ts";
import { useEngine } from "./EngineProvider.tsx";

/** Reads of the window by key. Every finished job drops them all, so no screen shows what was. */
export function useCurrentCase(): UseQueryResult<CaseHead | null> {
  const engine = useEngine();
  return useQuery({ queryKey: ["case", "current"], queryFn: () => engine.case.current({}) });
}

/** True while a case is open: reads about a case wait for it. */
export function useHasCase(): boolean {
  return (useCurrentCase().data ?? null) !== null;
}

export function useCaseSummary(): UseQueryResult<CaseSummary> {
  const engine = useEngine();
  const enabled = useHasCase();
  return useQuery({ queryKey: ["case", "summary"], queryFn: () => engine.case.summary({}), enabled });
}

export function useSources(): UseQueryResult<Source[]> {
  const engine = useEngine();
  const enabled = useHasCase();
  return useQuery({ queryKey: ["sources"], queryFn: () => engine.sources.list({}), enabled });
}

export function usePopulation(): UseQueryResult<PopulationView | null> {
  const engine = useEngine();
  const enabled = useHasCase();
  return useQuery({ queryKey: ["population", "current"], queryFn: () => engine.population.current({}), enabled });
}

export function useRuns(): UseQueryResult<RunHead[]> {
  const engine = useEngine();
  const enabled = useHasCase();
  return useQuery({ queryKey: ["runs"], queryFn: () => engine.runs.list({}), enabled });
}

export function useRun(runId: string): UseQueryResult<RunView> {
  const engine = useEngine();
  return useQuery({ queryKey: ["runs", runId], queryFn: () => engine.runs.get({ runId }) });
}

export function useAnalyses(): UseQueryResult<AnalysisInfo[]> {
  const engine = useEngine();
  const enabled = useHasCase();
  return useQuery({ queryKey: ["analyses"], queryFn: () => engine.programme.analyses({}), enabled });
}

export function useProgramme(): UseQueryResult<Awaited<ReturnType<EngineClient["programme"]["current"]>>> {
  const engine = useEngine();
  const enabled = useHasCase();
  return useQuery({ queryKey: ["programme"], queryFn: () => engine.programme.current({}), enabled });
}

export function useInventory(): UseQueryResult<Awaited<ReturnType<EngineClient["inventory"]["list"]>>> {
  const engine = useEngine();
  const enabled = useHasCase();
  return useQuery({ queryKey: ["inventory"], queryFn: () => engine.inventory.list({}), enabled });
}

export function useAbout(): UseQueryResult<Awaited<ReturnType<EngineClient["application"]["about"]>>> {
  const engine = useEngine();
  return useQuery({ queryKey: ["about"], queryFn: () => engine.application.about({}), staleTime: Infinity });
}

/** Keys of this machine, revoked ones too; they belong to no case. */
export function useKeys(): UseQueryResult<SigningKey[]> {
  const engine = useEngine();
  return useQuery({ queryKey: ["keys"], queryFn: () => engine.keys.list({}) });
}

export function useSigners(): UseQueryResult<Awaited<ReturnType<EngineClient["signers"]["list"]>>> {
  const engine = useEngine();
  return useQuery({ queryKey: ["signers"], queryFn: () => engine.signers.list({}) });
}

export function useFindings(): UseQueryResult<FindingView[]> {
  const engine = useEngine();
  const enabled = useHasCase();
  return useQuery({ queryKey: ["findings"], queryFn: () => engine.findings.list({}), enabled });
}

export function useEngagement(): UseQueryResult<EngagementDraft> {
  const engine = useEngine();
  const enabled = useHasCase();
  return useQuery({ queryKey: ["engagement"], queryFn: () => engine.engagement.get({}), enabled });
}
