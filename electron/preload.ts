import { contextBridge, ipcRenderer, webUtils } from "electron";
import { CHOOSE_DIRECTORY, CHOOSE_FILES, ENGINE_PORT, REQUEST_ENGINE } from "./channels.ts";

/** Message ports cannot cross the bridge, so the port goes to the page as the page's own message. */
ipcRenderer.on(ENGINE_PORT, (event) => {
  window.postMessage(ENGINE_PORT, location.origin, event.ports);
});

contextBridge.exposeInMainWorld("tickmarkDesktop", {
  requestEngine: () => ipcRenderer.send(REQUEST_ENGINE),
  chooseFiles: (options: { title: string; multiple: boolean }) => ipcRenderer.invoke(CHOOSE_FILES, options.title, options.multiple),
  chooseDirectory: (options: { title: string }) => ipcRenderer.invoke(CHOOSE_DIRECTORY, options.title),
  pathForFile: (file: File) => webUtils.getPathForFile(file),
});
