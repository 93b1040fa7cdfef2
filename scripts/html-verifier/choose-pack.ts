import type { Chosen, FolderItem } from "./browser-pack.ts";
import { byId } from "./elements.ts";

/** What the user chose, with a sentence that says so. */
export interface Choice {
  readonly chosen: Chosen;
  readonly label: string;
}

/** Two file inputs, and a place to drop a ZIP or a folder on. */
export function offerChoice(onChoice: (choice: Choice) => void, onError: (message: string) => void): void {
  const zip = byId("zip", HTMLInputElement);
  const folder = byId("folder", HTMLInputElement);
  zip.addEventListener("change", () => {
    const file = zip.files?.[0];
    if (file !== undefined) onChoice(zipChoice(file));
  });
  folder.addEventListener("change", () => {
    const files = [...(folder.files ?? [])];
    const items = files.map((file) => ({ path: file.webkitRelativePath.split("/").slice(1).join("/"), file }));
    if (items.length > 0) onChoice(folderChoice(files[0]?.webkitRelativePath.split("/")[0] ?? "", items));
  });
  offerDrop(byId("drop", HTMLElement), onChoice, onError);
}

function zipChoice(file: File): Choice {
  return { chosen: { kind: "zip", file }, label: `${file.name}, ${new Intl.NumberFormat("en-GB").format(file.size)} bytes` };
}

function folderChoice(name: string, items: readonly FolderItem[]): Choice {
  return { chosen: { kind: "folder", items }, label: `Folder ${name}, ${items.filter((item) => "file" in item).length} files` };
}

function offerDrop(place: HTMLElement, onChoice: (choice: Choice) => void, onError: (message: string) => void): void {
  // Anywhere else on the page a dropped file would replace the page.
  for (const name of ["dragover", "drop"] as const) document.addEventListener(name, (event) => event.preventDefault());
  place.addEventListener("dragenter", () => place.classList.add("over"));
  place.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node && place.contains(event.relatedTarget))) place.classList.remove("over");
  });
  place.addEventListener("drop", (event) => {
    place.classList.remove("over");
    const [item, ...others] = [...(event.dataTransfer?.items ?? [])];
    const entry = item?.webkitGetAsEntry() ?? null;
    const file = item?.getAsFile() ?? null;
    if (others.length > 0) onError("Drop one ZIP or one folder.");
    else if (entry?.isDirectory === true)
      itemsBelow(entry as FileSystemDirectoryEntry, "").then(
        (items) => onChoice(folderChoice(entry.name, items)),
        () => onError("The folder cannot be read."),
      );
    else if (file !== null) onChoice(zipChoice(file));
  });
}

/** All files and folders below a dropped folder; unlike a chosen folder it shows empty folders too. */
async function itemsBelow(directory: FileSystemDirectoryEntry, base: string): Promise<FolderItem[]> {
  const reader = directory.createReader();
  const items: FolderItem[] = [];
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return items;
    for (const entry of entries) {
      const path = base === "" ? entry.name : `${base}/${entry.name}`;
      if (entry.isDirectory) items.push({ path, folder: true }, ...(await itemsBelow(entry as FileSystemDirectoryEntry, path)));
      else items.push({ path, file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)) });
    }
  }
}
