import { ArchiveError } from "../errors.ts";

/** Returns a parser for whole numbers from `min` to `max`; anything else is `invalid-input` and names the option. */
export function parseCount(option: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (!Number.isInteger(count) || count < min || count > max)
      throw new ArchiveError(
        "invalid-input",
        `${option}: "${text}" is not a whole number from ${min} to ${max}`,
        `for example: ${option} ${Math.min(max, Math.max(min, 10))}`,
      );
    return count;
  };
}
