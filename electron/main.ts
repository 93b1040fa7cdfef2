import { BrowserWindow, app, protocol, session } from "electron";
import { fileURLToPath } from "node:url";
import { listStaticFiles } from "../src/workbench/hosts/static-files.ts";
import { stateDirectory } from "../src/workbench/state-directory.ts";
import { createAppProtocol } from "./app-protocol.ts";
import { deviceSecret } from "./device-secret.ts";
import { answerDialogs } from "./dialogs.ts";
import { startEngine } from "./engine-link.ts";
import { guardContents } from "./guard-contents.ts";
import { guardSession } from "./guard-session.ts";
import { APP_SCHEME } from "./policy.ts";
import { openMainWindow } from "./window.ts";

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Both only count before the application is ready.
app.enableSandbox();
protocol.registerSchemesAsPrivileged([
  { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);

if (app.requestSingleInstanceLock()) {
  app.on("second-instance", () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  app.on("web-contents-created", (_event, contents) => guardContents(contents));
  app.on("window-all-closed", () => app.quit());
  await app.whenReady();
  const files = await listStaticFiles(beside("../window"));
  protocol.handle(APP_SCHEME, createAppProtocol(files));
  guardSession(session.defaultSession);
  answerDialogs();
  const engine = startEngine(beside("./engine-process.js"), await deviceSecret(stateDirectory()));
  app.on("will-quit", () => engine.stop());
  await openMainWindow(beside("./preload.cjs"));
} else {
  app.quit();
}
