import type { WebPreferences } from "electron";
import { contentSecurityPolicy } from "../src/workbench/hosts/content-security.ts";

/** Decisions about what the window may do, apart from Electron so that each is tested as it is. */
export const APP_SCHEME = "app";
export const APP_HOST = "bundle";
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;
export const APP_PAGE = `${APP_ORIGIN}/index.html`;
export const APP_CONTENT_SECURITY_POLICY = contentSecurityPolicy(null);

export function windowPreferences(preload: string): WebPreferences {
  return {
    preload,
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
  };
}

/** True for addresses of our own page and files. `URL` gives custom schemes no origin, hence by parts. */
export function isAppAddress(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST && url.username === "" && url.password === "";
}

/** The only page; its hash names the screen. */
export function isAppPage(address: string): boolean {
  const url = URL.parse(address);
  return (
    url !== null &&
    isAppAddress(address) &&
    (url.pathname === "/index.html" || url.pathname === "/" || url.pathname === "") &&
    url.search === ""
  );
}

/** Everything that leaves the machine is refused; pictures that the page made itself are let through. */
export function isAllowedRequest(address: string): boolean {
  return isAppAddress(address) || address.startsWith(`blob:${APP_ORIGIN}/`) || address.startsWith("data:image/");
}

/** Copying a digest or a query is all that is ever asked for. */
export function isAllowedPermission(permission: string, address: string): boolean {
  return permission === "clipboard-sanitized-write" && isAppAddress(address);
}

/** Charts and tables are saved from memory; nothing is downloaded from anywhere. */
export function isAllowedDownload(address: string): boolean {
  return address.startsWith(`blob:${APP_ORIGIN}/`);
}

/** What is known of the frame behind a message. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: unknown;
}

/** Only the top frame of our own page may talk to the main process. */
export function isTrustedSender(frame: SenderFrame | null): boolean {
  return frame !== null && frame.parent === null && isAppPage(frame.url);
}

/** Environment of the engine: what the system needs, without switches that would change Node or load code. */
export function engineEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(environment).filter(
    ([name, value]) => value !== undefined && !/^(NODE_|ELECTRON_|LD_PRELOAD|LD_LIBRARY_PATH|DYLD_)/i.test(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? ""]));
}
