import { type IpcMainInvokeEvent, type OpenDialogOptions, BrowserWindow, dialog, ipcMain } from "electron";
import { CHOOSE_DIRECTORY, CHOOSE_FILES } from "./channels.ts";
import { isTrustedSender } from "./policy.ts";

const LONGEST_TITLE = 200;

/** System dialogs for the page. What it sends is foreign: it may choose a title and how many, nothing else. */
export function answerDialogs(): void {
  ipcMain.handle(CHOOSE_FILES, async (event, title: unknown, multiple: unknown) =>
    choose(event, { title: titleOf(title), properties: multiple === true ? ["openFile", "multiSelections"] : ["openFile"] }),
  );
  ipcMain.handle(CHOOSE_DIRECTORY, async (event, title: unknown) => {
    const [path] = await choose(event, { title: titleOf(title), properties: ["openDirectory", "createDirectory"] });
    return path ?? null;
  });
}

async function choose(event: IpcMainInvokeEvent, options: OpenDialogOptions): Promise<string[]> {
  const window = isTrustedSender(event.senderFrame) ? BrowserWindow.fromWebContents(event.sender) : null;
  if (window === null) return [];
  const { canceled, filePaths } = await dialog.showOpenDialog(window, options);
  return canceled ? [] : filePaths;
}

function titleOf(title: unknown): string {
  return typeof title === "string" ? title.slice(0, LONGEST_TITLE) : "Choose";
}
