/** What a file consists of: one container, or several that were joined, and what does not belong to them. */
import { isArchiveError } from "../../errors.ts";
import { makeNote, type Note } from "../../messages/notes.ts";
import { rangeView } from "../decoding/file-view.ts";
import { ByteReader } from "./byte-reader.ts";
import type { Container, Measure } from "./container.ts";
import { describeRest, skipTags } from "./describe-rest.ts";
import { measureAiff } from "./measure-aiff.ts";
import { measureAsf } from "./measure-asf.ts";
import { measureAvi } from "./measure-avi.ts";
import { measureCaf } from "./measure-caf.ts";
import { measureFrames } from "./measure-frames.ts";
import { measureMatroska } from "./measure-matroska.ts";
import { measureMp4 } from "./measure-mp4.ts";
import { measureOgg } from "./measure-ogg.ts";
import { measureAmr, measureAu, measureFlac, measureVoc } from "./measure-streams.ts";
import { measureW64 } from "./measure-w64.ts";
import { measureWave } from "./measure-wave.ts";
import { readAudioFrame } from "./mpeg-frame.ts";

/** One container of a file. `view` is what the decoder is to read: undefined for the whole file as it is. */
export type FilePart = Omit<Container, "notes"> & {
  start: number;
  /** A note says already that something of it is missing. */
  isLossNoted?: boolean;
};

export type FileLayout = { parts: FilePart[]; notes: Note[] };

const lossCodes: ReadonlySet<string> = new Set(["audio-end-missing", "audio-end-lost", "audio-part-lost"]);

/** More files than this in one are segments of a stream, which its decoder reads better in one go. */
const maxParts = 500;

/** Measures a file by the structure of its containers; the first 12 bytes of each say which it is. */
export async function readFileLayout(path: string, signal?: AbortSignal): Promise<FileLayout> {
  const reader = new ByteReader(path, signal);
  try {
    return await measureAll(reader);
  } finally {
    reader.close();
  }
}

async function measureAll(reader: ByteReader): Promise<FileLayout> {
  const { byteLength } = reader;
  const parts: FilePart[] = [];
  const notes: Note[] = [];
  for (let start = 0; start < byteLength && parts.length <= maxParts; ) {
    // A tag may precede any format.
    const sound = skipTags(reader, start);
    const container = await measureAt(reader, sound);
    const ownEnd = Math.max(start + 1, Math.min(container?.end ?? byteLength, byteLength));
    const rest = container ? await describeRest(reader, ownEnd) : { what: "nothing" as const };
    // Tags at the end, and what is too little to be anything, stay with it.
    const end = rest.what === "nothing" ? byteLength : ownEnd;
    const isAlone = start === 0 && end === byteLength;
    const view = container?.view
      ? [...rangeView(start, sound), ...container.view]
      : isAlone
        ? undefined
        : rangeView(start, end);
    const { notes: ownNotes = [], ...facts } = container ?? {};
    const isLossNoted = ownNotes.some(({ code }) => lossCodes.has(code));
    parts.push({ ...facts, start, end, ...(view && { view }), ...(isLossNoted && { isLossNoted }) });
    notes.push(...ownNotes);
    if (rest.what === "nothing") break;
    if (rest.what === "data") {
      notes.push(makeNote("audio-trailing-data", { byteLength: rest.byteLength, kind: rest.kind }));
      break;
    }
    start = rest.at;
  }
  if (parts.length > maxParts) {
    const isOpus = parts.every(({ codecs }) => codecs?.includes("opus"));
    return { parts: [{ start: 0, end: byteLength, ...(isOpus && { codecs: ["opus"] }) }], notes: [] };
  }
  return { parts, notes };
}

/** A structure that cannot be read is no error: the decoder will say what is wrong. */
async function measureAt(reader: ByteReader, start: number): Promise<Container | undefined> {
  const measure = chooseMeasure(reader, start);
  if (!measure) return undefined;
  try {
    return await measure(reader, start);
  } catch (error) {
    if (isArchiveError(error) || (error instanceof Error && "code" in error)) throw error;
    return undefined;
  }
}

const measures: [at: number, beginning: string, measure: Measure][] = [
  [0, "OggS", measureOgg],
  [0, "fLaC", measureFlac],
  [0, "caff", measureCaf],
  [0, "#!AMR", measureAmr],
  [0, ".snd", measureAu],
  [0, "Creative Voice File\x1a", measureVoc],
  [0, "\x1a\x45\xdf\xa3", measureMatroska],
  [0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", measureAsf],
  [0, "riff\x2e\x91\xcf\x11", measureW64],
  [4, "ftyp", measureMp4],
  [4, "moov", measureMp4],
  [4, "mdat", measureMp4],
  [4, "wide", measureMp4],
  [8, "WAVE", measureWave],
  [8, "AVI ", measureAvi],
  [8, "AIFF", measureAiff],
  [8, "AIFC", measureAiff],
];

function chooseMeasure(reader: ByteReader, start: number): Measure | undefined {
  const head = reader.text(start, 20);
  const found = measures.find(([at, beginning]) => head.startsWith(beginning, at));
  if (found) return found[2];
  return readAudioFrame(reader, start) ? measureFrames : undefined;
}
