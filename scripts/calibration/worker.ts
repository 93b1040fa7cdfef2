import { parentPort } from "node:worker_threads";
import { CALIBRATION_SECTIONS } from "./sections.ts";

/** Computes the sections whose numbers it is sent. */
parentPort?.on("message", (index: number) => {
  parentPort?.postMessage({ index, lines: CALIBRATION_SECTIONS[index]?.lines() ?? [] });
});
