import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { EngineClient } from "../../renderer/client/engine-client.ts";
import { contentSecurityPolicy } from "../../src/workbench/hosts/content-security.ts";
import { type WebHost, startWebHost } from "../../src/workbench/hosts/web-host.ts";
import { OPEN_CASE, createFixtureRouter } from "./fixture-router.ts";
import { rawRequest } from "./raw-http.ts";

let folder = "";
let host: WebHost;
let port = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "web-host-"));
  await mkdir(join(folder, "window", "assets"), { recursive: true });
  await writeFile(join(folder, "window", "index.html"), "<!doctype html><title>window</title>");
  await writeFile(join(folder, "window", "assets", "a.js"), "export {};");
  await writeFile(join(folder, "window", "notes.secret"), "no content type");
  await writeFile(join(folder, "outside.html"), "outside");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(async () => {
  host = await startWebHost({ router: createFixtureRouter({ ...OPEN_CASE }), staticDirectory: join(folder, "window") });
  port = Number(new URL(host.url).port);
});
afterEach(() => host.close());

const get = (path: string, ...headers: string[]) =>
  rawRequest(port, [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, "Connection: close", ...headers]);

async function signIn(): Promise<string> {
  const { pathname, search } = new URL(host.url);
  const answer = await get(pathname + search);
  return `Cookie: ${(answer.headers["set-cookie"] ?? "").split(";")[0] ?? ""}`;
}

const upgrade = (path: string, ...headers: string[]) =>
  rawRequest(port, [
    `GET ${path} HTTP/1.1`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  ]);

describe("launching", () => {
  test("the launch address works once and buys an HttpOnly, same-site cookie", async () => {
    const { pathname, search } = new URL(host.url);
    const first = await get(pathname + search);
    expect(first.status).toBe(303);
    expect(first.headers["location"]).toBe("/");
    expect(first.headers["set-cookie"]).toMatch(/^tickmark-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    expect((await get(pathname + search)).status).toBe(403);
  });

  test("a wrong token is refused and does not use up the right one", async () => {
    expect((await get("/?t=wrong")).status).toBe(403);
    const { pathname, search } = new URL(host.url);
    expect((await get(pathname + search)).status).toBe(303);
  });

  test("who is signed in may open the launch address again and lands on the page", async () => {
    const cookie = await signIn();
    const { pathname, search } = new URL(host.url);
    const again = await get(pathname + search, cookie);
    expect(again.status).toBe(303);
    expect(again.headers["set-cookie"]).toBeUndefined();
  });

  test("tokens of two hosts differ and hold 32 bytes", async () => {
    const other = await startWebHost({ router: createFixtureRouter({ ...OPEN_CASE }), staticDirectory: join(folder, "window") });
    const tokens = [host.url, other.url].map((url) => new URL(url).searchParams.get("t") ?? "");
    await other.close();
    expect(new Set(tokens).size).toBe(2);
    expect(tokens.map((token) => Buffer.from(token, "base64url").length)).toEqual([32, 32]);
  });
});

describe("pages", () => {
  test("are served to the session only", async () => {
    expect((await get("/")).status).toBe(401);
    expect((await get("/assets/a.js")).status).toBe(401);
    expect((await get("/", `Cookie: tickmark-${port}=${"A".repeat(43)}`)).status).toBe(401);
    const cookie = await signIn();
    const page = await get("/", cookie);
    expect(page.status).toBe(200);
    expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect((await get("/assets/a.js", cookie)).headers["content-type"]).toBe("text/javascript; charset=utf-8");
  });

  test("carry the security headers, refusals too", async () => {
    const cookie = await signIn();
    for (const answer of [await get("/", cookie), await get("/"), await get("/nothing", cookie)]) {
      expect(answer.headers["content-security-policy"]).toBe(contentSecurityPolicy(`ws://127.0.0.1:${port}`));
      expect(answer.headers["x-content-type-options"]).toBe("nosniff");
      expect(answer.headers["referrer-policy"]).toBe("no-referrer");
      expect(answer.headers["cross-origin-opener-policy"]).toBe("same-origin");
      expect(answer.headers["cross-origin-resource-policy"]).toBe("same-origin");
      expect(answer.headers["x-frame-options"]).toBe("DENY");
      expect(answer.headers["cache-control"]).toBe("no-store");
      expect(answer.headers["content-encoding"]).toBeUndefined();
    }
  });

  test.each([
    "/../outside.html",
    "/assets/../../outside.html",
    "/%2e%2e/outside.html",
    "/..%2foutside.html",
    "/assets/..%5c..%5coutside.html",
    "/index.html%00.js",
    "/%",
    "//outside.html",
    "/notes.secret",
    "/assets",
    "/assets/",
    "http://127.0.0.1/index.html",
  ])("never leave the window's folder: %s", async (path) => {
    const answer = await get(path, await signIn());
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain("outside");
  });

  test("are for reading", async () => {
    const cookie = await signIn();
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const answer = await rawRequest(port, [
        `${method} / HTTP/1.1`,
        `Host: 127.0.0.1:${port}`,
        "Connection: close",
        "Content-Length: 0",
        cookie,
      ]);
      expect(answer.status).toBe(405);
    }
  });

  test.each(["localhost", "evil.example", "127.0.0.1", "127.0.0.1.evil.example", "[::1]"])(
    "are not served under another name: %s",
    async (name) => {
      const cookie = await signIn();
      const answer = await rawRequest(port, [
        "GET / HTTP/1.1",
        `Host: ${name}${name === "127.0.0.1" ? "" : `:${port}`}`,
        "Connection: close",
        cookie,
      ]);
      expect(answer.status).toBe(421);
    },
  );
});

describe("the engine connection", () => {
  const own = () => [`Host: 127.0.0.1:${port}`, `Origin: http://127.0.0.1:${port}`];

  test("needs cookie, origin, host and path", async () => {
    const cookie = await signIn();
    expect((await upgrade("/engine", ...own(), cookie)).status).toBe(101);
    expect((await upgrade("/engine", ...own())).status).toBe(401);
    expect((await upgrade("/engine", `Host: 127.0.0.1:${port}`, cookie)).status).toBe(403);
    expect((await upgrade("/engine", `Host: 127.0.0.1:${port}`, "Origin: null", cookie)).status).toBe(403);
    expect((await upgrade("/engine", `Host: 127.0.0.1:${port}`, "Origin: http://evil.example", cookie)).status).toBe(403);
    expect((await upgrade("/engine", `Host: 127.0.0.1:${port}`, `Origin: http://127.0.0.1:${port + 1}`, cookie)).status).toBe(403);
    expect((await upgrade("/engine", `Host: localhost:${port}`, `Origin: http://127.0.0.1:${port}`, cookie)).status).toBe(421);
    expect((await upgrade("/other", ...own(), cookie)).status).toBe(404);
  });

  test("answers calls, streams jobs and stops them", async () => {
    const cookie = (await signIn()).replace("Cookie: ", "");
    const socket = new WebSocket(`${host.origin.replace("http", "ws")}/engine`, { headers: { cookie }, origin: host.origin });
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    expect(socket.extensions).toBe("");
    const engine: EngineClient = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
    expect((await engine.application.about({})).offline).toBe(true);
    const kinds: string[] = [];
    for await (const event of await engine.sources.verify({})) kinds.push(event.kind);
    expect(kinds).toEqual([...Array.from({ length: 8 }, () => "progress"), "done"]);
    const controller = new AbortController();
    const seen: string[] = [];
    const stopped = (async () => {
      for await (const event of await engine.programme.run({ entryIds: null }, { signal: controller.signal })) {
        seen.push(event.kind);
        controller.abort();
      }
    })();
    await expect(stopped).rejects.toThrow();
    expect(seen).not.toContain("done");
    expect((await engine.case.current({}))?.tier).toBe("high");
    socket.terminate();
  });

  test("a failure carries what to do and never a stack", async () => {
    const cookie = (await signIn()).replace("Cookie: ", "");
    const socket = new WebSocket(`${host.origin.replace("http", "ws")}/engine`, { headers: { cookie }, origin: host.origin });
    const frames: string[] = [];
    socket.on("message", (data: Buffer) => frames.push(data.toString()));
    await new Promise((resolve) => socket.once("open", resolve));
    const engine: EngineClient = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
    await expect(engine.case.open({ directory: "/nowhere" })).rejects.toMatchObject({
      code: "TICKMARK",
      data: { code: "not-found", remedy: expect.stringContaining(".tickmark") as string },
    });
    expect(frames.join("")).not.toMatch(/\.ts:\d+|node_modules| at /);
    socket.terminate();
  });
});

test("closing ends open connections", async () => {
  const second = await startWebHost({ router: createFixtureRouter({ ...OPEN_CASE }), staticDirectory: join(folder, "window") });
  const own = Number(new URL(second.url).port);
  const open = rawRequest(own, ["GET / HTTP/1.1", `Host: 127.0.0.1:${own}`]);
  await second.close();
  await open.catch(() => undefined);
  await expect(rawRequest(own, ["GET / HTTP/1.1", `Host: 127.0.0.1:${own}`, "Connection: close"])).rejects.toThrow(/ECONNREFUSED/);
});
