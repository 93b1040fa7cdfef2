import { ORPCError } from "@orpc/client";
import { ValidationError } from "@orpc/contract";
import { type Failure, failureSchema } from "../../src/contract/errors.ts";

/** What went wrong, in the form that screens show. Nothing of a stack ever gets here. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ORPCError) {
    const declared = failureSchema.safeParse(error.data);
    if (declared.success) return declared.data;
    if (error.code === "BAD_REQUEST")
      return { code: "usage", message: "Something in the form is missing or has the wrong form.", ...describeIssues(error.data) };
    return {
      code: "unsupported",
      message: "The engine could not do this.",
      remedy: "Try again; if it stays, restart Tickmark. The case is kept as it was.",
    };
  }
  if (error instanceof ValidationError)
    return {
      code: "unsupported",
      message: "The engine answered in a form this window does not know.",
      remedy: "Window and engine must be of the same version.",
    };
  return {
    code: "unsupported",
    message: "The engine did not answer.",
    remedy: "Check that Tickmark is still running, then reload this window.",
  };
}

function describeIssues(data: unknown): Pick<Failure, "expected"> {
  if (typeof data !== "object" || data === null || !("issues" in data) || !Array.isArray(data.issues)) return {};
  const places = data.issues
    .map((issue: unknown) =>
      typeof issue === "object" && issue !== null && "path" in issue && Array.isArray(issue.path) ? issue.path.join(".") : "",
    )
    .filter((place) => place !== "");
  return places.length === 0 ? {} : { expected: `a value for ${places.join(", ")}` };
}
