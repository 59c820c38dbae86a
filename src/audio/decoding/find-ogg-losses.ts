import type { FileHandle } from "node:fs/promises";
import { makeNote, type Note } from "../../messages/notes.ts";
import type { OggOpusFlaw } from "../opus/ogg-opus-packets.ts";
import { readPages } from "../opus/ogg-pages.ts";
import type { SearchedRange } from "./searched-range.ts";

/**
 * Pages of an Ogg file that are missing or damaged, and an end that is missing: pages are numbered and have checksums, and
 * the last of each stream is marked. Of Ogg Opus the packets themselves say more (ogg-opus-packets.ts).
 */
export async function findOggLosses(
  file: FileHandle,
  { start, end: rangeEnd, signal }: SearchedRange,
): Promise<Note[]> {
  const flaws = new Set<OggOpusFlaw>();
  const streams = new Map<number, { sequence: number; isEnded: boolean }>();
  let end = start;
  for await (const page of readPages(file, { start, end: rangeEnd, ...(signal && { signal }) })) {
    if (page.skippedBytes > 0) flaws.add("extra data between pages");
    // A chained file may use one number for all its links.
    const stream = page.isFirst ? undefined : streams.get(page.serial);
    if (stream && page.sequence !== stream.sequence + 1) flaws.add("pages missing");
    streams.set(page.serial, { sequence: page.sequence, isEnded: page.isLast });
    end = page.offset + page.byteLength;
  }
  const notes = Array.from(flaws, (flaw) => makeNote("ogg-damaged", { flaw }));
  const isEnded = [...streams.values()].every((stream) => stream.isEnded);
  if (!isEnded) notes.push(makeNote("audio-end-lost", {}));
  else if (end < rangeEnd) notes.push(makeNote("ogg-damaged", { flaw: "extra data at the end" }));
  return notes;
}
