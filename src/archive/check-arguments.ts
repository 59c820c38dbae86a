/** What a program without type checks may pass by mistake: a TypeError that names it, before anything is done. */

/** @throws TypeError */
export function checkString(value: unknown, what: string): void {
  if (typeof value !== "string") throw new TypeError(`${what} must be a string, not ${nameType(value)}`);
}

/** @throws TypeError; also for a single string, whose characters would be taken for a list */
export function checkStrings(value: unknown, what: string): void {
  checkList(value, what);
  for (const [place, item] of value.entries()) checkString(item, `${what}[${place}]`);
}

/** @throws TypeError */
export function checkList(value: unknown, what: string): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${what} must be an array, not ${nameType(value)}`);
}

/** A number of a sound track, or all of them. @throws TypeError */
export function checkTrack(value: unknown): void {
  if (value === "all" || (Number.isInteger(value) && (value as number) >= 1)) return;
  throw new TypeError(`track must be a whole number from 1 or "all", not ${String(value)}`);
}

/** Only keys that mean something: a misspelt one would do nothing, in silence. @throws TypeError */
export function checkKeys(value: unknown, known: readonly string[], what: string): void {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TypeError(`${what} must be an object, not ${nameType(value)}`);
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new TypeError(`${what} has an unknown key "${unknown}"; known are ${known.join(", ")}`);
}

function nameType(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? "an array" : `of type ${typeof value}`;
}
