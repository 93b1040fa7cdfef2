/** What the desktop's preload adds to the page; absent in a browser. */
export interface Desktop {
  readonly requestEngine: () => void;
  chooseFiles(options: { title: string; multiple: boolean }): Promise<string[]>;
  chooseDirectory(options: { title: string }): Promise<string | null>;
  pathForFile(file: File): string;
}

declare global {
  interface Window {
    readonly tickmarkDesktop?: Desktop;
  }
}

export const desktop: Desktop | null = window.tickmarkDesktop ?? null;
