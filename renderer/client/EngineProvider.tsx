import { createContext, use } from "react";
import type { EngineClient } from "./engine-client.ts";

const EngineContext = createContext<EngineClient | null>(null);

export const EngineProvider = EngineContext.Provider;

export function useEngine(): EngineClient {
  const engine = use(EngineContext);
  if (engine === null) throw new Error("No engine was provided.");
  return engine;
}
