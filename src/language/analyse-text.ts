import { foldWord } from "./fold-word.ts";
import { scriptOfWord, stemWord } from "./stem-word.ts";
import type { Script, Token } from "./token.ts";

/** Changes whenever the same text may give other stems: part of the fingerprint of the text index. */
export const analyserVersion = "1";

export type Analysis = {
  /** Every word in order. */
  tokens: Token[];
  /**
   * Compounds closed up: `wi-fi` also as `wifi`, `node.js` as `nodejs`, `.NET` as `dotnet`, 1,500 as 1500. They stand
   * beside the tokens, not among them, so that a phrase still finds its words side by side.
   */
  compounds: Token[];
};

/**
 * A letter or digit and what belongs to it: marks, soft hyphens, joiners, an apostrophe inside the word, and the
 * pluses or the sharp of C++, C#, 18+.
 */
const wordPattern =
  /[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}\u00ad\u200c\u200d]|['’ʼ](?=[\p{L}\p{N}]))*(?:\+{1,2}(?![\p{L}\p{N}+])|#(?![\p{L}\p{N}#]))?/gu;

const longestCompound = 4;

/** Cuts a text into words with their stems and places. Never throws, whatever the text. */
export function analyseText(text: string): Analysis {
  const tokens: Token[] = [];
  const compounds: Token[] = [];
  let chain: Token[] = [];
  for (const match of text.matchAll(wordPattern)) {
    const from = match.index;
    const form = formOf(match[0]);
    if (form.word === "") continue;
    const token: Token = { from, to: from + match[0].length, ...form };
    const previous = tokens.at(-1);
    if (previous && isJoint(text, previous.to, from)) chain.push(token);
    else {
      pushCompound(compounds, chain, text);
      chain = [token];
    }
    tokens.push(token);
  }
  pushCompound(compounds, chain, text);
  return { tokens, compounds };
}

/** What the text index stores of a text: the stems in order, then the compounds. */
export function indexStems(text: string): string {
  const { tokens, compounds } = analyseText(text);
  return [...tokens, ...compounds].map((token) => token.stem).join(" ");
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
  if (chain.length > longestCompound || (chain.length === 1 && !dotted)) return;
  const word = (dotted ? "dot" : "") + chain.map((token) => token.word).join("");
  compounds.push({
    from: dotted ? first.from - 1 : first.from,
    to: last.to,
    word,
    stem: stemWord(word),
    script: scriptOfWord(word),
  });
}

/** `.NET`, `.env`: a dot with nothing before it and a Latin letter after it. */
function opensWithDot(text: string, token: Token): boolean {
  if (text[token.from - 1] !== "." || !/[a-z]/i.test(text[token.from]!)) return false;
  return token.from < 2 || /[\s("'«“„]/.test(text[token.from - 2]!);
}

type Form = { word: string; stem: string; script: Script };

/** Snowball takes 9 µs a word and speech repeats itself: a transcript of an hour has some 2 000 different words. */
const forms = new Map<string, Form>();
const formsKept = 50_000;

function formOf(written: string): Form {
  const known = forms.get(written);
  if (known) return known;
  const word = foldWord(written);
  const possessive = /['’ʼ]s$/i.test(written);
  const form = { word, stem: stemWord(possessive ? word.slice(0, -1) : word), script: scriptOfWord(word) };
  if (forms.size >= formsKept) forms.clear();
  if (written.length <= 64) forms.set(written, form);
  return form;
}
