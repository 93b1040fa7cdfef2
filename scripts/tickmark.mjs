/* `npm run -s tickmark -- <command>`: the command line from a clone. */
import { join } from "node:path";
import { ensureInstalled, root, runNode } from "./setup.mjs";

ensureInstalled();
// npm changes to the project folder; relative paths belong to the folder the user stands in.
const cwd = process.env.INIT_CWD ?? process.cwd();
process.exit(await runNode([join(root, "src", "cli", "main.ts"), ...process.argv.slice(2)], { cwd }));
