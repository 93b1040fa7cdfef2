import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { TickmarkError } from "../foundation/errors.ts";

/** From the environment, else from standard input; a terminal shows nothing of what is typed. */
export async function readPassphrase(prompt: string): Promise<string> {
  const given = process.env["TICKMARK_PASSPHRASE"];
  if (given !== undefined && given !== "") return given;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = process.stdin.isTTY === true;
  if (terminal) process.stderr.write(`${prompt}: `);
  const reader = createInterface({ input: process.stdin, output: silent, terminal });
  try {
    for await (const line of reader) if (line !== "") return line;
  } finally {
    reader.close();
    if (terminal) process.stderr.write("\n");
  }
  throw new TickmarkError("usage", "No passphrase was given.", {
    remedy: "Type it at the prompt, pipe it in, or set TICKMARK_PASSPHRASE.",
  });
}
