import { spawnSync } from "node:child_process";

/** Runs lines as a person would paste them into one shell; the output of both streams together. */
export function runShell(lines: string, cwd: string): { status: number | null; output: string } {
  const { status, stdout } = spawnSync("sh", ["-e", "-c", `exec 2>&1\n${lines}`], { cwd, encoding: "utf8" });
  return { status, output: stdout };
}

/** False, with a printed reason, where a program is missing. */
export function haveTools(...names: readonly string[]): boolean {
  return names.every((name) => {
    const found = spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;
    if (!found) process.stderr.write(`skipped: this machine has no ${name}\n`);
    return found;
  });
}
