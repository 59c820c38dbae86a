import { ArchiveError } from "../errors.ts";

/** A parser for a whole number between two bounds; what is not one is `invalid-input` naming the option. */
export function parseCount(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (!Number.isInteger(count) || count < least || count > most)
      throw new ArchiveError(
        "invalid-input",
        `${option}: "${text}" is not a whole number from ${least} to ${most}`,
        `write ${option} ${least} … ${most}`,
      );
    return count;
  };
}
