import { language } from "../i18n/language.ts";

/**
 * The library's notes are English sentences; these are the ones it makes, in Russian. One that is not here is shown as it
 * came: an English note is better than none.
 */
const russian: [RegExp, string][] = [
  [/^Nothing is indexed yet: there is no speech to search\.$/, "Искать пока негде: нет распознанной речи."],
  [/^There is no embedding model: searched by words only\.$/, "Нет модели смысла: поиск только по словам."],
  [
    /^(\d+) of (\d+) passages have no vector of the model in use yet: search by meaning is partial\.$/,
    "Поиск по смыслу пока неполный: обработано не всё ($1 из $2 отрывков ещё ждут).",
  ],
  [/^Searched by words only\.$/, "Поиск только по словам."],
  [/^Searched by words only: (.*)$/, "Поиск только по словам: $1"],
  [
    /^The question is very long: only its first (\d+) characters were used\.$/,
    "Вопрос очень длинный: взяты первые $1 знаков.",
  ],
  [
    /^A quote does not close: its words were searched as ordinary words\.$/,
    "Кавычка не закрыта: слова искались по отдельности.",
  ],
  [/^No word begins with “(.*)”\.$/, "Ни одно слово не начинается на «$1»."],
];

/** What the page says itself, beside the words or over the hits that it is about. */
const saidElsewhere = [/^“.*” was not found: searched for “.*”\.$/, /^No confident match; /];

/** The notes that are left to say. */
export function notesToSay(notes: readonly string[]): string[] {
  return notes.filter((note) => !saidElsewhere.some((pattern) => pattern.test(note)));
}

/** A note of a search answer in the page's language. */
export function translateNote(note: string): string {
  if (language.value !== "ru") return note;
  const known = russian.find(([pattern]) => pattern.test(note));
  return known ? note.replace(known[0], known[1]) : note;
}
