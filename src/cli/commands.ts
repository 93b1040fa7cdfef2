import type { Command } from "./command.ts";
import { demoCommand } from "./commands/demo.ts";
import { importCommand } from "./commands/import.ts";
import { inventoryCommand } from "./commands/inventory.ts";
import { journalCommand } from "./commands/journal.ts";
import { keyCommand } from "./commands/key.ts";
import { newCommand } from "./commands/new.ts";
import { packCommand } from "./commands/pack.ts";
import { populationCommand } from "./commands/population.ts";
import { programmeCommand } from "./commands/programme.ts";
import { rebuildCommand } from "./commands/rebuild.ts";
import { rejectsCommand } from "./commands/rejects.ts";
import { reperformCommand } from "./commands/reperform.ts";
import { analysesCommand, exploreCommand, runCommand } from "./commands/run.ts";
import { serveCommand } from "./commands/serve.ts";
import { showCommand } from "./commands/show.ts";
import { sourcesCommand } from "./commands/sources.ts";
import { verifyCommand } from "./commands/verify.ts";

/** In the order of the work. */
export const commands: readonly Command[] = [
  newCommand,
  importCommand,
  sourcesCommand,
  rejectsCommand,
  populationCommand,
  inventoryCommand,
  analysesCommand,
  programmeCommand,
  runCommand,
  exploreCommand,
  showCommand,
  journalCommand,
  keyCommand,
  packCommand,
  verifyCommand,
  reperformCommand,
  rebuildCommand,
  serveCommand,
  demoCommand,
];
