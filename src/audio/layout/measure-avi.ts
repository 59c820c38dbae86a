/** AVI: a RIFF file, and behind it more of the same kind (`AVIX`) for what is beyond its first gigabytes. */
import { makeNote } from "../../messages/notes.ts";
import { countEmptyChunks } from "./avi-empty-chunks.ts";
import type { ByteReader } from "./byte-reader.ts";
import { type Container, placeholder } from "./container.ts";
import { readRiffChunk } from "./measure-wave.ts";

export async function measureAvi(reader: ByteReader, start: number): Promise<Container> {
  const container = measureLength(reader, start);
  const view = await countEmptyChunks(reader, start, container.end);
  return view ? { ...container, view } : container;
}

function measureLength(reader: ByteReader, start: number): Container {
  const { byteLength } = reader;
  const stated = start + 8 + reader.uint32(start + 4, true);
  let end = stated;
  while (end < byteLength && reader.text(end, 4) === "RIFF" && reader.text(end + 8, 4) === "AVIX")
    end += 8 + reader.uint32(end + 4, true);
  if (end <= byteLength + 1 && isEndOfChunks(reader, start, stated))
    return { end: Math.min(end, byteLength), notes: [] };
  // Its length is wrong, which the decoder does not mind, unless the chunks inside break off.
  const isWhole = isEndOfChunks(reader, start, byteLength);
  const isCut = !isWhole && stated > byteLength + 1 && stated - start < placeholder;
  return {
    end: byteLength,
    isWhole,
    notes: isCut
      ? [makeNote("audio-end-missing", { byteLength: byteLength - start, stated: stated - start })]
      : [],
  };
}

/** Whether the chunks of the file, one after another, lead to this position. */
function isEndOfChunks(reader: ByteReader, start: number, end: number): boolean {
  let at = start + 12;
  while (at < end - 1) {
    const chunk = readRiffChunk(reader, at, true);
    if (!chunk || Number.isNaN(chunk.size)) return false;
    at = chunk.body + chunk.size + (chunk.size % 2);
  }
  return at <= end + 1;
}
