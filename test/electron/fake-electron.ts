import { EventEmitter } from "node:events";
import { vi } from "vitest";

/** As much of Electron as the main process touches; types are checked against the real ones by the compiler. */
export function fakeElectron() {
  const order: string[] = [];
  const windows: FakeWindow[] = [];
  const engines: FakeEngine[] = [];

  class FakeContents extends EventEmitter {
    windowOpenHandler: unknown;
    setWindowOpenHandler(handler: unknown) {
      this.windowOpenHandler = handler;
    }
  }
  class FakeWindow extends EventEmitter {
    readonly webContents = new FakeContents();
    readonly loaded: string[] = [];
    readonly options: { readonly webPreferences: Record<string, unknown> };
    show = vi.fn();
    constructor(options: FakeWindow["options"]) {
      super();
      this.options = options;
      windows.push(this);
      order.push("window");
      app.emit("web-contents-created", {}, this.webContents);
    }
    async loadURL(address: string) {
      this.loaded.push(address);
    }
    static getAllWindows = () => windows;
    static fromWebContents = (contents: unknown) => windows.find((window) => window.webContents === contents) ?? null;
  }
  class FakeEngine extends EventEmitter {
    readonly received: { readonly message: unknown; readonly ports: unknown[] }[] = [];
    kill = vi.fn();
    postMessage(message: unknown, ports: unknown[]) {
      this.received.push({ message, ports });
    }
  }
  class FakeApp extends EventEmitter {
    enableSandbox = vi.fn(() => order.push("sandbox"));
    requestSingleInstanceLock = vi.fn(() => true);
    quit = vi.fn();
    async whenReady() {
      order.push("ready");
    }
  }
  class FakeIpcMain extends EventEmitter {
    readonly handlers = new Map<string, (...parameters: unknown[]) => unknown>();
    handle = (channel: string, handler: (...parameters: unknown[]) => unknown) => void this.handlers.set(channel, handler);
  }
  class FakeSession extends EventEmitter {
    /** What was set, by the name of its setter. */
    readonly set: Record<string, unknown> = {};
    setPermissionRequestHandler = (handler: unknown) => void (this.set["permissionRequest"] = handler);
    setPermissionCheckHandler = (handler: unknown) => void (this.set["permissionCheck"] = handler);
    setDevicePermissionHandler = (handler: unknown) => void (this.set["devicePermission"] = handler);
    setDisplayMediaRequestHandler = (handler: unknown) => void (this.set["displayMedia"] = handler);
    setSpellCheckerEnabled = (enabled: unknown) => void (this.set["spellChecker"] = enabled);
    readonly webRequest = { onBeforeRequest: (listener: unknown) => void (this.set["beforeRequest"] = listener) };
  }

  const app = new FakeApp();
  const ipcMain = new FakeIpcMain();
  const session = new FakeSession();
  const dialog = { showOpenDialog: vi.fn(async () => ({ canceled: false, filePaths: ["/exports/a.csv"] })) };
  const protocol = {
    registerSchemesAsPrivileged: (schemes: unknown) => {
      order.push("scheme");
      session.set["schemes"] = schemes;
    },
    handle: () => order.push("protocol"),
  };
  const utilityProcess = {
    fork: vi.fn(() => {
      const engine = new FakeEngine();
      engines.push(engine);
      return engine;
    }),
  };
  class MessageChannelMain {
    readonly port1 = { end: 1 };
    readonly port2 = { end: 2 };
  }
  /** A key store that turns the bytes round; not what anybody should use. */
  const safeStorage = {
    available: true,
    backend: "gnome_libsecret",
    rotated: false,
    isAsyncEncryptionAvailable: vi.fn(async () => safeStorage.available),
    getSelectedStorageBackend: vi.fn(() => safeStorage.backend),
    encryptStringAsync: vi.fn(async (text: string) => Buffer.from(Buffer.from(`closed:${text}`).toReversed())),
    decryptStringAsync: vi.fn(async (bytes: Buffer) => {
      const text = Buffer.from(Buffer.from(bytes).toReversed()).toString();
      if (!text.startsWith("closed:")) throw new Error("cannot be decrypted");
      return { result: text.slice("closed:".length), shouldReEncrypt: safeStorage.rotated };
    }),
  };
  return {
    safeStorage,
    module: {
      app,
      safeStorage,
      ipcMain,
      dialog,
      protocol,
      utilityProcess,
      session: { defaultSession: session },
      BrowserWindow: FakeWindow,
      MessageChannelMain,
    },
    order,
    windows,
    engines,
    session,
  };
}
