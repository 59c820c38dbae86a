import type { z } from "zod";
import { type RequestError, requestError } from "./error-answer.ts";

type Issue = z.core.$ZodIssue;

const typeNames: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
};

/**
 * What a schema found wrong in a request, as an error of the catalogue: a person who gave too long a title reads it, too.
 * Checks with a message of their own say in it what was expected: "a whole number".
 */
export function describeIssue(issue: Issue): RequestError {
  const field = issue.path.filter((part) => typeof part === "string").join(".") || "body";
  switch (issue.code) {
    case "too_big": {
      const max = Number(issue.maximum);
      if (issue.origin === "string") return requestError("value-too-long", { field, max });
      if (issue.origin === "array") return requestError("too-many-values", { field, max });
      return requestError("value-too-large", { field, max });
    }
    case "too_small":
      return requestError("value-too-small", { field, min: Number(issue.minimum) });
    case "invalid_type":
      // The issue does not hold the input; only its text tells a missing value from a wrong one.
      if (issue.message.endsWith("received undefined")) return requestError("value-missing", { field });
      return requestError("value-invalid", { field, expected: typeNames[issue.expected] ?? issue.expected });
    case "invalid_value":
      return requestError("value-not-known", { field, known: issue.values.map(String).join(", ") });
    case "unrecognized_keys":
      return requestError("field-unknown", { field: issue.keys.join(", ") });
    case "custom":
      if (issue.params?.reason === "nothing-to-change") return requestError("nothing-to-change", {});
      return requestError("invalid-request", { why: issue.message });
    case "invalid_format":
      return requestError("value-invalid", { field, expected: issue.message });
    default:
      return requestError("invalid-request", { why: `${field}: ${issue.message}` });
  }
}
