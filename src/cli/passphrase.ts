import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { TickmarkError } from "../foundation/errors.ts";

/** What was piped in and not used yet; standard input is read once, since several passphrases may come one a line. */
let piped: string[] | null = null;

/** From the environment (the first variable that is set), else from standard input; a terminal shows nothing of what is typed. */
export async function readPassphrase(prompt: string, variables: readonly string[] = ["TICKMARK_PASSPHRASE"]): Promise<string> {
  const given = variables.map((name) => process.env[name] ?? "").find((value) => value !== "");
  if (given !== undefined) return given;
  const typed = process.stdin.isTTY === true ? await typedLine(prompt) : await pipedLine();
  if (typed !== undefined && typed !== "") return typed;
  throw new TickmarkError("usage", `No passphrase was given (${prompt}).`, {
    remedy: `Type it at the prompt, pipe it in, or set ${variables.join(" or ")}.`,
  });
}

async function pipedLine(): Promise<string | undefined> {
  piped ??= await lines();
  return piped.shift();
}

async function lines(): Promise<string[]> {
  const found: string[] = [];
  for await (const line of createInterface({ input: process.stdin, terminal: false })) if (line !== "") found.push(line);
  return found;
}

async function typedLine(prompt: string): Promise<string | undefined> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  process.stderr.write(`${prompt}: `);
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    for await (const line of reader) if (line !== "") return line;
    return undefined;
  } finally {
    reader.close();
    process.stderr.write("\n");
  }
}
