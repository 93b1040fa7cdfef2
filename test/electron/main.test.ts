import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type * as StaticFilesModule from "../../src/workbench/hosts/static-files.ts";
import { APP_PAGE } from "../../electron/policy.ts";

const fake = await vi.hoisted(async () => (await import("./fake-electron.ts")).fakeElectron());
vi.mock("electron", () => fake.module);
vi.mock("../../src/workbench/hosts/static-files.ts", async (original) => ({
  ...(await original<typeof StaticFilesModule>()),
  listStaticFiles: async () => new Map(),
}));

const { module: electron, order, windows, engines, session } = fake;

const home = mkdtempSync(join(tmpdir(), "tickmark-main-"));
beforeAll(async () => {
  vi.stubEnv("TICKMARK_HOME", home);
  await import("../../electron/main.ts");
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

const trusted = (more: object = {}) => ({ url: APP_PAGE, parent: null, ...more });

describe("the main process", () => {
  test("sandboxes and registers its scheme before it is ready, and serves before it opens a window", () => {
    expect(order).toEqual(["sandbox", "scheme", "ready", "protocol", "window"]);
    expect(session.set["schemes"]).toEqual([
      { scheme: "app", privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ]);
  });

  test("opens one window on its own page with the strict preferences", () => {
    expect(windows).toHaveLength(1);
    expect(windows[0]?.loaded).toEqual([APP_PAGE]);
    expect(windows[0]?.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    });
  });

  test("keeps the page where it is", () => {
    const contents = windows[0]?.webContents;
    const handler = contents?.windowOpenHandler as () => unknown;
    expect(handler()).toEqual({ action: "deny" });
    const refused = (name: string, event: object) => {
      const preventDefault = vi.fn();
      contents?.emit(name, { preventDefault, ...event });
      return preventDefault.mock.calls.length > 0;
    };
    expect(refused("will-navigate", { url: "https://example.org/" })).toBe(true);
    expect(refused("will-navigate", { url: APP_PAGE })).toBe(false);
    expect(refused("will-frame-navigate", { url: APP_PAGE, isMainFrame: false })).toBe(true);
    expect(refused("will-redirect", { url: "file:///etc/passwd" })).toBe(true);
    expect(refused("will-attach-webview", {})).toBe(true);
  });

  test("cancels every request but its own", () => {
    const listener = session.set["beforeRequest"];
    const cancelled = (url: string) => {
      const answer = vi.fn();
      (listener as (details: object, answer: unknown) => void)({ url }, answer);
      return answer.mock.calls[0]?.[0] as unknown;
    };
    expect(cancelled("https://example.org/pixel.png")).toEqual({ cancel: true });
    expect(cancelled("http://127.0.0.1:80/")).toEqual({ cancel: true });
    expect(cancelled("app://bundle/assets/a.js")).toEqual({ cancel: false });
  });

  test("answers no to permissions and devices", () => {
    const request = session.set["permissionRequest"];
    const answer = vi.fn();
    (request as (...parameters: unknown[]) => void)(null, "media", answer, { requestingUrl: APP_PAGE });
    expect(answer).toHaveBeenCalledWith(false);
    const check = session.set["permissionCheck"];
    expect((check as (...parameters: unknown[]) => boolean)(null, "geolocation", APP_PAGE)).toBe(false);
    const device = session.set["devicePermission"];
    expect((device as () => boolean)()).toBe(false);
  });

  test("hands a port to its own page and to nobody else", () => {
    const stranger = { postMessage: vi.fn(), url: "https://example.org/", parent: null };
    electron.ipcMain.emit("engine:request", { senderFrame: stranger });
    electron.ipcMain.emit("engine:request", { senderFrame: null });
    electron.ipcMain.emit("engine:request", { senderFrame: trusted({ parent: {} }) });
    expect(stranger.postMessage).not.toHaveBeenCalled();
    expect(engines).toHaveLength(0);

    const page = trusted({ postMessage: vi.fn() });
    electron.ipcMain.emit("engine:request", { senderFrame: page });
    electron.ipcMain.emit("engine:request", { senderFrame: page });
    expect(engines).toHaveLength(1);
    // The secret of the key store comes first, once, and over this port alone: not in the environment.
    const [first, ...ports] = engines[0]?.received ?? [];
    const secret = (first?.message as Record<string, string> | undefined)?.["engine:device-secret"] ?? "";
    expect(Buffer.from(secret, "base64")).toHaveLength(32);
    expect(JSON.stringify(electron.utilityProcess.fork.mock.calls)).not.toContain(secret);
    expect(readFileSync(join(home, "keys", "device-secret"), "utf8")).not.toContain(secret);
    expect(ports).toEqual([
      { message: "engine:port", ports: [{ end: 1 }] },
      { message: "engine:port", ports: [{ end: 1 }] },
    ]);
    expect((page as unknown as { postMessage: unknown }).postMessage).toHaveBeenCalledWith("engine:port", null, [{ end: 2 }]);
  });

  test("starts a new engine for the next page when the old one has gone", () => {
    engines[0]?.emit("exit", 1);
    electron.ipcMain.emit("engine:request", { senderFrame: trusted({ postMessage: vi.fn() }) });
    expect(engines).toHaveLength(2);
  });

  test("opens system dialogs for its own page only, with a bounded title", async () => {
    const choose = electron.ipcMain.handlers.get("dialog:choose-files");
    const sender = windows[0]?.webContents;
    expect(await choose?.({ senderFrame: { url: "https://example.org/", parent: null }, sender }, "x", true)).toEqual([]);
    expect(electron.dialog.showOpenDialog).not.toHaveBeenCalled();
    expect(await choose?.({ senderFrame: trusted(), sender }, "t".repeat(999), true)).toEqual(["/exports/a.csv"]);
    expect(electron.dialog.showOpenDialog).toHaveBeenCalledWith(windows[0], {
      title: "t".repeat(200),
      properties: ["openFile", "multiSelections"],
    });
    const directory = electron.ipcMain.handlers.get("dialog:choose-directory");
    expect(await directory?.({ senderFrame: trusted(), sender }, { toString: () => "x" })).toBe("/exports/a.csv");
  });

  test("registers no other channel", () => {
    expect([...electron.ipcMain.handlers.keys()].toSorted()).toEqual(["dialog:choose-directory", "dialog:choose-files"]);
    expect(electron.ipcMain.eventNames()).toEqual(["engine:request"]);
  });

  test("stops the engine when it quits", () => {
    electron.app.emit("will-quit");
    expect(engines.at(-1)?.kill).toHaveBeenCalledOnce();
  });
});
