import { type IpcMainEvent, MessageChannelMain, type UtilityProcess, ipcMain, utilityProcess } from "electron";
import { DEVICE_SECRET, ENGINE_PORT, REQUEST_ENGINE } from "./channels.ts";
import { engineEnvironment, isTrustedSender } from "./policy.ts";

export interface EngineLink {
  stop(): void;
}

/**
 * Starts the engine beside the window and hands each page that asks one end of a fresh channel.
 * After that the main process sees none of the traffic.
 */
export function startEngine(program: string, deviceSecret: string | null): EngineLink {
  let engine: UtilityProcess | null = null;
  const running = (): UtilityProcess => {
    if (engine !== null) return engine;
    const started = start(program, () => {
      engine = null;
    });
    // First of all, and not in the environment, where other programs of the user could read it.
    if (deviceSecret !== null) started.postMessage({ [DEVICE_SECRET]: deviceSecret });
    engine = started;
    return started;
  };
  const connect = (event: IpcMainEvent) => {
    if (!isTrustedSender(event.senderFrame)) return;
    const { port1, port2 } = new MessageChannelMain();
    running().postMessage(ENGINE_PORT, [port1]);
    event.senderFrame?.postMessage(ENGINE_PORT, null, [port2]);
  };
  ipcMain.on(REQUEST_ENGINE, connect);
  return {
    stop() {
      ipcMain.off(REQUEST_ENGINE, connect);
      engine?.kill();
      engine = null;
    },
  };
}

function start(program: string, gone: () => void): UtilityProcess {
  const engine = utilityProcess.fork(program, [], {
    serviceName: "Tickmark engine",
    env: engineEnvironment(process.env),
    stdio: "inherit",
  });
  engine.once("exit", gone);
  return engine;
}
