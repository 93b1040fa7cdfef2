import { createMessagePortHost } from "../src/workbench/hosts/message-port-host.ts";
import { createWorkbench } from "../src/workbench/workbench.ts";
import { useDeviceSecret } from "../src/workbench/key-service.ts";
import { DEVICE_SECRET, ENGINE_PORT } from "./channels.ts";

/** The workbench in a process of its own: a long query never holds up the window. */
const workbench = createWorkbench({ host: "desktop" });
const host = createMessagePortHost(workbench.router);

process.parentPort.on("message", (event) => {
  const [port] = event.ports;
  const secret = deviceSecretOf(event.data);
  if (secret !== null) useDeviceSecret(secret);
  if (event.data === ENGINE_PORT && port !== undefined) host.connect(port);
});
process.once("exit", () => void workbench.close());

/** Only the main process has this port; the shape is checked all the same. */
function deviceSecretOf(message: unknown): string | null {
  if (typeof message !== "object" || message === null || !(DEVICE_SECRET in message)) return null;
  return typeof message[DEVICE_SECRET] === "string" ? message[DEVICE_SECRET] : null;
}
