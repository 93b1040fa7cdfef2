import type { ContractRouterClient } from "@orpc/contract";
import type { Contract } from "../../src/contract/contract.ts";

/** All the window can ask of the workbench. The transport behind it is chosen in `connect.ts`. */
export type EngineClient = ContractRouterClient<Contract>;
