/** MP4, MOV and their kin: boxes. The index (`moov`) may come after the data (`mdat`), whose length is then only a claim. */
import { makeNote, type Note } from "../../messages/notes.ts";
import { type FileView, rangeView } from "../decoding/file-view.ts";
import type { ByteReader } from "./byte-reader.ts";
import { type Container, placeholder } from "./container.ts";

/** A box with its header; `size` is all of it, NaN where the file ends in the header. */
export type Box = { type: string; at: number; body: number; size: number; isToEnd: boolean };

const maxBoxes = 1_000_000;

/** Types of boxes that stand at the top of a file. Others there are what follows its end, or damage. */
const topTypes = new Set(
  "ftyp|moov|mdat|free|skip|wide|pnot|udta|uuid|meta|moof|mfra|sidx|ssix|styp|prft|emsg|pdin|meco|imda|junk|PICT|beam|mdta|bloc|clef|load".split(
    "|",
  ),
);

/** The box at a position; undefined where no type of letters stands there. */
export function readBox(reader: ByteReader, at: number): Box | undefined {
  const type = reader.text(at + 4, 4);
  if (!/^[\x20-\x7e\xa9]{4}$/.test(type)) return undefined;
  const size = reader.uint32(at);
  if (size === 0) return { type, at, body: at + 8, size: reader.byteLength - at, isToEnd: true };
  if (size !== 1) return { type, at, body: at + 8, size, isToEnd: false };
  return { type, at, body: at + 16, size: reader.uint64(at + 8), isToEnd: false };
}

export async function measureMp4(reader: ByteReader, start: number): Promise<Container | undefined> {
  const { byteLength } = reader;
  const boxes: Box[] = [];
  let at = start;
  while (at < byteLength && boxes.length < maxBoxes) {
    const box = readBox(reader, at);
    if (!box || !topTypes.has(box.type) || !(box.size >= 8)) break;
    if (box.type === "ftyp" && boxes.some(({ type }) => type === "moov") && !continuesClock(reader, box))
      break;
    boxes.push(box);
    at += box.size;
    await reader.pause();
  }
  if (boxes.length === 0) return undefined;
  const index = boxes.find(({ type, size, at: from }) => type === "moov" && from + size <= byteLength);
  const data = boxes.findLast(({ type }) => type === "mdat");
  if (index) return { end: Math.min(at, byteLength), notes: noteSubtitles(reader, index) };
  if (!data) return undefined;
  return (await findIndexAfter(reader, start, data)) ?? { end: byteLength, lacksIndex: true, notes: [] };
}

const maxBoxesBeforeFragment = 10;

/** Whether fragments follow whose clock goes on: a stream that repeats its beginning now and then, and no other file. */
function continuesClock(reader: ByteReader, start: Box): boolean {
  let box: Box | undefined = start;
  for (let count = 0; box && count < maxBoxesBeforeFragment; count++) {
    if (!(box.size >= 8) || box.type === "mdat") return false;
    if (box.type === "moof") {
      const tracks = listBoxes(reader, box).filter(({ type }) => type === "traf");
      const times = tracks.flatMap((track) => listBoxes(reader, track).filter(({ type }) => type === "tfdt"));
      return times.some(
        ({ body }) => (reader.read(body, 1)[0] ? reader.uint64(body + 4) : reader.uint32(body + 4)) > 0,
      );
    }
    box = readBox(reader, box.at + box.size);
  }
  return false;
}

/** The length of `mdat` led away from the index: a length of 32 bits that wrapped, or one that was never filled in. */
async function findIndexAfter(reader: ByteReader, start: number, data: Box): Promise<Container | undefined> {
  const { byteLength } = reader;
  for (let at = data.at + data.size; at < byteLength; at += 2 ** 32)
    if (isIndexAt(reader, at)) return placeIndex(reader, start, data, at);
  const name = Buffer.from("moov");
  for (let from = data.body; ; ) {
    const found = await reader.find(name, from);
    if (found < 0) return undefined;
    if (found - 4 >= data.body && isIndexAt(reader, found - 4))
      return placeIndex(reader, start, data, found - 4);
    from = found + 1;
  }
}

function isIndexAt(reader: ByteReader, at: number): boolean {
  const index = readBox(reader, at);
  return (
    index?.type === "moov" &&
    index.at + index.size <= reader.byteLength &&
    ["mvhd", "cmov"].includes(reader.text(index.body + 4, 4))
  );
}

function placeIndex(reader: ByteReader, start: number, data: Box, indexAt: number): Container | undefined {
  const view = correctData(start, data, indexAt, reader.byteLength);
  if (!view) return undefined;
  const stated = data.size - (data.body - data.at);
  const isOpen = data.isToEnd || stated <= 0 || stated >= placeholder;
  const note = makeNote("audio-length-wrong", { stated, byteLength: indexAt - data.body });
  return {
    end: reader.byteLength,
    view,
    isWhole: true,
    notes: [...(isOpen ? [] : [note]), ...noteSubtitles(reader, readBox(reader, indexAt)!)],
  };
}

/** The index counts positions in the file, so that nothing may move: a longer header takes the place of what precedes it. */
function correctData(start: number, data: Box, dataEnd: number, end: number): FileView | undefined {
  const size = dataEnd - data.at;
  const headerByteLength = data.body - data.at;
  if (size <= 0xffffffff && headerByteLength === 8) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(size);
    return [...rangeView(start, data.at), { bytes }, ...rangeView(data.at + 4, end)];
  }
  const room = data.body - start;
  if (room < 8 + 16) return undefined;
  const filler = room - 16;
  const bytes = Buffer.alloc(room);
  bytes.writeUInt32BE(filler);
  bytes.write("free", 4, "latin1");
  bytes.writeUInt32BE(1, filler);
  bytes.write("mdat", filler + 4, "latin1");
  bytes.writeBigUInt64BE(BigInt(dataEnd - start - filler), filler + 8);
  return [{ bytes }, ...rangeView(data.body, end)];
}

const subtitleHandlers = new Set(["text", "sbtl", "subt", "clcp", "subp"]);

/** Tracks of subtitles; those of chapter names, to which another track refers, are none. */
function noteSubtitles(reader: ByteReader, index: Box): Note[] {
  const tracks = listBoxes(reader, index).filter(({ type }) => type === "trak");
  const chapters = new Set<number>();
  for (const track of tracks) {
    const references = listBoxes(reader, track).find(({ type }) => type === "tref");
    for (const { type, body, at, size } of references ? listBoxes(reader, references) : [])
      if (type === "chap")
        for (let each = body; each < at + size; each += 4) chapters.add(reader.uint32(each));
  }
  const subtitles = tracks.filter((track) => {
    const boxes = listBoxes(reader, track);
    const media = boxes.find(({ type }) => type === "mdia");
    const handler = media && listBoxes(reader, media).find(({ type }) => type === "hdlr");
    const header = boxes.find(({ type }) => type === "tkhd");
    const id = header && reader.uint32(header.body + (reader.read(header.body, 1)[0] === 1 ? 20 : 12));
    return (
      handler &&
      subtitleHandlers.has(reader.text(handler.body + 8, 4)) &&
      !(id !== undefined && chapters.has(id))
    );
  });
  return subtitles.length > 0 ? [makeNote("subtitles-not-taken", { count: subtitles.length })] : [];
}

const maxChildren = 10_000;

function listBoxes(reader: ByteReader, parent: Box): Box[] {
  const children: Box[] = [];
  const end = parent.at + parent.size;
  for (let at = parent.body; at + 8 <= end && children.length < maxChildren; ) {
    const box = readBox(reader, at);
    if (!box || !(box.size >= 8) || box.at + box.size > end) break;
    children.push(box);
    at += box.size;
  }
  return children;
}
