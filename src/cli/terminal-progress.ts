import type { WriteStream } from "node:tty";
import type { ReportProgress } from "../workbench/job.ts";

/** One line on a terminal, nothing elsewhere. */
export function terminalProgress(stream: WriteStream): { report: ReportProgress; clear(): void } {
  let shown = false;
  const clear = (): void => {
    if (shown) stream.write("\r\u001B[2K");
    shown = false;
  };
  const report: ReportProgress = ({ step, fraction }) => {
    if (stream.isTTY !== true) return;
    const percent = fraction == null ? "" : ` ${Math.round(fraction * 100)} %`;
    clear();
    stream.write(`${step}${percent}`.slice(0, Math.max(20, stream.columns - 1)));
    shown = true;
  };
  return { report, clear };
}
