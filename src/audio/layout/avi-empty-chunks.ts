/** Chunks of an AVI without bytes: where sound of a variable bit rate pauses, each takes the time of a frame. */
import type { FileView } from "../decoding/file-view.ts";
import type { ByteReader } from "./byte-reader.ts";
import { readRiffChunk } from "./measure-wave.ts";

const lists = new Set(["RIFF", "LIST"]);
/** In the header of a stream (`strh`), and in the format of its sound (`strf`). */
const sampleSizeAt = 44;
const blockAlignAt = 12;

/** A sound track whose chunks are each a frame of at most so many bytes. */
type FrameTrack = { blockAlignAt: number; maxByteLength: number; emptyChunks: number; isByFrames: boolean };

/**
 * FFmpeg measures such chunks by their bytes, one frame for each `nBlockAlign` of them, begun or whole: one without bytes takes no
 * time, and the sound closes up. Without that number it counts the chunks.
 * @returns what the decoder is to see, or undefined where the file has no such chunks
 */
export async function countEmptyChunks(
  reader: ByteReader,
  start: number,
  end: number,
): Promise<FileView | undefined> {
  const tracks = new Map<string, FrameTrack>();
  let streams = 0;
  let sampleSize = Number.NaN;
  for (let at = start; at < end; ) {
    await reader.pause();
    const chunk = readRiffChunk(reader, at, true);
    if (!chunk || Number.isNaN(chunk.size)) break;
    const { id, body, size } = chunk;
    const kind = lists.has(id) ? reader.text(body, 4) : "";
    // Without a track of this kind nothing else matters: pictures alone may be gigabytes.
    if (kind === "movi" && tracks.size === 0) return undefined;
    if (id === "strh") {
      const isSound = reader.text(body, 4) === "auds";
      sampleSize = isSound ? reader.uint32(body + sampleSizeAt, true) : Number.NaN;
      streams++;
    } else if (id === "strf" && sampleSize === 0) {
      const maxByteLength = reader.uint32(body + blockAlignAt, true) & 0xffff;
      const number = String(streams - 1).padStart(2, "0");
      const track = { blockAlignAt: body + blockAlignAt, maxByteLength, emptyChunks: 0, isByFrames: true };
      if (maxByteLength > 0) tracks.set(number, track);
    } else if (id.endsWith("wb")) {
      const track = tracks.get(id.slice(0, 2));
      if (track && size === 0) track.emptyChunks++;
      if (track && size > track.maxByteLength) track.isByFrames = false;
    }
    at = kind ? body + 4 : body + size + (size % 2);
  }
  const patched = [...tracks.values()].filter(({ emptyChunks, isByFrames }) => emptyChunks > 0 && isByFrames);
  if (patched.length === 0) return undefined;
  const view: FileView[number][] = [];
  let from = start;
  for (const track of patched) {
    view.push({ start: from, end: track.blockAlignAt }, { bytes: new Uint8Array(2) });
    from = track.blockAlignAt + 2;
  }
  return [...view, { start: from, end }];
}
