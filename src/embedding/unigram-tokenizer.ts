import type { Tokenizer } from "./tokenizer.ts";
import {
  extendHash,
  findPiece,
  hashSeed,
  readUnigramVocabulary,
  type UnigramVocabulary,
} from "./unigram-vocabulary.ts";

/** SentencePiece's nmt_nfkc as three rules; NUL, which the rules forget, is deleted with the control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be deleted
const control = /[\u0000-\u0008\u000B\u000E-\u001F\u007F\u008F\u009F]/g;
const space = /[\t\n\f\r\u00A0\u1680\u2000-\u200F\u2028\u2029\u202F\u205F\u2581\u3000\uFEFF\uFFFD]/g;

/** What `tokenizer.json` says besides its vocabulary, as far as it is looked at. */
type UnigramFile = {
  added_tokens: { id: number; content: string; special: boolean }[];
  normalizer: { type: string; normalizers?: { type: string }[] } | null;
  pre_tokenizer: { type: string; pretokenizers?: { type: string }[] } | null;
  post_processor: { type: string; special_tokens?: Record<string, { ids: number[] }> } | null;
  model: { type: string; unk_id: number; byte_fallback?: boolean };
};

/**
 * Reader of an XLM-R-like Unigram `tokenizer.json`: nmt_nfkc, split at spaces, `▁` before each word, the most probable
 * pieces (Kudo 2018, arXiv 1804.10959), `<s> … </s>` around them. Ids are those of SentencePiece.
 * @param json the bytes of the file
 * @returns undefined when the file describes another kind of tokenizer
 */
export function readUnigramTokenizer(json: Buffer): Tokenizer | undefined {
  const key = json.indexOf('"vocab":');
  if (key < 0) return undefined;
  const from = json.indexOf("[", key);
  if (from < 0 || json.toString("utf8", key + 8, from).trim() !== "") return undefined;
  const special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"];
  const { vocabulary, end } = readUnigramVocabulary(json, from, new Set(special));
  const file = JSON.parse(`${json.toString("utf8", 0, from)}[]${json.toString("utf8", end)}`) as UnigramFile;
  if (!isPlainUnigram(file)) return undefined;
  const idOf = (content: string) => file.added_tokens.find((token) => token.content === content)?.id;
  const [start, finish, padId] = [idOf("<s>"), idOf("</s>"), idOf("<pad>")];
  if (start === undefined || finish === undefined || padId === undefined) return undefined;
  const keepTilde = JSON.stringify(file.normalizer).includes("Precompiled");
  return {
    padId,
    encode(text, maxTokens) {
      const ids = [start];
      for (const word of normalise(text, keepTilde).split(" ")) {
        if (word === "") continue;
        encodeWord(vocabulary, file.model.unk_id, word, ids);
        if (ids.length >= maxTokens) break;
      }
      if (ids.length > maxTokens - 1) ids.length = maxTokens - 1;
      ids.push(finish);
      return ids;
    },
  };
}

function isPlainUnigram(file: UnigramFile): boolean {
  if (file.model.type !== "Unigram" || file.model.byte_fallback) return false;
  const normalizers = [file.normalizer, ...(file.normalizer?.normalizers ?? [])].map((step) => step?.type);
  const splitters = [file.pre_tokenizer, ...(file.pre_tokenizer?.pretokenizers ?? [])].map(
    (step) => step?.type,
  );
  return (
    (normalizers.includes("Precompiled") || normalizers.join() === "Sequence,Replace,Replace,NFKC") &&
    splitters.includes("Metaspace")
  );
}

/** `keepTilde`: the compiled nmt_nfkc leaves the full-width tilde alone, plain NFKC does not. */
function normalise(text: string, keepTilde: boolean): string {
  // A lone surrogate becomes U+FFFD, which is a space here.
  const clean = text.toWellFormed().replace(control, "").replace(space, " ");
  const parts = keepTilde ? clean.split("～") : [clean];
  const composed = parts.map((part) => part.normalize("NFKC")).join("～");
  return composed.replace(/\s/g, " ");
}

/** What an unknown character costs beyond the rarest piece (SentencePiece's kUnkPenalty). */
const unknownPenalty = 10;

/** Appends the ids of the most probable pieces of one word: Viterbi over its UTF-8 bytes. */
function encodeWord(vocabulary: UnigramVocabulary, unknownId: number, word: string, ids: number[]): void {
  const text = Buffer.from(`\u2581${word}`);
  const length = text.length;
  const best = new Float64Array(length + 1).fill(-Infinity);
  const pieceAt = new Int32Array(length + 1);
  const cameFrom = new Int32Array(length + 1);
  const unknownScore = vocabulary.minScore - unknownPenalty;
  best[0] = 0;
  for (let from = 0; from < length; ) {
    const charEnd = from + charBytes(text[from]!);
    const limit = Math.min(length, from + vocabulary.maxPieceLength);
    let hasSingle = false;
    let hash = hashSeed;
    for (let to = from; to < limit; ) {
      hash = extendHash(hash, text[to++]!);
      // Only whole characters: a byte 10xxxxxx continues one.
      if (to < length && (text[to]! & 0xc0) === 0x80) continue;
      const id = findPiece(vocabulary, text, from, to, hash);
      if (id < 0) continue;
      if (to === charEnd) hasSingle = true;
      const score = best[from]! + vocabulary.scores[id]!;
      if (score > best[to]!) {
        best[to] = score;
        pieceAt[to] = id;
        cameFrom[to] = from;
      }
    }
    if (!hasSingle && best[from]! + unknownScore > best[charEnd]!) {
      best[charEnd] = best[from]! + unknownScore;
      pieceAt[charEnd] = unknownId;
      cameFrom[charEnd] = from;
    }
    from = charEnd;
  }
  const path: number[] = [];
  for (let to = length; to > 0; to = cameFrom[to]!) path.push(pieceAt[to]!);
  let previous = -1;
  for (const id of path.reverse()) {
    // Neighbouring unknown characters are one unknown piece.
    if (id !== unknownId || previous !== unknownId) ids.push(id);
    previous = id;
  }
}

function charBytes(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
