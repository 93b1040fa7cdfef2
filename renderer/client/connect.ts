import { createORPCClient } from "@orpc/client";
import { RPCLink as PortLink } from "@orpc/client/message-port";
import { RPCLink as SocketLink } from "@orpc/client/websocket";
import { RequestValidationPlugin, ResponseValidationPlugin } from "@orpc/contract/plugins";
import { contract } from "../../src/contract/contract.ts";
import { desktop } from "./desktop.ts";
import type { EngineClient } from "./engine-client.ts";

const PORT_MESSAGE = "engine:port";
const PORT_WAIT_MS = 15_000;

export interface EngineConnection {
  readonly engine: EngineClient;
  /** Calls back once when the other side has gone. */
  onLost(listener: () => void): void;
}

/** Both sides validate: what the workbench answers is as foreign as what it is asked. */
function plugins(): { plugins: [RequestValidationPlugin<Record<never, never>>, ResponseValidationPlugin<Record<never, never>>] } {
  return { plugins: [new RequestValidationPlugin(contract), new ResponseValidationPlugin(contract)] };
}

export async function connectEngine(): Promise<EngineConnection> {
  return desktop === null ? connectSocket() : connectPort(desktop.requestEngine);
}

async function connectSocket(): Promise<EngineConnection> {
  const address = new URL("engine", location.href);
  address.protocol = "ws:";
  address.hash = "";
  const websocket = new WebSocket(address);
  await new Promise<void>((resolve, reject) => {
    websocket.addEventListener("open", () => resolve(), { once: true });
    websocket.addEventListener("error", () => reject(new Error("The connection to Tickmark's engine was refused.")), { once: true });
  });
  return {
    engine: createORPCClient(new SocketLink({ websocket, ...plugins() })),
    onLost: (listener) => websocket.addEventListener("close", () => listener(), { once: true }),
  };
}

async function connectPort(requestEngine: () => void): Promise<EngineConnection> {
  const port = await new Promise<MessagePort>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("Tickmark's engine did not start.")), PORT_WAIT_MS);
    window.addEventListener("message", function receive(event) {
      const [received] = event.ports;
      if (event.source !== window || event.data !== PORT_MESSAGE || received === undefined) return;
      window.removeEventListener("message", receive);
      clearTimeout(timer);
      resolve(received);
    });
    requestEngine();
  });
  const engine: EngineClient = createORPCClient(new PortLink({ port, ...plugins() }));
  port.start();
  return { engine, onLost: (listener) => port.addEventListener("close", () => listener(), { once: true }) };
}
