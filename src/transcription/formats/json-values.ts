/** Reads values of foreign JSON: a wrong type gives null or an empty value, never an exception. */

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectAt(value: unknown, key: string): JsonObject {
  const inner = isObject(value) ? value[key] : undefined;
  return isObject(inner) ? inner : {};
}

export function arrayAt(value: unknown, key: string): unknown[] {
  const inner = isObject(value) ? value[key] : undefined;
  return Array.isArray(inner) ? inner : [];
}

/** The objects among the items of a list. */
export function objectsAt(value: unknown, key: string): JsonObject[] {
  return arrayAt(value, key).filter(isObject);
}

export function textAt(value: unknown, key: string): string | null {
  const inner = isObject(value) ? value[key] : undefined;
  return typeof inner === "string" ? inner : null;
}

/** A number, also as a string (`"8.65"`, `"13.300s"`). */
export function toNumber(value: unknown): number | null {
  if (typeof value === "string" && /^\s*-?\d+(\.\d+)?(e-?\d+)?\s*s?\s*$/i.test(value))
    return Number.parseFloat(value);
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function numberAt(value: unknown, key: string): number | null {
  return isObject(value) ? toNumber(value[key]) : null;
}

/** Seconds at `key`, as milliseconds. */
export function secondsAt(value: unknown, key: string): number | null {
  const seconds = numberAt(value, key);
  return seconds === null ? null : seconds * 1000;
}

/** A speaker's name; a number becomes `Speaker 1`. */
export function speakerAt(value: unknown, key: string): string | null {
  const inner = isObject(value) ? value[key] : undefined;
  if (typeof inner === "number") return `Speaker ${inner}`;
  if (typeof inner !== "string" || inner.trim() === "") return null;
  return /^\d+$/.test(inner.trim()) ? `Speaker ${inner.trim()}` : inner.trim();
}
