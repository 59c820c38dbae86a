import { archiveError } from "../errors.ts";

/**
 * Returns a parser for whole numbers from `min` to `max`; anything else is `invalid-input` and names the option.
 * @param example a usable number, for the hint
 */
export function parseCount(
  option: string,
  min: number,
  max: number,
  example = Math.min(max, Math.max(min, 10)),
): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (!Number.isInteger(count) || count < min || count > max)
      throw archiveError("invalid-number", {
        option,
        value: text,
        min,
        max,
        example,
      });
    return count;
  };
}
