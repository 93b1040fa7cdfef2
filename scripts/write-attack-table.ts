import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { attackTableMarkdown } from "../src/selftest/attack-table.ts";
import { ATTACKS } from "../src/selftest/attacks.ts";

writeFileSync(join(import.meta.dirname, "../resources/attack-suite.md"), attackTableMarkdown(ATTACKS));
