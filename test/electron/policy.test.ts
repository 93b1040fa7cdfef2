import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  APP_CONTENT_SECURITY_POLICY,
  engineEnvironment,
  isAllowedDownload,
  isAllowedPermission,
  isAllowedRequest,
  isAppAddress,
  isAppPage,
  isTrustedSender,
  windowPreferences,
} from "../../electron/policy.ts";

describe("the desktop window's policy", () => {
  test("closes every door of webPreferences", () => {
    expect(windowPreferences("/p.cjs")).toEqual({
      preload: "/p.cjs",
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    });
  });

  test("the content security policy is exactly this", () => {
    expect(APP_CONTENT_SECURITY_POLICY).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-src 'none'; frame-ancestors 'none'",
    );
  });

  test.each([
    "https://example.org/",
    "http://127.0.0.1/",
    "file:///etc/passwd",
    "ws://example.org",
    "app://other/index.html",
    "app://bundle.evil/index.html",
    "app://user@bundle/",
    "devtools://x",
    "data:text/html,x",
    "chrome://gpu",
    "blob:https://evil.example/1",
    "not an address",
    "",
  ])("nothing is fetched from %s", (address) => {
    expect(isAllowedRequest(address)).toBe(false);
    expect(isAppAddress(address)).toBe(false);
    expect(isAppPage(address)).toBe(false);
  });

  test("own files, own blobs and pictures pass", () => {
    expect(["app://bundle/assets/a.js", "blob:app://bundle/1-2", "data:image/png;base64,AA"].map(isAllowedRequest)).toEqual([
      true,
      true,
      true,
    ]);
    expect(isAppPage("app://bundle/index.html#/runs/1")).toBe(true);
    expect(isAppPage("app://bundle/assets/a.js")).toBe(false);
    expect(isAppPage("app://bundle/index.html?x=1")).toBe(false);
  });

  test("copying is the only permission, for our page alone", () => {
    expect(isAllowedPermission("clipboard-sanitized-write", "app://bundle/index.html")).toBe(true);
    expect(isAllowedPermission("clipboard-sanitized-write", "https://example.org/")).toBe(false);
    for (const permission of [
      "media",
      "geolocation",
      "notifications",
      "clipboard-read",
      "openExternal",
      "fileSystem",
      "usb",
      "hid",
      "serial",
      "fullscreen",
    ])
      expect(isAllowedPermission(permission, "app://bundle/index.html")).toBe(false);
  });

  test("downloads come from memory only", () => {
    expect(isAllowedDownload("blob:app://bundle/1")).toBe(true);
    expect(isAllowedDownload("https://example.org/a.zip")).toBe(false);
    expect(isAllowedDownload("data:text/csv,a")).toBe(false);
  });

  test("only the top frame of our page is listened to", () => {
    expect(isTrustedSender({ url: "app://bundle/index.html#/case", parent: null })).toBe(true);
    expect(isTrustedSender({ url: "app://bundle/index.html", parent: {} })).toBe(false);
    expect(isTrustedSender({ url: "https://example.org/", parent: null })).toBe(false);
    expect(isTrustedSender(null)).toBe(false);
  });

  test("the engine's environment cannot load code or change Node", () => {
    expect(
      engineEnvironment({
        PATH: "/bin",
        SystemRoot: "C:\\Windows",
        NODE_OPTIONS: "--require x",
        ELECTRON_RUN_AS_NODE: "1",
        LD_PRELOAD: "x.so",
        DYLD_INSERT_LIBRARIES: "x",
        EMPTY: undefined,
      }),
    ).toEqual({ PATH: "/bin", SystemRoot: "C:\\Windows" });
  });
});

test("Electron is a current one", () => {
  const { version } = JSON.parse(readFileSync(new URL("../../node_modules/electron/package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  // Supported majors at the time of writing: 43 to 45. Raise with each release.
  expect(Number(version.split(".")[0])).toBeGreaterThanOrEqual(44);
});
