import { createMessagePortHost } from "../src/workbench/hosts/message-port-host.ts";
import { createWorkbench } from "../src/workbench/workbench.ts";
import { ENGINE_PORT } from "./channels.ts";

/** The workbench in a process of its own: a long query never holds up the window. */
const workbench = createWorkbench({ host: "desktop" });
const host = createMessagePortHost(workbench.router);

process.parentPort.on("message", (event) => {
  const [port] = event.ports;
  if (event.data === ENGINE_PORT && port !== undefined) host.connect(port);
});
process.once("exit", () => void workbench.close());
