/** MP3 and its kin, and AAC in ADTS: frames that follow one another without any structure around them. */
import type { ByteReader } from "./byte-reader.ts";
import type { Container } from "./container.ts";
import { describeRest, skipTags } from "./describe-rest.ts";
import { isEncodingInfo, readAudioFrame, statedByteLength } from "./mpeg-frame.ts";

/** So many headers in a row, each where the one before says, are not there by chance. */
const minRun = 3;

const searchByteLength = 64 * 1024;

/**
 * Walks the frames. The end is where no frame follows any more, or where another file begins: its first frame has the name of
 * an encoding (`Xing`, `Info`), maybe behind a tag.
 */
export async function measureFrames(reader: ByteReader, start: number): Promise<Container | undefined> {
  const { byteLength } = reader;
  let at = skipTags(reader, start);
  if (!isRun(reader, at)) return undefined;
  const soundStart = at;
  const stated = statedByteLength(reader, soundStart, readAudioFrame(reader, soundStart)!);
  // Two claims of the encoder: when all its bytes are there, its count of frames cannot say that some are missing.
  const isWhole = () => stated <= end - soundStart;
  /** End of the last frame: tags and damage may follow. */
  let end = at;
  for (let frames = 0; ; frames++) {
    await reader.pause();
    const frame = readAudioFrame(reader, at);
    if (frame) {
      if (frames > 0 && isEncodingInfo(reader, at, frame)) return { end: at, isWhole: isWhole(), notes: [] };
      at += frame.byteLength;
      // The file breaks off in the middle of a frame.
      if (at > byteLength) return { end: byteLength, notes: [] };
      end = at;
      continue;
    }
    const next = skipTags(reader, at);
    if (next > at) {
      // The tag of another file. Segments of a stream each begin with a tag that holds nothing but their time.
      const isFile =
        reader.text(at, 3) === "ID3" && reader.text(at + 10, 4) !== "PRIV" && isRun(reader, next);
      if (isFile) return { end: at, isWhole: isWhole(), notes: [] };
      at = next;
      continue;
    }
    const rest = await describeRest(reader, at);
    if (rest.what === "nothing") return { end: byteLength, isWhole: isWhole(), notes: [] };
    const resumed = rest.what === "file" ? -1 : await findRun(reader, at + 1);
    if (resumed < 0) return { end: at, isWhole: isWhole(), notes: [] };
    at = resumed;
  }
}

function isRun(reader: ByteReader, from: number): boolean {
  let at = from;
  const first = readAudioFrame(reader, at);
  for (let frames = 0; frames < minRun; frames++) {
    const frame = readAudioFrame(reader, at);
    if (!frame || frame.layer !== first?.layer || frame.sampleRate !== first.sampleRate) return false;
    at += frame.byteLength;
    // The last frame of a file, alone behind a damaged place.
    if (at >= reader.byteLength) return frames > 0 || at === reader.byteLength;
  }
  return true;
}

async function findRun(reader: ByteReader, from: number): Promise<number> {
  for (let start = from; start < reader.byteLength; ) {
    await reader.pause();
    const window = reader.read(start, searchByteLength);
    for (let at = window.indexOf(0xff); at >= 0; at = window.indexOf(0xff, at + 1))
      if (isRun(reader, start + at)) return start + at;
    start += window.length;
  }
  return -1;
}
