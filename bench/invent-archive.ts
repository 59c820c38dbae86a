/** Archives of any size with invented speech that behaves like speech in an index. */

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Segment, Word } from "../src/domain.ts";
import type { Embedder } from "../src/embedding/embedder.ts";
import { createOnnxEmbedder } from "../src/embedding/onnx-embedder.ts";
import { encodeSentences } from "../src/embedding/sentence-codes.ts";
import { openArchiveDatabase } from "../src/index/open-archive-database.ts";
import { optimizeTextTables, setActiveEmbedding } from "../src/index/sqlite/index-tables.ts";
import { putVectors } from "../src/index/sqlite/put-vectors.ts";
import { replacePassages } from "../src/index/sqlite/replace-passages.ts";
import { putSentenceCodes } from "../src/index/sqlite/sentence-vectors.ts";
import { indexFingerprint } from "../src/indexing/index-transcription.ts";
import { sentenceFingerprint } from "../src/language/cut-sentences.ts";
import { type IndexTerms, indexTerms } from "../src/language/index-terms.ts";
import { getModelFiles } from "../src/models/model-files.ts";
import { defaultEmbeddingModel, getEmbeddingModel } from "../src/models/registry.ts";
import { archiveFiles, createArchiveFolders } from "../src/storage/archive-files.ts";
import { type Database, transaction } from "../src/storage/database.ts";
import { insertRecording } from "../src/storage/recordings.ts";
import { insertTranscription } from "../src/storage/transcriptions.ts";
import { root, tell } from "./measure.ts";

type Language = "ru" | "en";

/** Part of the cache's name: change it with anything that changes what is made. */
const recipe = "7";
const passagesPerRecording = 50;
const wordsPerPassage = 130;
const sentencesPerPassage = 7;
const vocabularySize = 50_000;

/** The bundled model, run in this process. */
export function openEmbedder(threads?: number): Promise<Embedder> {
  const files = getModelFiles(getEmbeddingModel(defaultEmbeddingModel), join(tmpdir(), "no-such-cache"));
  return createOnnxEmbedder({ files, threads });
}

/** What building took, without inventing. */
export type BuildSeconds = Record<"words" | "text" | "vectors", number>;

/**
 * The folder of an archive with this many passages, made once and kept in the system's temporary folder.
 *
 * Words follow Zipf's law over 50 000 of each script: the frequent words of the samples first, then the words that the
 * embedding model's tokenizer knows whole, by frequency, then pairs of these closed up; the samples' rare words are
 * scattered among them. A recording is 50 minutes in one language, a passage 130 words in sentences of eight to sixteen. Vectors are those of the samples' real sentences: each passage has two
 * of them, mixed, with noise of a quarter of their length.
 */
export async function inventArchive(
  passages: number,
  embedder: Embedder,
): Promise<{ folder: string; seconds: BuildSeconds }> {
  const folder = join(tmpdir(), `fonoteka-bench-archive-${passages}-${recipe}`);
  const kept = join(folder, "build-seconds.json");
  if (existsSync(kept)) return { folder, seconds: JSON.parse(readFileSync(kept, "utf8")) as BuildSeconds };
  tell(`inventing an archive of ${passages} passages`);
  const unfinished = `${folder}.${process.pid}`;
  const files = archiveFiles(unfinished);
  const vectors = new VectorInventor(await embedder.embedPassages(sampleSentences()));
  mkdirSync(unfinished, { recursive: true });
  createArchiveFolders(files);
  const db = openArchiveDatabase(files.database, { create: true });
  try {
    const seconds = fill(db, { passages, vectors, embedder });
    optimizeTextTables(db);
    db.close();
    writeFileSync(join(unfinished, "build-seconds.json"), JSON.stringify(seconds));
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
    return { folder, seconds };
  } catch (error) {
    db.close();
    rmSync(unfinished, { recursive: true });
    throw error;
  }
}

function fill(
  db: Database,
  { passages, vectors, embedder }: { passages: number; vectors: VectorInventor; embedder: Embedder },
): BuildSeconds {
  setActiveEmbedding(db, embedder);
  const random = seeded(passages);
  const vocabularies = { ru: makeVocabulary("ru"), en: makeVocabulary("en") };
  const seconds = { words: 0, text: 0, vectors: 0 };
  for (let done = 0, number = 0; done < passages; number++) {
    const count = Math.min(passagesPerRecording, passages - done);
    const language: Language = number % 2 ? "en" : "ru";
    transaction(db, () => {
      const spent = addRecording(db, {
        number,
        count,
        language,
        vocabulary: vocabularies[language],
        vectors,
        random,
        embedder,
      });
      seconds.words += spent[0] / 1000;
      seconds.text += spent[1] / 1000;
      seconds.vectors += spent[2] / 1000;
    });
    done += count;
  }
  return seconds;
}

type Addition = {
  number: number;
  count: number;
  language: Language;
  vocabulary: Vocabulary;
  vectors: VectorInventor;
  random: () => number;
  embedder: Embedder;
};

/** Returns ms spent on words, on text and stems, and on vectors. */
function addRecording(db: Database, addition: Addition): [number, number, number] {
  const { number, count, language, vocabulary, vectors, random, embedder } = addition;
  const chosen = Array.from({ length: count * wordsPerPassage }, () => vocabulary.choose(random()));
  const segments = segmentsOf(chosen, vocabulary, language, random);
  const texts = segments.flatMap((segment) => segment.words.map((word) => word.text));
  const recordingId = storeRecording(db, number, count * 60);
  const own = Array.from({ length: count }, () => vectors.next(random));
  const sentences = own.map((vector) =>
    encodeSentences(
      vector,
      Array.from({ length: sentencesPerPassage }, (_, at) => ({
        firstWord: Math.floor((at * wordsPerPassage) / sentencesPerPassage),
        vector: vectors.near(vector, random),
      })),
    ),
  );
  const started = performance.now();
  const { id } = insertTranscription(db, {
    recordingId,
    transcript: { language, confidence: 0.9, segments },
    engine: "bench",
    model: "bench",
    createdAt: "2026-01-01T00:00:00Z",
  });
  const stored = performance.now();
  const passages = Array.from({ length: count }, (_, place) => ({
    startMs: place * 60_000,
    endMs: place * 60_000 + 59_000,
    firstWord: place * wordsPerPassage,
    wordCount: wordsPerPassage,
    language,
    script: language === "ru" ? ("cyrillic" as const) : ("latin" as const),
    text: texts.slice(place * wordsPerPassage, (place + 1) * wordsPerPassage).join(" "),
    ...joinTerms(
      chosen
        .slice(place * wordsPerPassage, (place + 1) * wordsPerPassage)
        .map((word) => vocabulary.terms[word]!),
    ),
  }));
  const rows = replacePassages(db, { transcriptionId: id, fingerprint: indexFingerprint, passages });
  const indexed = performance.now();
  putVectors(db, new Map(rows.map((row, place) => [row.id, own[place]!])), embedder.fingerprint);
  const embedded = performance.now();
  const { fingerprint } = embedder;
  putSentenceCodes(db, new Map(rows.map((row, place) => [row.id, sentences[place]!])), {
    embedding: fingerprint,
    sentences: sentenceFingerprint(fingerprint),
  });
  return [stored - started, indexed - stored, embedded - indexed];
}

function joinTerms(terms: readonly IndexTerms[]): IndexTerms {
  return {
    stems: terms.map((one) => one.stems).join(" "),
    words: [...new Set(terms.flatMap((one) => one.words))],
  };
}

function storeRecording(db: Database, number: number, durationSeconds: number): number {
  const createdAt = new Date(Date.UTC(2020, 0, 1) + number * 3600_000).toISOString();
  return insertRecording(db, {
    filename: `${createdAt.slice(0, 19).replace("T", "_").replaceAll(":", "-")}.opus`,
    durationSeconds,
    sampleRate: 48_000,
    createdAt,
    dateSource: "given",
    title: `Recording ${number}`,
    notes: "",
    tags: [],
    channels: 1,
    byteLength: durationSeconds * 4000,
    sourceName: "a.wav",
    sourceFormat: "wav",
    sourceSampleRate: 48_000,
    sourceSha256: `${number}`.padStart(64, "0"),
    soundSha256: `${number}`.padStart(64, "0"),
    importedAt: createdAt,
    opusSha256: null,
    opusSha256From: null,
    importNotes: [],
    sourceTrack: null,
    sourceTracks: [],
    dateCandidates: [],
  }).id;
}

function segmentsOf(
  chosen: readonly number[],
  vocabulary: Vocabulary,
  language: Language,
  random: () => number,
): Segment[] {
  const segments: Segment[] = [];
  for (let at = 0; at < chosen.length; ) {
    const end = Math.min(chosen.length, at + 8 + Math.floor(random() * 9));
    const words = chosen.slice(at, end).map((word, place): Word => {
      const text = vocabulary.words[word]!;
      const startMs = Math.round(((at + place) * 60_000) / wordsPerPassage);
      return {
        text:
          place === 0 ? text[0]!.toUpperCase() + text.slice(1) : at + place === end - 1 ? `${text}.` : text,
        startMs,
        endMs: startMs + 380,
        confidence: Math.round(random() * 1000) / 1000,
        timing: "measured",
      };
    });
    segments.push({
      startMs: words[0]!.startMs,
      endMs: words.at(-1)!.endMs,
      speaker: null,
      language,
      channel: null,
      words,
    });
    at = end;
  }
  return segments;
}

/** Words by frequency, and the rule by which a number of 0…1 chooses one. */
type Vocabulary = { words: string[]; terms: IndexTerms[]; choose: (part: number) => number };

function makeVocabulary(language: Language): Vocabulary {
  const random = seeded(language === "ru" ? 7 : 8);
  const counts = new Map<string, number>();
  for (const word of sampleTexts(language)
    .join(" ")
    .toLowerCase()
    .match(/[\p{L}\d]+/gu) ?? [])
    counts.set(word, (counts.get(word) ?? 0) + 1);
  const known = [...counts].sort((a, b) => b[1] - a[1]);
  const frequent = known.filter(([, count]) => count > 3).map(([word]) => word);
  const rare = known.filter(([, count]) => count <= 3).map(([word]) => word);
  const words = [...new Set([...frequent, ...listPieces(language)])].filter((word) => !rare.includes(word));
  const real = words.length;
  const taken = new Set([...words, ...rare]);
  while (words.length < vocabularySize) {
    const [a, b] = [0, 1].map(() => words[Math.floor(random() * real)]!);
    const word = `${a}${b}`;
    if (!taken.has(word)) words.push(word);
    taken.add(word);
  }
  // What people search for is neither in every passage nor in none: one of ten to one of a thousand has such a word.
  for (const word of rare) words[Math.floor(100 * 100 ** random())] = word;
  const cumulative = new Float64Array(words.length);
  let sum = 0;
  for (let rank = 0; rank < words.length; rank++) cumulative[rank] = sum += 1 / (rank + 2.7);
  const choose = (part: number): number => {
    let low = 0;
    let high = words.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! < part * sum) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return { words, terms: words.map(indexTerms), choose };
}

/** Words that are one piece for the embedding model's tokenizer, the most frequent ones first. */
function listPieces(language: Language): string[] {
  const { folder } = getModelFiles(getEmbeddingModel(defaultEmbeddingModel), join(tmpdir(), "no-such-cache"));
  const tokenizer = JSON.parse(readFileSync(join(folder, "tokenizer.json"), "utf8")) as {
    model: { vocab: [piece: string, logProbability: number][] };
  };
  const isWord = language === "ru" ? /^▁[а-яё]{3,}$/ : /^▁[a-z]{3,}$/;
  const known = tokenizer.model.vocab.filter(([piece]) => isWord.test(piece));
  return known.sort((a, b) => b[1] - a[1]).map(([piece]) => piece.slice(1));
}

/** What is said in the samples of a language, without the speakers' names. */
export function sampleTexts(language?: Language): string[] {
  const folder = join(root, "samples");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".txt"))
    .map((name) => readFileSync(join(folder, name), "utf8").replaceAll(/^[^:\n]{1,30}: /gm, ""))
    .filter((text) => language === undefined || /[а-я]{4}/.test(text) === (language === "ru"));
}

export function sampleSentences(): string[] {
  return sampleTexts()
    .flatMap((text) => text.match(/[^.!?]+[.!?]+/g) ?? [])
    .map((sentence) => sentence.trim());
}

class VectorInventor {
  readonly #sentences: readonly Float32Array[];

  constructor(sentences: readonly Float32Array[]) {
    this.#sentences = sentences;
  }

  next(random: () => number): Float32Array {
    return this.#mix(this.#choose(random), this.#choose(random), random);
  }

  /** A sentence of that passage: its vector mixed with another sentence. */
  near(vector: Float32Array, random: () => number): Float32Array {
    return this.#mix(vector, this.#choose(random), random);
  }

  #choose(random: () => number): Float32Array {
    return this.#sentences[Math.floor(random() * this.#sentences.length)]!;
  }

  #mix(a: Float32Array, b: Float32Array, random: () => number): Float32Array {
    const share = random();
    const spread = 0.25 * Math.sqrt(12 / a.length);
    const mixed = a.map((value, at) => share * value + (1 - share) * b[at]! + spread * (random() - 0.5));
    const length = Math.sqrt(mixed.reduce((sum, value) => sum + value * value, 0));
    return mixed.map((value) => value / length);
  }
}

/** Numbers of 0…1, the same ones at every run: mulberry32 by Tommy Ettinger. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
