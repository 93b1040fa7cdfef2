import { BrowserWindow } from "electron";
import { APP_PAGE, windowPreferences } from "./policy.ts";

/** The one window. It shows itself when there is something to see. */
export async function openMainWindow(preload: string): Promise<BrowserWindow> {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 720,
    minHeight: 560,
    show: false,
    title: "Tickmark",
    autoHideMenuBar: true,
    webPreferences: windowPreferences(preload),
  });
  window.once("ready-to-show", () => window.show());
  await window.loadURL(APP_PAGE);
  return window;
}
