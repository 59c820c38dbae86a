import type { FileHandle } from "node:fs/promises";
import { throwIfCancelled } from "../../errors.ts";
import { makeNote, type Note } from "../../messages/notes.ts";
import type { SearchedRange } from "./searched-range.ts";

/** Bytes of a frame's speech by its type (RFC 4867); null: no such type. */
const frameByteLengths = {
  "#!AMR\n": [12, 13, 15, 17, 19, 20, 26, 31, 5, null, null, null, null, null, null, 0],
  "#!AMR-WB\n": [17, 23, 32, 36, 40, 46, 50, 58, 60, 5, null, null, null, null, 0, 0],
} as const;

/** So many frame headers in a row are not there by chance: each has 5 bits that are fixed or rarely wrong. */
const minValidRun = 4;

/**
 * Frames of an AMR file whose headers are none, and a last frame that is not whole. Frames follow one another without marks
 * or checksums, so bytes that are wrong inside a frame, and an end between two frames, cannot be known.
 */
export async function findAmrLosses(
  file: FileHandle,
  { start, end, signal }: SearchedRange,
): Promise<Note[]> {
  // The largest rate is 3 kB/s: 200 hours are 2 GB.
  const bytes = (await file.readFile({ signal })).subarray(start, end);
  throwIfCancelled(signal, "reading the audio");
  const magic = bytes.subarray(0, 9).toString("latin1");
  const found = Object.entries(frameByteLengths).find(([beginning]) => magic.startsWith(beginning));
  if (!found) return [];
  const [beginning, lengths] = found;
  let at = beginning.length;
  let damagedPlaces = 0;
  const nextFrame = (from: number): number | undefined => {
    const header = bytes[from]!;
    // First and last bits of a header are zero.
    const length = (header & 0x83) === 0 ? lengths[(header >> 3) & 0xf] : null;
    return typeof length === "number" ? from + 1 + length : undefined;
  };
  const isRun = (from: number): boolean => {
    let position = from;
    for (let frames = 0; frames < minValidRun && position < bytes.length; frames++) {
      const next = nextFrame(position);
      if (next === undefined) return false;
      position = next;
    }
    return true;
  };
  while (at < bytes.length) {
    const next = nextFrame(at);
    if (next !== undefined) {
      at = next;
      continue;
    }
    damagedPlaces++;
    do at++;
    while (at < bytes.length && !isRun(at));
  }
  return [
    ...(damagedPlaces > 0 ? [makeNote("audio-damaged-places", { count: damagedPlaces })] : []),
    ...(at > bytes.length ? [makeNote("audio-end-lost", {})] : []),
  ];
}
