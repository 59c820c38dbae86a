import type { ErrorInfo } from "../../api/api.ts";
import { language } from "../language.ts";
import { russianValues } from "./russian-values.ts";

/** The values of a message, known words in the page's language. */
export function translateValues(values: ErrorInfo["values"]): ErrorInfo["values"] {
  if (language.value !== "ru") return values;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" ? translate(name, value) : value,
    ]),
  );
}

/** Seconds come as text, with the digits that matter: `6.5` is «6,5» in Russian. */
function translate(name: string, value: string): string {
  if (/seconds$/i.test(name) && /^\d+\.\d+$/.test(value)) return value.replace(".", ",");
  return Object.hasOwn(russianValues, value) ? russianValues[value]! : value;
}
