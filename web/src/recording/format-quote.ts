import type { WordTimeline } from "./word-timeline.ts";

/** The words of a range in one line. */
export function quotedText(timeline: WordTimeline, words: { first: number; end: number }): string {
  return timeline.texts.slice(words.first, words.end).join(" ");
}

/** A quote to paste anywhere: the words, their source and time, and the link that plays them. */
export function formatQuote(quote: {
  text: string;
  title: string;
  date: string;
  time: string;
  speaker: string | null;
  language: string | null;
  link: string;
}): string {
  const [open, close] = quote.language === "ru" ? ["«", "»"] : ["“", "”"];
  const who = quote.speaker ? `${quote.speaker}, ` : "";
  return `${open}${quote.text}${close}\n— ${who}${quote.title}, ${quote.date}, ${quote.time}\n${quote.link}`;
}
