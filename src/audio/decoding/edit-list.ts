/** The edit list of an MP4 or MOV track: what of its sound is played when. */
import { type FileHandle, open } from "node:fs/promises";

import type { ClockChange } from "../clock/follow-clock.ts";

/** Of the track's own clock, from `mediaSeconds` on; without it, nothing is played for so long. Times in seconds. */
export type Edit = { mediaSeconds?: number; seconds: number };

const maxEdits = 10_000;
/** A list that goes back needs another pass over the sound each time. */
const maxPasses = 64;

/**
 * Only a list that FFmpeg does not follow: it plays the beginning again in place of a pause in the middle, and joins parts at
 * the borders of frames. Most files have one part, or one after a pause; those it follows to the sample.
 * @param trackId of the track's header
 * @returns undefined for those, and where there is no list or it makes no sense
 */
export async function findUnusualEdits(path: string, trackId: number): Promise<Edit[] | undefined> {
  const file = await open(path, "r");
  try {
    const list = await findEditList(file, (await file.stat()).size, trackId);
    const first = list?.findIndex(({ mediaSeconds }) => mediaSeconds !== undefined) ?? -1;
    if (!list || first < 0 || first === list.length - 1 || countPasses(list) > maxPasses) return undefined;
    // A pause at the end is not heard.
    return list.slice(0, list.findLastIndex(({ mediaSeconds }) => mediaSeconds !== undefined) + 1);
  } finally {
    await file.close();
  }
}

/** The pauses of a list, as changes of the recording's clock. */
export function listPauses(edits: readonly Edit[]): ClockChange[] {
  let atSeconds = 0;
  return edits.flatMap(({ mediaSeconds, seconds }) => {
    const change: ClockChange = { kind: atSeconds === 0 ? "late-start" : "hole", atSeconds, seconds };
    atSeconds += seconds;
    return mediaSeconds === undefined ? [change] : [];
  });
}

/** How often the sound must be read from its start. */
function countPasses(edits: Edit[]): number {
  let passes = 1;
  let position = 0;
  for (const { mediaSeconds, seconds } of edits) {
    if (mediaSeconds === undefined) continue;
    if (mediaSeconds < position) passes++;
    position = mediaSeconds + seconds;
  }
  return passes;
}

type Box = { name: string; start: number; end: number };

async function findEditList(file: FileHandle, end: number, trackId: number): Promise<Edit[] | undefined> {
  const movie = (await listBoxes(file, 0, end)).find(({ name }) => name === "moov");
  if (!movie) return undefined;
  const inMovie = await listBoxes(file, movie.start, movie.end);
  const movieRate = await readRate(
    file,
    inMovie.find(({ name }) => name === "mvhd"),
  );
  for (const track of inMovie.filter(({ name }) => name === "trak")) {
    const inTrack = await listBoxes(file, track.start, track.end);
    const find = (name: string) => inTrack.find((box) => box.name === name);
    const header = find("tkhd");
    if (!header || (await readTrackId(file, header)) !== trackId) continue;
    const [media, edits] = [find("mdia"), find("edts")];
    if (!media || !edits) return undefined;
    const mediaHeader = (await listBoxes(file, media.start, media.end)).find(({ name }) => name === "mdhd");
    const list = (await listBoxes(file, edits.start, edits.end)).find(({ name }) => name === "elst");
    const mediaRate = await readRate(file, mediaHeader);
    if (!list || !movieRate || !mediaRate) return undefined;
    return readEdits(await readBytes(file, list.start, list.end - list.start), { movieRate, mediaRate });
  }
  return undefined;
}

function readEdits(bytes: Buffer, rates: { movieRate: number; mediaRate: number }): Edit[] | undefined {
  if (bytes.length < 8) return undefined;
  const isLong = bytes[0] === 1;
  const count = bytes.readUInt32BE(4);
  const byteLength = isLong ? 20 : 12;
  if (count > maxEdits || bytes.length < 8 + count * byteLength) return undefined;
  const edits = Array.from({ length: count }, (_, i): Edit => {
    const at = 8 + i * byteLength;
    const duration = isLong ? Number(bytes.readBigUInt64BE(at)) : bytes.readUInt32BE(at);
    const mediaTime = isLong ? Number(bytes.readBigInt64BE(at + 8)) : bytes.readInt32BE(at + 4);
    const seconds = duration / rates.movieRate;
    // A rate of 0 holds one moment: of sound nothing is heard.
    const isStill = bytes.readInt16BE(at + byteLength - 4) === 0;
    return mediaTime < 0 || isStill ? { seconds } : { mediaSeconds: mediaTime / rates.mediaRate, seconds };
  });
  return edits.filter(({ seconds }) => seconds > 0);
}

async function listBoxes(file: FileHandle, from: number, end: number): Promise<Box[]> {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= end && boxes.length < maxEdits; ) {
    const head = await readBytes(file, at, 16);
    if (head.length < 8) break;
    const size = head.readUInt32BE(0);
    const isLong = size === 1 && head.length === 16;
    const byteLength = isLong ? Number(head.readBigUInt64BE(8)) : size === 0 ? end - at : size;
    const headByteLength = isLong ? 16 : 8;
    if (byteLength < headByteLength) break;
    const name = head.subarray(4, 8).toString("latin1");
    boxes.push({ name, start: at + headByteLength, end: Math.min(end, at + byteLength) });
    at += byteLength;
  }
  return boxes;
}

/** Ticks a second, of a header of the movie or of its media. */
async function readRate(file: FileHandle, box: Box | undefined): Promise<number | undefined> {
  if (!box) return undefined;
  const bytes = await readBytes(file, box.start, 24);
  const at = bytes[0] === 1 ? 20 : 12;
  return bytes.length >= at + 4 ? bytes.readUInt32BE(at) : undefined;
}

async function readTrackId(file: FileHandle, box: Box): Promise<number | undefined> {
  const bytes = await readBytes(file, box.start, 24);
  const at = bytes[0] === 1 ? 20 : 12;
  return bytes.length >= at + 4 ? bytes.readUInt32BE(at) : undefined;
}

async function readBytes(file: FileHandle, position: number, byteLength: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(byteLength), 0, byteLength, position);
  return buffer.subarray(0, bytesRead);
}
