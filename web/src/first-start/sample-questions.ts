import { language } from "../i18n/language.ts";

/** Searches that the bundled samples answer: by word, by another form, by meaning, across languages. */
const questions = {
  en: ["kubernetes", "“memory limits”", "when do I get the money back?", "beekeeper"],
  ru: ["суббота", "kubernetes", "как бабушка познакомилась с дедом?", "вернуть деньги за стол"],
};

/** Source names of the bundled samples. */
const sampleNames = new Set([
  "2026-01-22_11-15-30.opus",
  "2026-02-19_18-42-05.opus",
  "2026-03-16_10-00-12.opus",
  "2026-04-17_12-05-44.opus",
  "2026-05-09_16-40-10.opus",
  "Call_20260318_143007.opus",
  "REC_20260502_151230.opus",
  "Voice 260411_083517.opus",
]);

export function isSample({ sourceName }: { sourceName: string }): boolean {
  return sampleNames.has(sourceName);
}

export function sampleQuestions(): string[] {
  return questions[language.value];
}
