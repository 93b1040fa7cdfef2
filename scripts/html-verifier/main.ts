import "./no-generated-code.ts";
import { startPage } from "./page.ts";
import { serveTasks } from "./verification-job.ts";

// One script for both: the page makes its worker of its own text, so that one digest in the policy covers all code.
if (typeof document === "undefined") serveTasks();
else startPage(document.currentScript?.textContent ?? "");
