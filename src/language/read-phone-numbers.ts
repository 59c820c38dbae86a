import { type Reading, startsWithDigit, type Token } from "./token.ts";

/** A card has 16 digits, an account 20. */
const maxDigits = 20;
const minDigits = 7;
/** More digits are no phone number (ITU-T E.164). */
const maxPhoneDigits = 15;
const maxGroupDigits = 4;

type Group = { first: number; end: number; from: number; to: number; digits: string };

/**
 * Digits in groups as one number: `+7 (926) 123-45-67`, `8 926 123 45 67` and the same in words are 9261234567; a card's
 * four groups are its sixteen digits. Of a phone number the last ten digits stand first, since what stands before them is
 * written in several ways (+7, 8, or nothing); then all of them; then the last seven, which is how it is said in its town.
 * @param numbers what `readNumbers` found
 */
export function readPhoneNumbers(
  text: string,
  tokens: readonly Token[],
  numbers: readonly Token[],
): Reading[] {
  const groups = groupsOf(tokens, numbers);
  const found: Reading[] = [];
  for (let at = 0; at < groups.length; ) {
    const run = [groups[at]!];
    while (at + run.length < groups.length && areJoined(text, run.at(-1)!, groups[at + run.length]!)) {
      run.push(groups[at + run.length]!);
    }
    at += run.length;
    const digits = run.map((group) => group.digits).join("");
    if (digits.length < minDigits || digits.length > maxDigits) continue;
    if (isList(run, text) || isNumberAndYear(run, numbers)) continue;
    const isPhone = digits.length <= maxPhoneDigits;
    const ways = [
      ...(isPhone && digits.length > 10 ? [digits.slice(-10)] : []),
      ...(run.length > 1 ? [digits] : []),
    ];
    const { from } = run[0]!;
    const { to } = run.at(-1)!;
    const reading = (word: string): Reading => ({ from, to, word, stem: word, script: "other" });
    found.push(...ways.map(reading));
    if (isPhone && digits.length >= 10) found.push({ ...reading(digits.slice(-7)), isPart: true });
  }
  return found;
}

/** Years, or fewer than ten digits with only spaces between them, where they are not grouped as a phone number is. */
function isList(run: readonly Group[], text: string): boolean {
  if (run.length === 1) return false;
  if (run.every(({ digits }) => /^(?:19|20)\d\d$/.test(digits))) return true;
  const written = text.slice(run[0]!.from, run.at(-1)!.to);
  if (/[-‐‑.()]/.test(written) || run.reduce((sum, { digits }) => sum + digits.length, 0) >= 10) return false;
  const shape = run.map(({ digits }) => digits.length).join("");
  return !/^(?:34|322|232|223|1+|33)$/.test(shape);
}

/** «10 000 2024»: all groups but the last are one number. */
function isNumberAndYear(run: readonly Group[], numbers: readonly Token[]): boolean {
  const { from } = run[0]!;
  const beforeLast = run.at(-2);
  return run.length > 2 && numbers.some((number) => number.from === from && number.to === beforeLast!.to);
}

/** Every token of digits, and every number said in words. */
function groupsOf(tokens: readonly Token[], numbers: readonly Token[]): Group[] {
  const groups: Group[] = [];
  let next = 0;
  for (let at = 0; at < tokens.length; at++) {
    const { from, to, word } = tokens[at]!;
    while (next < numbers.length && numbers[next]!.from < from) next++;
    if (startsWithDigit(word) && /^\d+$/.test(word))
      groups.push({ first: at, end: at + 1, from, to, digits: word });
    else if (numbers[next]?.from === from && /^\d+$/.test(numbers[next]!.word)) {
      const said = numbers[next]!;
      let end = at + 1;
      while (end < tokens.length && tokens[end]!.to <= said.to) end++;
      groups.push({ first: at, end, from, to: said.to, digits: said.word });
      at = end - 1;
    }
  }
  return groups;
}

/** Beside each other with nothing between but a space, a hyphen, brackets; a dot only where it stands alone (926.123.45.67). */
function areJoined(text: string, before: Group, after: Group): boolean {
  if (before.end !== after.first) return false;
  if (before.digits.length > maxGroupDigits || after.digits.length > maxGroupDigits) return false;
  const between = text.slice(before.to, after.from);
  if (between === ".") return before.digits.length > 1 && after.digits.length > 1;
  return /^(?=.{1,4}$)[ \u00a0\u2009\u202f]?[)(]?[ \u00a0]?[-‐‑]?[ \u00a0]?[(]?$/.test(between);
}
