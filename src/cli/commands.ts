import type { Command } from "./command.ts";
import { countersignCommand } from "./commands/countersign.ts";
import { demoCommand } from "./commands/demo.ts";
import { diffCommand } from "./commands/diff.ts";
import { engagementCommand } from "./commands/engagement.ts";
import { findingCommand } from "./commands/finding.ts";
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
import { selftestCommand } from "./commands/selftest.ts";
import { serveCommand } from "./commands/serve.ts";
import { showCommand } from "./commands/show.ts";
import { signCommand } from "./commands/sign.ts";
import { signersCommand } from "./commands/signers.ts";
import { sourcesCommand } from "./commands/sources.ts";
import { timestampCommand } from "./commands/timestamp.ts";
import { transportCommand } from "./commands/transport.ts";
import { verifyCommand } from "./commands/verify.ts";
import { withdrawCommand } from "./commands/withdraw.ts";

/** In the order of the work. */
export const commands: readonly Command[] = [
  newCommand,
  engagementCommand,
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
  findingCommand,
  keyCommand,
  signersCommand,
  packCommand,
  signCommand,
  transportCommand,
  verifyCommand,
  reperformCommand,
  countersignCommand,
  timestampCommand,
  diffCommand,
  withdrawCommand,
  rebuildCommand,
  selftestCommand,
  serveCommand,
  demoCommand,
];
