/** Archives of many long recordings: real Ogg pages, real rows, words of the samples. */

import { createHash } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { OpusHead } from "../src/audio/audio-source.ts";
import { createScan, readOpusPackets } from "../src/audio/opus/ogg-opus-packets.ts";
import { createOggOpusWriter } from "../src/audio/opus/ogg-opus-writer.ts";
import type { Segment, Word } from "../src/domain.ts";
import { encodeSentences } from "../src/embedding/sentence-codes.ts";
import { openArchiveDatabase } from "../src/index/open-archive-database.ts";
import { optimizeTextTables, setActiveEmbedding } from "../src/index/sqlite/index-tables.ts";
import { putVectors } from "../src/index/sqlite/put-vectors.ts";
import { putSentenceCodes } from "../src/index/sqlite/sentence-vectors.ts";
import { sentenceFingerprint } from "../src/language/cut-sentences.ts";
import { indexMissing } from "../src/stages/index-missing.ts";
import { archiveFiles, createArchiveFolders } from "../src/storage/archive-files.ts";
import { type Database, transaction } from "../src/storage/database.ts";
import { insertRecording } from "../src/storage/recordings.ts";
import { keepRecordingsMarker } from "../src/storage/recordings-folder.ts";
import { insertTranscription } from "../src/storage/transcriptions.ts";
import { writeDueSidecars } from "../src/storage/write-sidecars.ts";
import { openEmbedder, sampleTexts, seeded } from "./invent-archive.ts";
import { root, tell } from "./measure.ts";

export type ScaleOptions = {
  recordings: number;
  /** Of each transcript. */
  words: number;
  /** Length of each Opus file. */
  minutes: number;
  /** Opus files that differ; each lies under many names, as hard links. */
  sounds: number;
};

type Sound = { path: string; byteLength: number; sha256: string; durationSeconds: number };

const recordingsTogether = 20;
const wordsOfSegment = 14;
/** 150 words a minute. */
const wordMs = 400;
const sentencesOfPassage = 7;

/** Fills an empty folder. @returns seconds of each step */
export async function makeScaleArchive(
  folder: string,
  options: ScaleOptions,
): Promise<Record<"sounds" | "rows" | "index" | "vectors" | "sidecars", number>> {
  const files = archiveFiles(folder);
  mkdirSync(folder, { recursive: true });
  createArchiveFolders(files);
  const seconds = { sounds: 0, rows: 0, index: 0, vectors: 0, sidecars: 0 };
  const step = async (name: keyof typeof seconds, work: () => Promise<unknown>) => {
    const started = performance.now();
    await work();
    seconds[name] = (performance.now() - started) / 1000;
    tell(`${name}: ${seconds[name].toFixed(1)} s`);
  };
  let sounds: Sound[] = [];
  await step("sounds", async () => {
    sounds = await makeSounds(`${folder}-sounds`, options);
  });
  const db = openArchiveDatabase(files.database, { create: true });
  try {
    db.exec("pragma synchronous = off");
    await step("rows", async () => addRecordings(db, files.recordings, sounds, options));
    keepRecordingsMarker(db, files);
    await step("index", async () => {
      await indexMissing({ db }, {});
      optimizeTextTables(db);
    });
    await step("vectors", () => addVectors(db));
    await step("sidecars", () => writeDueSidecars(db, files));
  } finally {
    db.close();
  }
  return seconds;
}

/** The packets of all samples, again and again, from another one on in each file. */
async function makeSounds(folder: string, { sounds, minutes }: ScaleOptions): Promise<Sound[]> {
  mkdirSync(folder, { recursive: true });
  const { head, tracks } = await readSamples();
  const made: Sound[] = [];
  for (let number = 0; number < sounds; number++) {
    const path = join(folder, `${number}.opus`);
    const writer = await createOggOpusWriter(path, {
      head,
      tags: { vendor: "bench", comments: [["TITLE", `${number}`]] },
    });
    const length = minutes * 60 * 48_000;
    const random = seeded(number);
    while (writer.decodedSamples < head.preSkip + length) {
      for (const [data, samples] of tracks[Math.floor(random() * tracks.length)]!) {
        if (writer.decodedSamples >= head.preSkip + length) break;
        await writer.write(data, samples);
      }
    }
    const { lengthSamples } = await writer.finish(length);
    made.push({
      path,
      byteLength: statSync(path).size,
      sha256: createHash("sha256").update(readFileSync(path)).digest("hex"),
      durationSeconds: lengthSamples / 48_000,
    });
  }
  return made;
}

async function readSamples(): Promise<{ head: OpusHead; tracks: [Uint8Array, number][][] }> {
  const folder = join(root, "samples");
  let head: OpusHead | undefined;
  const tracks: [Uint8Array, number][][] = [];
  for (const name of readdirSync(folder).filter((one) => one.endsWith(".opus"))) {
    await using file = await open(join(folder, name));
    const scan = createScan();
    const packets: [Uint8Array, number][] = [];
    for await (const { data, durationSamples } of readOpusPackets(file, { scan }))
      packets.push([Uint8Array.from(data), durationSamples]);
    tracks.push(packets);
    head ??= scan.links[0]!.head;
  }
  return { head: head!, tracks };
}

function addRecordings(
  db: Database,
  folder: string,
  sounds: readonly Sound[],
  { recordings, words }: ScaleOptions,
): void {
  const speakers = { ru: new Speaker("ru"), en: new Speaker("en") };
  for (let from = 0; from < recordings; from += recordingsTogether) {
    transaction(db, () => {
      for (let number = from; number < Math.min(recordings, from + recordingsTogether); number++) {
        const language = number % 2 ? "en" : "ru";
        const sound = sounds[number % sounds.length]!;
        const { id, filename } = addRow(db, number, sound);
        linkSync(sound.path, join(folder, filename));
        const segments = speakers[language].speak(number, words);
        insertTranscription(db, {
          recordingId: id,
          transcript: { language, confidence: 0.9, segments },
          engine: "bench",
          model: "bench",
          createdAt: "2026-01-01T00:00:00Z",
        });
      }
    });
  }
}

function addRow(db: Database, number: number, sound: Sound): { id: number; filename: string } {
  const createdAt = new Date(Date.UTC(2015, 0, 1) + number * 9 * 3600_000).toISOString();
  const hash = createHash("sha256").update(`${number}`).digest("hex");
  return insertRecording(db, {
    filename: `${createdAt.slice(0, 19).replace("T", "_").replaceAll(":", "-")}.opus`,
    durationSeconds: sound.durationSeconds,
    sampleRate: 48_000,
    createdAt,
    dateSource: "given",
    title: `Recording ${number}`,
    notes: "",
    tags: [],
    channels: 1,
    byteLength: sound.byteLength,
    sourceName: `${number}.wav`,
    sourceFormat: "wav",
    sourceSampleRate: 48_000,
    sourceSha256: hash,
    soundSha256: hash,
    importedAt: createdAt,
    opusSha256: sound.sha256,
    opusSha256From: "import",
    importNotes: [],
    sourceTrack: null,
    sourceTracks: [],
    dateCandidates: [],
  });
}

/** Says sentences of the samples in any order, one word of twenty in another form: two words of the samples closed up. */
class Speaker {
  readonly #language: "ru" | "en";
  readonly #sentences: string[][];
  readonly #rare: string[];

  constructor(language: "ru" | "en") {
    this.#language = language;
    const text = sampleTexts(language).join(" ");
    this.#sentences = (text.match(/[^.!?]+[.!?]+/g) ?? []).map((sentence) => sentence.trim().split(/\s+/));
    const random = seeded(language === "ru" ? 1 : 2);
    const known = [...new Set(text.toLowerCase().match(/\p{L}{3,}/gu))];
    const choose = () => known[Math.floor(random() * known.length)]!;
    this.#rare = Array.from({ length: 30_000 }, () => choose() + choose());
  }

  speak(seed: number, count: number): Segment[] {
    const random = seeded(seed + 1);
    const texts: string[] = [];
    while (texts.length < count) {
      for (const word of this.#sentences[Math.floor(random() * this.#sentences.length)]!)
        texts.push(random() < 0.05 ? this.#rare[Math.floor(random() ** 3 * this.#rare.length)]! : word);
    }
    texts.length = count;
    const segments: Segment[] = [];
    for (let at = 0; at < count; at += wordsOfSegment) {
      const words = texts.slice(at, at + wordsOfSegment).map((text, place): Word => {
        const startMs = (at + place) * wordMs;
        return {
          text,
          startMs,
          endMs: startMs + 350,
          confidence: Math.round(random() * 1000) / 1000,
          timing: "measured",
        };
      });
      const speaker = (at / wordsOfSegment) % 8 < 4 ? "A" : "B";
      segments.push({
        startMs: words[0]!.startMs,
        endMs: words.at(-1)!.endMs,
        speaker,
        language: this.#language,
        channel: null,
        words,
      });
    }
    return segments;
  }
}

/** Each passage gets a unit vector of its own, made of random numbers, and so do its sentences. */
async function addVectors(db: Database): Promise<void> {
  const embedder = await openEmbedder();
  const { fingerprint, dimensions } = embedder;
  await embedder.close();
  setActiveEmbedding(db, embedder);
  const random = seeded(3);
  // Codes are made once: what they cost is their size.
  const [kept, ...others] = Array.from({ length: sentencesOfPassage + 1 }, () =>
    unitVector(dimensions, random),
  );
  const codes = encodeSentences(
    kept!,
    others.map((vector, place) => ({ firstWord: place * 18, vector })),
  );
  for (let afterId = 0; ; ) {
    const ids = db
      .all<{ id: number }>("select id from passages where id > ? order by id limit 2000", afterId)
      .map(({ id }) => id);
    if (ids.length === 0) return;
    afterId = ids.at(-1)!;
    transaction(db, () => {
      putVectors(db, new Map(ids.map((id) => [id, unitVector(dimensions, random)])), fingerprint);
      putSentenceCodes(db, new Map(ids.map((id) => [id, codes])), {
        embedding: fingerprint,
        sentences: sentenceFingerprint(fingerprint),
      });
    });
  }
}

function unitVector(dimensions: number, random: () => number): Float32Array {
  const vector = Float32Array.from({ length: dimensions }, () => random() + random() - 1);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
