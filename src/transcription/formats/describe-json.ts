/** What a JSON holds of which no reader knows the format. */

import { isObject } from "./json-values.ts";

const timeNames =
  /^(?:start|end|begin|stop|from|to|ts|time|offset|t)$|^(?:start|end|begin)[_A-Z]|time(?:stamp|step|code)/;
const maxDepth = 6;

/** True where a list inside has times: numbers or clocks under a name that means a time. One time alone is a date. */
export function hasTimes(value: unknown, isInList = false, depth = 0): boolean {
  if (depth > maxDepth) return false;
  if (Array.isArray(value)) return value.slice(0, 50).some((item) => hasTimes(item, true, depth + 1));
  if (!isObject(value)) return false;
  return Object.entries(value).some(
    ([key, inner]) =>
      (timeNames.test(key) && (isInList || Array.isArray(inner)) && isTime(inner)) ||
      hasTimes(inner, isInList, depth + 1),
  );
}

// Also a list of them, as [start, end] or beside a list of tokens.
function isTime(value: unknown): boolean {
  if (Array.isArray(value)) return value.slice(0, 50).some((item) => isTime(item));
  return (
    typeof value === "number" || (typeof value === "string" && /^\d+(?:[:.,]\d+)*\s*s?$/.test(value.trim()))
  );
}

/** The names of its fields, or of those of a list's first object: `id, start, sentence`; a dash where it has none. */
export function jsonFields(value: unknown): string {
  const object = Array.isArray(value) ? value.find(isObject) : value;
  const names = isObject(object) ? Object.keys(object).map((name) => name.slice(0, 30)) : [];
  if (names.length === 0) return "–";
  return names.length > 8 ? `${names.slice(0, 8).join(", ")}, …` : names.join(", ");
}
