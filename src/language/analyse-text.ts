import { foldWord } from "./fold-word.ts";
import { readLetterNames } from "./read-letter-names.ts";
import { readNumbers } from "./read-numbers.ts";
import { scriptOfWord, stemWord } from "./stem-word.ts";
import type { Script, Token } from "./token.ts";

/** Changes whenever the same text may give other stems: part of the fingerprint of the text index. */
export const analyserVersion = "2";

export type Analysis = {
  /** Every word in order. */
  tokens: Token[];
  /**
   * Compounds closed up: `wi-fi` also as `wifi`, `node.js` as `nodejs`, `.NET` as `dotnet`, 1,500 as 1500, 3.5 as
   * `3point5`. They are separate from the tokens, so that a phrase still finds its words next to each other.
   */
  compounds: Token[];
  /** What words say in another writing, beside the tokens too: «двадцать пять» is 25, «эйчар» hr. */
  readings: Token[];
};

/**
 * A letter or digit and what belongs to it: marks, soft hyphens, joiners, an apostrophe inside the word, and the
 * pluses or the sharp of C++, C#, 18+.
 */
const wordPattern =
  /[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}\u00ad\u200c\u200d]|['’ʼ](?=[\p{L}\p{N}]))*(?:\+{1,2}(?![\p{L}\p{N}+])|#(?![\p{L}\p{N}#]))?/gu;

const maxCompoundLength = 4;

/**
 * Cuts a text into words with their stems and places. Never throws, whatever the text. Where not every stem is wanted,
 * `isStemWanted` says it of a folded word: the others get an empty stem, since stemming is what takes the time.
 */
export function analyseText(text: string, isStemWanted: (word: string) => boolean = () => true): Analysis {
  const tokens: Token[] = [];
  const compounds: Token[] = [];
  let chain: Token[] = [];
  const closeChain = (closed: readonly Token[]) => {
    const abbreviation = initialism(closed, text);
    if (abbreviation) tokens.push(abbreviation);
    else {
      tokens.push(...closed);
      pushCompound(compounds, closed, text);
    }
  };
  for (const match of text.matchAll(wordPattern)) {
    const from = match.index;
    const form = formOf(match[0]);
    if (form.word === "") continue;
    const { word, script } = form;
    const stem = isStemWanted(word) ? stemOf(form) : "";
    const token: Token = { from, to: from + match[0].length, word, stem, script };
    const previous = chain.at(-1);
    if (previous && isJoint(text, previous.to, from)) chain.push(token);
    else {
      closeChain(chain);
      chain = [token];
    }
  }
  closeChain(chain);
  return { tokens, compounds, readings: [...readNumbers(text, tokens), ...readLetterNames(text, tokens)] };
}

/** What the text index stores of a text: the stems in order, then the compounds and readings. */
export function indexStems(text: string): string {
  const { tokens, compounds, readings } = analyseText(text);
  return [...tokens, ...compounds, ...readings].map((token) => token.stem).join(" ");
}

/** Single letters with dots between them are one word: U.S.A. is usa, «т.е.» «те», «к.м.н.» «кмн». */
function initialism(chain: readonly Token[], text: string): Token | undefined {
  if (chain.length < 2) return undefined;
  for (const [at, { from, to }] of chain.entries()) {
    if (to - from !== 1 || !/\p{L}/u.test(text[from]!)) return undefined;
    if (at > 0 && text[from - 1] !== ".") return undefined;
  }
  const word = chain.map((token) => token.word).join("");
  return {
    from: chain[0]!.from,
    to: chain.at(-1)!.to,
    word,
    stem: stemWord(word),
    script: scriptOfWord(word),
  };
}

/** One hyphen, dot or underscore between two words, or a comma between two digits, makes them a compound. */
function isJoint(text: string, from: number, to: number): boolean {
  if (to - from !== 1) return false;
  const joint = text[from]!;
  if ("-‐‑._".includes(joint)) return true;
  return joint === "," && /\d/.test(text[from - 1] ?? "") && /\d/.test(text[to] ?? "");
}

function pushCompound(compounds: Token[], chain: readonly Token[], text: string): void {
  const first = chain[0];
  const last = chain.at(-1);
  if (!first || !last) return;
  const dotted = opensWithDot(text, first);
  if (chain.length > maxCompoundLength || (chain.length === 1 && !dotted)) return;
  const word = (dotted ? "dot" : "") + chain.map((token) => token.word).join(jointOf(chain, text));
  compounds.push({
    from: dotted ? first.from - 1 : first.from,
    to: last.to,
    word,
    stem: stemWord(word),
    script: scriptOfWord(word),
  });
}

/** 3.5 is not 35, and 3,5 is 3.5; but 1,500 is 1500. */
function jointOf(chain: readonly Token[], text: string): string {
  if (!chain.every((token) => /^\d+$/.test(token.word))) return "";
  const [, ...groups] = chain;
  const joints = groups.map((token) => text[token.from - 1]);
  if (joints.every((joint) => joint === ",")) {
    return groups.every((token) => token.word.length === 3) ? "" : "point";
  }
  return joints.every((joint) => joint === ".") ? "point" : "";
}

/** `.NET`, `.env`: a dot with nothing before it and a Latin letter after it. */
function opensWithDot(text: string, token: Token): boolean {
  if (text[token.from - 1] !== "." || !/[a-z]/i.test(text[token.from]!)) return false;
  return token.from < 2 || /[\s("'«“„]/.test(text[token.from - 2]!);
}

/** `stemmed` is what the stem is made of, `stem` is made when it is first wanted. */
type Form = { word: string; script: Script; stemmed: string; stem?: string };

/** Snowball takes 9 µs a word and speech repeats itself: a transcript of an hour has some 2 000 different words. */
let forms = new Map<string, Form>();
/** What was there when `forms` was last full: what is used again moves over, the rest goes the next time. */
let olderForms = new Map<string, Form>();
const formsKept = 50_000;

function formOf(written: string): Form {
  const known = forms.get(written);
  if (known) return known;
  const form = olderForms.get(written) ?? makeForm(written);
  if (forms.size >= formsKept) {
    olderForms = forms;
    forms = new Map();
  }
  if (written.length <= 64) forms.set(written, form);
  return form;
}

function makeForm(written: string): Form {
  const word = foldWord(written);
  const possessive = /['’ʼ]s$/i.test(written);
  return { word, script: scriptOfWord(word), stemmed: possessive ? word.slice(0, -1) : word };
}

function stemOf(form: Form): string {
  form.stem ??= stemWord(form.stemmed);
  return form.stem;
}
