import { TickmarkError } from "../foundation/errors.ts";
import { type Policy, policySchema } from "./policy.ts";

const REMEDY = "Compare the file with one of the policies that come with the program.";
const THRESHOLD_KEY = /^[a-z][a-z0-9-]*\.[a-z][A-Za-z0-9]*$/;

/**
 * Reads the JSON text of a policy. `file` is only told in errors.
 * Errors: `bad-input` when the text is no JSON, a field is missing, unknown or out of range, or a threshold is not above 0.
 */
export function loadPolicy(text: string, file = "policy"): Policy {
  const parsed = policySchema.safeParse(parseJson(text, file));
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    const place = first === undefined || first.path.length === 0 ? "the policy" : first.path.join(".");
    const more = parsed.error.issues.length - 1;
    throw new TickmarkError("bad-input", `The policy is not valid at ${place}${more > 0 ? ` (and in ${more} more places)` : ""}.`, {
      file,
      expected: (first?.message ?? "a policy object").replace(/\.$/, ""),
      remedy: REMEDY,
    });
  }
  for (const [key, value] of Object.entries(parsed.data.thresholds)) {
    if (!THRESHOLD_KEY.test(key)) throw refused(file, `The threshold key ${JSON.stringify(key)} is malformed.`, "<analysis id>.<name>");
    // A threshold of 0 would make every difference matter and "no exception" impossible.
    if (!(value > 0)) throw refused(file, `The threshold ${key} is ${value}.`, "a number above 0");
  }
  return parsed.data;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = /position (\d+)/.exec(message)?.[1];
    const line = position === undefined ? {} : { line: text.slice(0, Number(position)).split("\n").length };
    throw new TickmarkError("bad-input", "The policy is not valid JSON.", { file, ...line, expected: message, remedy: REMEDY }, error);
  }
}

function refused(file: string, message: string, expected: string): TickmarkError {
  return new TickmarkError("bad-input", message, { file, expected, remedy: REMEDY });
}
