import type { ErrorInfo } from "../../api/api.ts";
import { language } from "../language.ts";
import { russianValues } from "./russian-values.ts";

/** The values of a message, known words in the page's language. */
export function translateValues(values: ErrorInfo["values"]): ErrorInfo["values"] {
  if (language.value !== "ru") return values;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" && Object.hasOwn(russianValues, value) ? russianValues[value]! : value,
    ]),
  );
}
