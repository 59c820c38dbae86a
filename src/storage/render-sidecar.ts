/** The rows of one recording → the text of its sidecar, in pieces: a transcript of ten hours has 100 000 words. */

import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Segment, Word } from "../domain.ts";
import { archiveError } from "../errors.ts";
import type { Database } from "./database.ts";
import { startTranscriptHash } from "./hash-transcript.ts";
import { findRecording } from "./recordings.ts";
import {
  laterRecordingMembers,
  laterTranscriptionMembers,
  recordingMembers,
  type Sidecar,
  type SidecarTranscription,
  sidecarBeginning,
  sidecarVersion,
  transcriptionMembers,
} from "./sidecar-format.ts";
import { listTranscriptions } from "./transcriptions.ts";
import { listSegmentPlaces, listWords } from "./words.ts";

/** Words that are read and written in one go: about 5 ms. */
const sliceWordCount = 1000;
/** Pieces that are hashed in one go, of a segment each. */
const piecesTogether = 200;

type RenderedSidecar = {
  /** The file's text, in pieces. */
  pieces: string[];
  /** Checksums of transcriptions, by id, of which data.db has none yet. */
  missingChecksums: Map<number, string>;
  /** Transcriptions whose rows do not have the checksum that was stored with them: damage of data.db. */
  damagedTranscriptions: number[];
};

type RenderOptions = {
  /** The sidecar as it was: a transcription whose rows are damaged is kept as it stands there. */
  loadPrevious?: (() => Promise<Sidecar | undefined>) | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * Makes the text of a recording's sidecar; other work gets the thread in between, so the rows may change meanwhile: the
 * caller compares the token. Undefined when the recording is gone or `signal` is aborted.
 */
export async function renderSidecar(
  db: Database,
  id: number,
  { loadPrevious, signal }: RenderOptions = {},
): Promise<RenderedSidecar | undefined> {
  const recording = findRecording(db, id);
  if (!recording) return undefined;
  const missingChecksums = new Map<number, string>();
  const damagedTranscriptions: number[] = [];
  const members = renderMembers(recording, recordingMembers, laterRecordingMembers);
  const pieces = [
    `${sidecarBeginning}${sidecarVersion},\n"recording": {\n${members.join(",\n")}\n},\n"transcriptions": [`,
  ];
  for (const [index, facts] of listTranscriptions(db, id).reverse().entries()) {
    pieces.push(index === 0 ? "\n" : ",\n");
    const stored = checksumOf(db, facts.id);
    const { text, ...others } = facts;
    const rendered = await renderSegments(db, facts, signal);
    if (!rendered) return undefined;
    if (stored === null) missingChecksums.set(facts.id, rendered.checksum);
    if (stored !== null && stored !== rendered.checksum) {
      damagedTranscriptions.push(facts.id);
      const previous = (await loadPrevious?.())?.transcriptions.find((kept) => kept.id === facts.id);
      if (previous?.checksum === stored) {
        addAll(pieces, renderTranscription({ ...previous, isCurrent: facts.isCurrent }));
        continue;
      }
    }
    const checksum = stored ?? rendered.checksum;
    const differs = text !== rendered.text;
    addAll(pieces, transcriptionPieces({ ...others, checksum }, rendered.pieces, differs ? text : undefined));
  }
  pieces.push("\n],\n");
  return { pieces: [...pieces, await closeWithChecksum(pieces)], missingChecksums, damagedTranscriptions };
}

/** Not `push(...)`: a transcript of 100 000 segments would be too many arguments. */
function addAll(pieces: string[], more: readonly string[]): void {
  for (const piece of more) pieces.push(piece);
}

/** The last member: SHA-256 over all bytes before its line. */
async function closeWithChecksum(pieces: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (let at = 0; at < pieces.length; at += piecesTogether) {
    hash.update(pieces.slice(at, at + piecesTogether).join(""));
    await nextTurn();
  }
  return `"sha256": "${hash.digest("hex")}"\n}\n`;
}

type RenderedSegments = { pieces: string[]; checksum: string; text: string };

async function renderSegments(
  db: Database,
  facts: Parameters<typeof startTranscriptHash>[0] & { id: number },
  signal: AbortSignal | undefined,
): Promise<RenderedSegments | undefined> {
  const hash = startTranscriptHash(facts);
  const pieces: string[] = [];
  const texts: string[] = [];
  let waiting = 0;
  for (const segment of listSegmentPlaces(db, facts.id)) {
    hash.addSegment(segment);
    let piece = `${pieces.length > 0 ? ",\n" : "\n"}${segmentBeginning(segment)}`;
    for (let done = 0; done < segment.wordCount; done += sliceWordCount) {
      const wordCount = Math.min(sliceWordCount, segment.wordCount - done);
      const words = listWords(db, facts.id, { firstWord: segment.firstWord + done, wordCount });
      for (const word of words) {
        hash.addWord(word);
        texts.push(word.text);
      }
      piece += `${done > 0 ? "," : ""}${words.map(renderWord).join(",")}`;
      waiting += words.length;
      if (waiting < sliceWordCount) continue;
      waiting = 0;
      await nextTurn();
      if (signal?.aborted) return undefined;
    }
    pieces.push(`${piece}]}`);
  }
  await nextTurn();
  return { pieces, checksum: hash.digest(), text: texts.join(" ") };
}

/** A transcription that is in memory. */
function renderTranscription({ segments, text, ...facts }: SidecarTranscription): string[] {
  const pieces = segments.map(
    (segment, index) =>
      `${index > 0 ? ",\n" : "\n"}${segmentBeginning(segment)}${segment.words.map(renderWord).join(",")}]}`,
  );
  const joined = segments.flatMap(({ words }) => words.map((word) => word.text)).join(" ");
  return transcriptionPieces(facts, pieces, text === joined ? undefined : text);
}

function transcriptionPieces(
  facts: Omit<SidecarTranscription, "segments" | "text">,
  segments: readonly string[],
  text: string | undefined,
): string[] {
  const members = renderMembers(facts, transcriptionMembers, laterTranscriptionMembers);
  const ending = text === undefined ? "" : `,\n"text": ${JSON.stringify(text)}`;
  return [`{\n${members.join(",\n")},\n"segments": [`, ...segments, `\n]${ending}\n}`];
}

/** One line a member; later ones only where they say something. */
function renderMembers<Facts extends object>(
  facts: Facts,
  names: readonly (keyof Facts & string)[],
  later: Partial<Facts>,
): string[] {
  const said = (Object.keys(later) as (keyof Facts & string)[]).filter(
    (name) => JSON.stringify(facts[name]) !== JSON.stringify(later[name]),
  );
  return [...names, ...said].map((name) => `"${name}": ${JSON.stringify(facts[name])}`);
}

function segmentBeginning({ startMs, endMs, speaker, language, channel }: Omit<Segment, "words">): string {
  const place = { startMs, endMs, speaker, language, ...(channel !== null && { channel }) };
  return `${JSON.stringify(place).slice(0, -1)},"words":[`;
}

function renderWord({ text, startMs, endMs, confidence, timing }: Word): string {
  const ending = timing === "interpolated" ? ",1]" : "]";
  return `[${JSON.stringify(text)},${startMs},${endMs},${confidence}${ending}`;
}

function checksumOf(db: Database, transcriptionId: number): string | null {
  const row = db.get<{ checksum: string | null }>(
    "select checksum from transcriptions where id = ?",
    transcriptionId,
  );
  if (!row) throw archiveError("transcription-not-found", { transcription: transcriptionId });
  return row.checksum;
}
