import { type AnyRouter } from "@orpc/server";
import { RPCHandler } from "@orpc/server/ws";
import { readFile } from "node:fs/promises";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { type Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { securityHeaders } from "./content-security.ts";
import { type StaticFiles, findStaticFile, listStaticFiles } from "./static-files.ts";
import { type WebSession, createWebSession } from "./web-session.ts";

const LOOPBACK = "127.0.0.1";
const ENGINE_PATH = "/engine";
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

export interface WebHostOptions {
  /** Implements the contract. */
  readonly router: AnyRouter;
  /** The built window: `dist/window`. */
  readonly staticDirectory: string;
  /** 0 or nothing: any free port. */
  readonly port?: number;
}

export interface WebHost {
  /** Launch address with its one-time token. */
  readonly url: string;
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  close(): Promise<void>;
}

/** What every request is checked against. */
interface Gate {
  readonly host: string;
  readonly origin: string;
  readonly session: WebSession;
  readonly headers: Readonly<Record<string, string>>;
  readonly files: StaticFiles;
}

/** Serves the window and its engine connection to this machine only. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const files = await listStaticFiles(options.staticDirectory);
  const server = createServer({ maxHeaderSize: 16 * 1024 });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, LOOPBACK, () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  const host = `${LOOPBACK}:${port}`;
  const gate: Gate = {
    host,
    origin: `http://${host}`,
    session: createWebSession(port),
    headers: securityHeaders(`ws://${host}`),
    files,
  };
  const handler = new RPCHandler(options.router);
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES });

  server.on("request", (request, response) => {
    answer(gate, request, response).catch(() => response.destroy());
  });
  server.on("upgrade", (request, socket, head) => {
    const refusal = refuseUpgrade(gate, request);
    if (refusal !== null) {
      refuseSocket(socket, refusal);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on("error", () => webSocket.terminate());
      void handler.upgrade(webSocket, { context: {} });
    });
  });

  return {
    url: `${gate.origin}/?t=${gate.session.launchToken}`,
    origin: gate.origin,
    async close() {
      for (const webSocket of sockets.clients) webSocket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(gate: Gate, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // Another name for this machine in Host means DNS rebinding: a foreign page talking to us.
  if (request.headers.host !== gate.host) return refuse(gate, response, 421, "This address is not served here.");
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(gate, response, 405, "Only reading is possible here.");
  const address = splitAddress(request.url ?? "/");
  const signedIn = gate.session.accepts(request.headers.cookie);
  const token = address.path === "/" ? address.query.get("t") : null;
  if (token !== null) return launch(gate, response, token, signedIn);
  if (!signedIn) return refuse(gate, response, 401, "Open the address that Tickmark printed when it started; it works once.");
  const file = findStaticFile(gate.files, address.path);
  if (file === undefined) return refuse(gate, response, 404, "There is no such page.");
  const body = await readFile(file.path);
  response.writeHead(200, { ...gate.headers, "Content-Type": file.contentType, "Content-Length": body.byteLength });
  response.end(request.method === "HEAD" ? undefined : body);
}

function launch(gate: Gate, response: ServerResponse, token: string, signedIn: boolean): void {
  const cookie = gate.session.redeem(token);
  if (cookie === null && !signedIn)
    return refuse(gate, response, 403, "This address was used already, or is not ours. Start Tickmark again.");
  response.writeHead(303, { ...gate.headers, Location: "/", ...(cookie === null ? {} : { "Set-Cookie": cookie }) });
  response.end();
}

function refuse(gate: Gate, response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { ...gate.headers, "Content-Type": "text/plain; charset=utf-8", Connection: "close" });
  response.end(`${message}\n`);
}

/** Status of the refusal, or null when the connection may be made. */
function refuseUpgrade(gate: Gate, request: IncomingMessage): number | null {
  if (request.headers.host !== gate.host) return 421;
  if (splitAddress(request.url ?? "/").path !== ENGINE_PATH) return 404;
  // Browsers send Origin with every WebSocket; a page of another port or site is refused here.
  if (request.headers.origin !== gate.origin) return 403;
  if (!gate.session.accepts(request.headers.cookie)) return 401;
  return null;
}

function refuseSocket(socket: Duplex, status: number): void {
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

/** Splits without decoding or resolving dots: a path either is one of ours, byte for byte, or is refused. */
function splitAddress(url: string): { path: string; query: URLSearchParams } {
  const mark = url.indexOf("?");
  return mark < 0
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) };
}
