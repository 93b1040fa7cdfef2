import type { ContainerProblem } from "../pack-reader.ts";

/** Thrown to stop reading a container; becomes a problem of the report. */
export class ContainerRefusal extends Error {
  readonly problem: ContainerProblem;

  constructor(step: ContainerProblem["step"], message: string) {
    super(message);
    this.problem = { step, message };
  }
}

export function refuseNames(message: string): never {
  throw new ContainerRefusal("names", message);
}

export function refuseLimits(message: string): never {
  throw new ContainerRefusal("limits", message);
}

/** What the report says of an error that ended the reading of a container. */
export function problemOf(error: unknown): ContainerProblem {
  if (error instanceof ContainerRefusal) return error.problem;
  return { step: "limits", message: `the container cannot be read: ${error instanceof Error ? error.message : String(error)}` };
}
