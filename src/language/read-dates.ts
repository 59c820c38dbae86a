import { type Reading, startsWithDigit, type Token } from "./token.ts";

const russianMonths = "январ феврал март апрел ма июн июл август сентябр октябр ноябр декабр".split(" ");
const englishMonths =
  "january february march april may june july august september october november december".split(" ");
const months = new Map<string, number>();
for (const [at, stem] of russianMonths.entries()) {
  for (const ending of ["я", "а", "ь", "й", "", "е", "ю", "у"]) {
    if (stem !== "ма" || /[яйею]/.test(ending)) months.set(stem + ending, at + 1);
  }
}
for (const [at, name] of englishMonths.entries()) {
  months.set(name, at + 1);
  months.set(name.slice(0, 3), at + 1);
}
for (const [at, name] of "янв фев мар апр май июн июл авг сен окт ноя дек".split(" ").entries()) {
  months.set(name, at + 1);
}
months.set("sept", 9).set("сент", 9);

const englishMonth = new Set(englishMonths.flatMap((name) => [name, name.slice(0, 3)]).concat("sept"));

type Day = { year: number | undefined; month: number; day: number };
type Read = Day & { end: number };

/**
 * Dates as one word each: «15 марта 2024 года», March 15, 2024, 15.03.2024 and 2024-03-15 are `2024y3m15d`, and with or
 * without a year `3m15d`. Where day and month may be either (04/05/2024) both are given. Each stands beside its tokens.
 * @param numbers what `readNumbers` found: «пятнадцатое марта» is a date, too
 */
export function readDates(text: string, tokens: readonly Token[], numbers: readonly Token[]): Reading[] {
  const found: Reading[] = [];
  const saying = new Map(numbers.map((number) => [number.from, number]));
  for (let first = 0; first < tokens.length; ) {
    const { word, from } = tokens[first]!;
    if (!startsWithDigit(word) && !(saying.size > 0 && saying.has(from)) && !englishMonth.has(word)) {
      first++;
      continue;
    }
    const read = readInDigits(text, tokens, first) ?? readInWords(text, tokens, { first, saying });
    const dates = read.filter(isDate);
    if (dates.length === 0) {
      first++;
      continue;
    }
    const { end } = dates[0]!;
    const { to } = tokens[end - 1]!;
    for (const { year, month, day } of dates) {
      const ofDay = { ...dateWord(`${month}m${day}d`), from, to };
      if (year === undefined) found.push(ofDay);
      else found.push({ ...dateWord(`${year}y${month}m${day}d`), from, to }, { ...ofDay, isPart: true });
    }
    first = end;
  }
  return found;
}

/** True for what `readDates` makes. */
export function isDateWord(word: string): boolean {
  return /^(?:\d{4}y)?\d{1,2}m\d{1,2}d$/.test(word);
}

function dateWord(word: string): Pick<Token, "word" | "stem" | "script"> {
  return { word, stem: word, script: "latin" };
}

function isDate({ year, month, day }: Day): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year ?? 2024, month, 0)).getUTCDate();
}

/** 15.03.2024, 15/03/2024, 15-03-2024, 2024-03-15; undefined if three groups of digits do not begin here. */
function readInDigits(text: string, tokens: readonly Token[], first: number): Read[] | undefined {
  const parts = tokens.slice(first, first + 3);
  if (parts.length < 3 || !parts.every(({ word }) => /^(?:\d{1,2}|\d{4})$/.test(word))) return undefined;
  const [a, b, c] = parts as [Token, Token, Token];
  const joint = text.slice(a.to, b.from);
  if (!/^[-‐‑./]$/.test(joint) || text.slice(b.to, c.from) !== joint) return undefined;
  // No part of a longer number, an address or a version.
  if (/^[-.,/:]\d/.test(text.slice(c.to, c.to + 2)) || /\d[-.,/:]$/.test(text.slice(0, a.from).slice(-2)))
    return undefined;
  const [one, two, three] = [Number(a.word), Number(b.word), Number(c.word)];
  const end = first + 3;
  if (a.word.length === 4) return c.word.length <= 2 ? [{ year: one, month: two, day: three, end }] : [];
  if (c.word.length !== 4 || b.word.length > 2) return [];
  const dayFirst = { year: three, month: two, day: one, end };
  return joint === "/" ? [dayFirst, { year: three, month: one, day: two, end }] : [dayFirst];
}

type Words = { first: number; saying: ReadonlyMap<number, Token> };

/** 15 марта (2024), 15th of March(, 2024), March 15(, 2024). */
function readInWords(text: string, tokens: readonly Token[], { first, saying }: Words): Read[] {
  const numberAt = (at: number): { value: number; end: number } | undefined => {
    const token = tokens[at];
    if (!token) return undefined;
    const said = saying.get(token.from);
    if (said && /^\d{1,4}$/.test(said.word)) {
      let end = at + 1;
      while (end < tokens.length && tokens[end]!.to <= said.to) end++;
      return { value: Number(said.word), end };
    }
    return /^\d{1,4}$/.test(token.word) ? { value: Number(token.word), end: at + 1 } : undefined;
  };
  const isBeside = (at: number): boolean =>
    at < tokens.length && /^[\s,-]{1,2}$/.test(text.slice(tokens[at - 1]!.to, tokens[at]!.from));
  const monthAt = (at: number): number | undefined => months.get(tokens[at]?.word ?? "");
  const withYear = (day: number, month: number, end: number): Read[] => {
    const year = isBeside(end) ? numberAt(end) : undefined;
    const isYear = year !== undefined && year.value >= 1000;
    return [{ year: isYear ? year.value : undefined, month, day, end: isYear ? year.end : end }];
  };
  const named = monthAt(first);
  if (named !== undefined) {
    const day = isBeside(first + 1) ? numberAt(first + 1) : undefined;
    // «В марте 15 человек»: in Russian the day stands first.
    return day && englishMonth.has(tokens[first]!.word) ? withYear(day.value, named, day.end) : [];
  }
  const day = numberAt(first);
  if (!day) return [];
  const at = /^(?:of|го|е)$/.test(tokens[day.end]?.word ?? "") ? day.end + 1 : day.end;
  const month = monthAt(at);
  const areBeside = Array.from({ length: at - day.end + 1 }, (_, step) => isBeside(day.end + step));
  return month !== undefined && areBeside.every(Boolean) ? withYear(day.value, month, at + 1) : [];
}
