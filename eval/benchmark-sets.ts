/** The sets made of data that is no part of the project: XQuAD, Tatoeba pairs, a list of transliterated terms. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { analyseText } from "../src/language/analyse-text.ts";
import { addErrors } from "./add-errors.ts";
import { archiveOfTexts, halved, type SearchSet, type SetQuestion, type TextLanguage } from "./search-set.ts";

type Paragraph = { number: number; article: number; language: TextLanguage; text: string };
type Question = { text: string; paragraph: number };
type Side = { paragraphs: Paragraph[]; questions: Question[] };
type Xquad = Record<TextLanguage, Side>;

/** A number of its own for each of a pair of texts: Russian even, English odd. */
const numberIn = (language: TextLanguage, at: number): number => at * 2 + (language === "ru" ? 0 : 1);
const other = { ru: "en", en: "ru" } as const;
const both = ["ru", "en"] as const;

/** All sets that the files in `folder` allow, and the names of the files that are not there. */
export function readBenchmarkSets(
  folder: string,
  words: readonly [ru: string, en: string][],
): { sets: SearchSet[]; absent: string[] } {
  const names = {
    ru: "xquad.ru.dev.json",
    en: "xquad.en.dev.json",
    tatoeba: "tatoeba.rus-eng.dev.tsv",
    translit: "translit.dev.tsv",
  };
  const absent = Object.values(names).filter((name) => !existsSync(join(folder, name)));
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const rows = (name: string) =>
    read(name)
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split("\t") as [string, string]);
  const has = (...wanted: string[]) => !wanted.some((name) => absent.includes(name));
  const sets: SearchSet[] = [];
  if (has(names.ru, names.en)) {
    const xquad = { ru: readXquad(read(names.ru), "ru"), en: readXquad(read(names.en), "en") };
    sets.push(...languageSets(xquad), ...mixedSets(xquad));
    sets.push(...[...noisySets(xquad), ...unansweredSets(xquad)].map(halved));
    for (const asked of both) {
      const texts = xquad[other[asked]].paragraphs;
      sets.push(wordSet(`one word ${asked} → ${other[asked]}, XQuAD`, texts, words));
    }
    if (has(names.translit)) sets.push(...translitSets(rows(names.translit).slice(1), xquad.ru.paragraphs));
  }
  if (has(names.tatoeba)) sets.push(...tatoebaSets(rows(names.tatoeba), words));
  return { sets, absent };
}

function readXquad(json: string, language: TextLanguage): Side {
  type File = { data: { paragraphs: { context: string; qas: { question: string }[] }[] }[] };
  const { data } = JSON.parse(json) as File;
  const paragraphs: Paragraph[] = [];
  const questions: Question[] = [];
  for (const [article, { paragraphs: own }] of data.entries()) {
    for (const { context, qas } of own) {
      const at = paragraphs.length;
      paragraphs.push({ number: numberIn(language, at), article, language, text: context });
      for (const { question } of qas) questions.push({ text: question, paragraph: at });
    }
  }
  return { paragraphs, questions };
}

/** Questions in one language whose right answer is the paragraph in another (or in each of several). */
function ask(
  xquad: Xquad,
  asked: TextLanguage,
  told: readonly TextLanguage[],
  isAsked: (question: Question) => boolean = () => true,
): SetQuestion[] {
  return xquad[asked].questions
    .filter(isAsked)
    .map((one) => ({ text: one.text, right: told.map((language) => numberIn(language, one.paragraph)) }));
}

function languageSets(xquad: Xquad): SearchSet[] {
  const archives = { ru: archiveOfTexts(xquad.ru.paragraphs), en: archiveOfTexts(xquad.en.paragraphs) };
  const pairs = [
    ["ru", "ru"],
    ["en", "en"],
    ["ru", "en"],
    ["en", "ru"],
  ] as const;
  return pairs.map(([asked, told]) => ({
    name: `${asked} → ${told}`,
    archive: archives[told],
    questions: ask(xquad, asked, [told]),
  }));
}

function mixedSets(xquad: Xquad): SearchSet[] {
  const languageOf = (at: number): TextLanguage => (at % 2 ? "ru" : "en");
  const half = archiveOfTexts(xquad.ru.paragraphs.map((_, at) => xquad[languageOf(at)].paragraphs[at]!));
  const all = archiveOfTexts([...xquad.ru.paragraphs, ...xquad.en.paragraphs]);
  const inHalf = (asked: TextLanguage, told: TextLanguage) =>
    ask(xquad, asked, [told], ({ paragraph }) => languageOf(paragraph) === told);
  return [
    {
      name: "half and half, same language",
      archive: half,
      questions: [...inHalf("ru", "ru"), ...inHalf("en", "en")],
    },
    {
      name: "half and half, other language",
      archive: half,
      questions: [...inHalf("ru", "en"), ...inHalf("en", "ru")],
    },
    {
      name: "all in both, same language",
      archive: all,
      questions: [...ask(xquad, "ru", ["ru"]), ...ask(xquad, "en", ["en"])],
    },
    {
      name: "all in both, only other language",
      archive: all,
      questions: [...ask(xquad, "ru", ["en"]), ...ask(xquad, "en", ["ru"])],
    },
  ];
}

/** Word errors as a recogniser makes them, in the texts; the questions stay as they are. */
function noisySets(xquad: Xquad): SearchSet[] {
  const noisy = (language: TextLanguage, rate: number) => {
    const { paragraphs } = xquad[language];
    const otherWords = paragraphs.flatMap(({ text }) => text.split(/\s+/).filter(Boolean));
    return archiveOfTexts(
      paragraphs.map((one) => ({
        ...one,
        text: addErrors(one.text, { rate, seed: one.number + 1, otherWords }),
      })),
    );
  };
  return [0.2, 0.45].flatMap((rate) =>
    both.flatMap((language) => {
      const archive = noisy(language, rate);
      const percent = `${rate * 100} % word errors`;
      return [
        {
          name: `${language} → ${language}, ${percent}`,
          archive,
          questions: ask(xquad, language, [language]),
        },
        {
          name: `${other[language]} → ${language}, ${percent}`,
          archive,
          questions: ask(xquad, other[language], [language]),
        },
      ];
    }),
  );
}

/** Half of the articles are left out: their questions have no answer; the others show what caution costs. */
function unansweredSets(xquad: Xquad): SearchSet[] {
  const isIn = (at: number) => xquad.ru.paragraphs[at]!.article % 2 === 0;
  return both.flatMap((language) => {
    const archive = archiveOfTexts(xquad[language].paragraphs.filter((_, at) => isIn(at)));
    return both.flatMap((asked) => {
      const answered = ask(xquad, asked, [language], ({ paragraph }) => isIn(paragraph));
      const unanswered = ask(xquad, asked, [], ({ paragraph }) => !isIn(paragraph));
      return [
        { name: `answered ${asked} → ${language}`, archive, questions: answered },
        { name: `no answer ${asked} → ${language}`, archive, questions: unanswered },
      ];
    });
  });
}

/** One word, asked in the other language: every text that has its translation is right. */
function wordSet(
  name: string,
  texts: readonly Paragraph[],
  words: readonly [ru: string, en: string][],
): SearchSet {
  const stems = texts.map(({ text }) => new Set(analyseText(text).tokens.map((token) => token.stem)));
  const told = texts[0]!.language;
  const questions = words.flatMap(([ru, en]) => {
    const [asked, said] = told === "ru" ? [en, ru] : [ru, en];
    const stem = analyseText(said).tokens[0]!.stem;
    const right = texts.filter((_, at) => stems[at]!.has(stem)).map(({ number }) => number);
    return right.length > 0 && right.length <= 5 ? [{ text: asked, right }] : [];
  });
  return { name, archive: archiveOfTexts(texts), questions };
}

function tatoebaSets(
  pairs: readonly [string, string][],
  words: readonly [ru: string, en: string][],
): SearchSet[] {
  return both.flatMap((told) => {
    const side = told === "ru" ? 0 : 1;
    const texts = pairs.map((pair, at) => ({
      number: numberIn(told, at),
      article: at,
      language: told,
      text: pair[side]!,
    }));
    const archive = archiveOfTexts(texts);
    const asked = other[told];
    const questions = pairs.map((pair, at) => ({ text: pair[1 - side]!, right: [numberIn(told, at)] }));
    const oneWord = wordSet(`one word ${asked} → ${told}, Tatoeba`, texts, words);
    return [
      { name: `Tatoeba ${asked} → ${told}`, archive, questions },
      { ...oneWord, archive },
    ];
  });
}

const remarks: ((term: string) => string)[] = [
  (term) => `Кстати, на той неделе мы наконец настроили ${term}, и стало заметно легче.`,
  (term) => `А ещё кто-то спросил, зачем нам вообще ${term}, если и так всё работает.`,
  (term) => `Я про ${term} слышал много раз, но сам ни разу не пробовал.`,
  (term) => `В понедельник придёт человек, который хорошо знает ${term}, он и покажет.`,
  (term) => `Давайте запишем в задачи: проверить ${term} до конца месяца.`,
];

/** A term said once in the middle of a paragraph on another matter, asked in the other spelling. */
function translitSets(terms: readonly [string, string][], paragraphs: readonly Paragraph[]): SearchSet[] {
  const pairs = terms.slice(0, paragraphs.length);
  const saying = (terms: readonly string[]) =>
    archiveOfTexts(
      paragraphs.map((one, at) => {
        const term = terms[at];
        if (term === undefined) return one;
        const sentences = one.text.split(/(?<=[.!?])\s+/);
        sentences.splice(Math.ceil(sentences.length / 2), 0, remarks[at % remarks.length]!(term));
        return { ...one, text: sentences.join(" ") };
      }),
    );
  const latin = [...new Set(pairs.map(([term]) => term))];
  return [
    {
      name: "terms, Latin → Cyrillic",
      archive: saying(pairs.map(([, spoken]) => spoken)),
      questions: pairs.map(([term], at) => ({ text: term, right: [paragraphs[at]!.number] })),
    },
    {
      name: "terms, Cyrillic → Latin",
      archive: saying(latin),
      questions: pairs.map(([term, spoken]) => ({
        text: spoken,
        right: [paragraphs[latin.indexOf(term)]!.number],
      })),
    },
  ];
}
