import { parseArgs } from "node:util";
import { describeError, isTickmarkError, TickmarkError } from "../foundation/errors.ts";
import { isInterruption } from "../workbench/job.ts";
import { createServices } from "../workbench/workbench.ts";
import { type Command, EXIT, type Invocation, type OptionTable } from "./command.ts";
import { commands } from "./commands.ts";
import { readPassphrase } from "./passphrase.ts";
import { terminalJson, terminalText } from "./terminal-text.ts";
import { terminalProgress } from "./terminal-progress.ts";

const COMMON = {
  json: { type: "boolean", help: "print the result as JSON" },
  help: { type: "boolean", help: "show this help" },
} satisfies OptionTable;

process.exitCode = await main(process.argv.slice(2));

async function main(given: readonly string[]): Promise<number> {
  const [name, ...rest] = given;
  if (name === undefined || name === "--help" || name === "help") {
    console.log(overview());
    return name === undefined ? EXIT.usage : EXIT.good;
  }
  const command = commands.find((entry) => entry.name === name);
  if (command === undefined) {
    console.error(`tickmark: there is no command "${name}". Commands: ${commands.map((entry) => entry.name).join(", ")}.`);
    return EXIT.usage;
  }
  if (rest.includes("--help")) {
    console.log(helpOf(command));
    return EXIT.good;
  }
  return await execute(command, rest);
}

async function execute(command: Command, given: readonly string[]): Promise<number> {
  const controller = new AbortController();
  // Never taken off: npm and the terminal may both deliver the same Ctrl-C, and the second must not kill what is being tidied up.
  const interrupt = (): void => controller.abort();
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  const progress = terminalProgress(process.stderr);
  const workbench = createServices({ host: "loopback" });
  try {
    const { values, positionals } = parseOptions(command, given);
    const texts = (option: string): readonly string[] => (Array.isArray(values[option]) ? (values[option] as string[]) : []);
    const invocation: Invocation = {
      positionals,
      text: (option) => (typeof values[option] === "string" ? values[option] : undefined),
      texts,
      flag: (option) => values[option] === true,
      json: values["json"] === true,
      workbench,
      job: { signal: controller.signal, report: progress.report },
      print: (text) => {
        progress.clear();
        console.log(terminalText(text));
      },
      warn: (text) => {
        progress.clear();
        console.error(terminalText(`tickmark ${command.name}: ${text}`));
      },
      printJson: (value) => {
        progress.clear();
        console.log(terminalJson(value));
      },
      passphrase: readPassphrase,
    };
    return await command.run(invocation);
  } catch (error) {
    progress.clear();
    if (controller.signal.aborted && isInterruption(error)) {
      console.error(`tickmark ${command.name}: Cancelled. Nothing half-done was left behind.`);
      return EXIT.cancelled;
    }
    console.error(terminalText(`tickmark ${command.name}: ${describeError(error)}`));
    if (process.env["TICKMARK_TRACE"] !== undefined) console.error(error);
    return exitCodeOf(error);
  } finally {
    progress.clear();
    await workbench.close();
  }
}

function parseOptions(command: Command, given: readonly string[]): { values: Record<string, unknown>; positionals: string[] } {
  const table: OptionTable = { ...COMMON, ...command.options };
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { type, multiple }]) => [name, { type, ...(multiple === true ? { multiple } : {}) }]),
  );
  try {
    return parseArgs({ args: [...given], options, allowPositionals: true, strict: true });
  } catch (cause) {
    throw new TickmarkError(
      "usage",
      `${cause instanceof Error ? cause.message : String(cause)} See tickmark ${command.name} --help.`,
      {},
      cause,
    );
  }
}

function exitCodeOf(error: unknown): number {
  if (!isTickmarkError(error)) return EXIT.badInput;
  if (error.code === "usage") return EXIT.usage;
  return error.code === "verification-failed" ? EXIT.verificationFailed : EXIT.badInput;
}

function overview(): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  const lines = commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary.split("\n")[0] ?? ""}`);
  return [
    "tickmark <command> [options]",
    "",
    ...lines,
    "",
    "tickmark <command> --help shows options and an example.",
    "Exit codes: 0 good, 1 exceptions found where asked or a control total that differs, 2 usage, 3 bad input,",
    "4 verification failed, 5 intact but signer not checked, 6 good but figures withheld, 130 cancelled.",
  ].join("\n");
}

function helpOf(command: Command): string {
  const table: OptionTable = { ...command.options, ...COMMON };
  const options = Object.entries(table).map(([name, option]): [string, string] => [
    `--${name}${option.type === "string" ? ` ${option.value ?? "TEXT"}` : ""}`,
    option.help,
  ]);
  const width = Math.max(...options.map(([left]) => left.length));
  return [
    `tickmark ${command.name} ${command.usage}`,
    "",
    command.summary,
    "",
    ...options.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`),
    "",
    "Example:",
    `  ${command.example}`,
  ].join("\n");
}
