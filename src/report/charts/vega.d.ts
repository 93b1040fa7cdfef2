/** The few parts of Vega that a static chart needs; its own types ask for a browser. */
declare module "vega" {
  export class View {
    constructor(runtime: unknown, options: { renderer: "none"; logLevel?: number });
    run(): this;
    background(): string;
    padding(): { left: number; right: number; top: number; bottom: number };
    origin(): [number, number];
    scenegraph(): { root: { bounds: { x1: number; y1: number; x2: number; y2: number } } };
    finalize(): this;
  }
  export class SVGStringRenderer {
    initialize(element: null, width: number, height: number, origin: [number, number], scaleFactor: number): this;
    background(colour: string): this;
    render(root: unknown): this;
    svg(): string;
  }
  export function parse(spec: unknown): unknown;
  export function resetSVGDefIds(): void;
  export const textMetrics: { width: (item: { readonly fontSize?: number; readonly limit?: number }, text: unknown) => number };
}

declare module "vega-lite" {
  export interface Logger {
    level(): number;
    error(...message: unknown[]): Logger;
    warn(...message: unknown[]): Logger;
    info(...message: unknown[]): Logger;
    debug(...message: unknown[]): Logger;
  }
  export function compile(spec: unknown, options: { logger: Logger }): { spec: unknown };
}
