import { EventEmitter } from "node:events";
import { afterEach, expect, test, vi } from "vitest";

const fake = vi.hoisted(() => ({
  exposed: new Map<string, Record<string, (...parameters: unknown[]) => unknown>>(),
  sent: [] as unknown[][],
  listeners: new Map<string, (event: object) => void>(),
}));
vi.mock("electron", () => ({
  contextBridge: { exposeInMainWorld: (name: string, value: Record<string, () => unknown>) => fake.exposed.set(name, value) },
  ipcRenderer: {
    on: (channel: string, listener: (event: object) => void) => fake.listeners.set(channel, listener),
    send: (...parameters: unknown[]) => fake.sent.push(parameters),
    invoke: async (...parameters: unknown[]) => fake.sent.push(parameters),
  },
  webUtils: { getPathForFile: () => "/exports/a.csv" },
}));

afterEach(() => vi.unstubAllGlobals());

test("the page gets named methods and never ipcRenderer itself", async () => {
  const posted: unknown[][] = [];
  vi.stubGlobal("window", { postMessage: (...parameters: unknown[]) => posted.push(parameters) });
  vi.stubGlobal("location", { origin: "app://bundle" });
  await import("../../electron/preload.ts");
  expect([...fake.exposed.keys()]).toEqual(["tickmarkDesktop"]);
  const desktop = fake.exposed.get("tickmarkDesktop") ?? {};
  expect(Object.keys(desktop).toSorted()).toEqual(["chooseDirectory", "chooseFiles", "pathForFile", "requestEngine"]);
  expect(Object.values(desktop).every((value) => typeof value === "function" && !(value instanceof EventEmitter))).toBe(true);
  desktop["requestEngine"]?.("ignored");
  await desktop["chooseFiles"]?.({ title: "Files", multiple: true, channel: "other" });
  expect(fake.sent).toEqual([["engine:request"], ["dialog:choose-files", "Files", true]]);
  fake.listeners.get("engine:port")?.({ ports: ["port"] });
  expect(posted).toEqual([["engine:port", "app://bundle", ["port"]]]);
});
