import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** `resources/`, beside the sources in a clone and beside the bundle in a packaged application. */
export function resourcesDirectory(): string {
  let folder = import.meta.dirname;
  for (;;) {
    const candidate = join(folder, "resources");
    if (existsSync(join(candidate, "policies"))) return candidate;
    const parent = dirname(folder);
    if (parent === folder) throw new Error("The resources folder is missing from this installation.");
    folder = parent;
  }
}

export const APPLICATION = { name: "Tickmark", version: "0.1.0" } as const;
