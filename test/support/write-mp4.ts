/** A minimal writer of MP4 and MOV files with one sound track, for tests: every time in them is given. */

/** A part of the track that is played: times in seconds; without `mediaSeconds`, nothing is played for so long. */
export type Edit = { mediaSeconds?: number; seconds: number };

type Packet = { data: Uint8Array; seconds: number };

const movieRate = 1000;

/** 16-bit mono PCM as QuickTime has it: `packets` are samples, 1 / sampleRate long. */
export function writeMovPcm(samples: Float32Array, sampleRate: number, edits?: Edit[]): Buffer {
  const data = Buffer.alloc(samples.length * 2);
  for (const [i, sample] of samples.entries()) data.writeInt16LE(Math.round(sample * 32767), 2 * i);
  return writeMovie({
    brand: "qt  ",
    sampleRate,
    entry: soundEntry("sowt", sampleRate),
    edits,
    data,
    stts: [[samples.length, 1]],
    sizes: { each: 2, count: samples.length },
    mediaLength: samples.length,
  });
}

/** Opus packets: `seconds` is how long each lasts on the clock, which may be longer than its sound. */
export function writeMp4Opus(packets: Packet[], edits?: Edit[], preSkip = 312): Buffer {
  const head = Buffer.from([0, 1, preSkip >> 8, preSkip & 255, 0, 0, 0xbb, 0x80, 0, 0, 0]);
  const durations = packets.map(({ seconds }) => Math.round(seconds * 48_000));
  return writeMovie({
    brand: "isom",
    sampleRate: 48_000,
    entry: soundEntry("Opus", 48_000, box("dOps", head)),
    edits,
    data: Buffer.concat(packets.map(({ data }) => data)),
    stts: durations.map((duration) => [1, duration]),
    sizes: { list: packets.map(({ data }) => data.length) },
    mediaLength: durations.reduce((sum, duration) => sum + duration, 0),
  });
}

type Movie = {
  brand: string;
  sampleRate: number;
  entry: Buffer;
  edits: Edit[] | undefined;
  data: Buffer;
  stts: [count: number, duration: number][];
  sizes: { each: number; count: number } | { list: number[] };
  mediaLength: number;
};

function writeMovie(movie: Movie): Buffer {
  const { sampleRate, edits, data, stts, sizes, mediaLength } = movie;
  const movieLength = edits
    ? edits.reduce((sum, { seconds }) => sum + Math.round(seconds * movieRate), 0)
    : Math.round((mediaLength * movieRate) / sampleRate);
  const ftyp = box("ftyp", Buffer.from(movie.brand), u32(0), Buffer.from(movie.brand));
  const mdat = box("mdat", data);
  const [each, list] = "list" in sizes ? [0, sizes.list] : [sizes.each, []];
  const count = "list" in sizes ? sizes.list.length : sizes.count;
  const stbl = box(
    "stbl",
    box("stsd", u32(0, 1), movie.entry),
    box("stts", u32(0, stts.length, ...stts.flat())),
    box("stsc", u32(0, 1, 1, count, 1)),
    box("stsz", u32(0, each, count, ...list)),
    box("stco", u32(0, 1, ftyp.length + 8)),
  );
  const dinf = box("dinf", box("dref", u32(0, 1), box("url ", u32(1))));
  const hdlr = box("hdlr", u32(0, 0), Buffer.from("soun"), u32(0, 0, 0), Buffer.from("\0"));
  const mdia = box(
    "mdia",
    box("mdhd", u32(0, 0, 0, sampleRate, mediaLength, 0)),
    hdlr,
    box("minf", box("smhd", u32(0, 0)), dinf, stbl),
  );
  const elst = edits?.flatMap(({ mediaSeconds, seconds }) => [
    Math.round(seconds * movieRate),
    mediaSeconds === undefined ? 0xffffffff : Math.round(mediaSeconds * sampleRate),
    0x10000,
  ]);
  const edts = elst ? [box("edts", box("elst", u32(0, edits!.length, ...elst)))] : [];
  const matrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
  const tkhd = box("tkhd", u32(7, 0, 0, 1, 0, movieLength, 0, 0, 0, 0x01000000), matrix, u32(0, 0));
  const mvhd = box(
    "mvhd",
    u32(0, 0, 0, movieRate, movieLength, 0x10000, 0x01000000, 0, 0),
    matrix,
    Buffer.alloc(24),
    u32(2),
  );
  return Buffer.concat([ftyp, mdat, box("moov", mvhd, box("trak", tkhd, ...edts, mdia))]);
}

function soundEntry(codec: string, sampleRate: number, ...inside: Buffer[]): Buffer {
  const fields = Buffer.alloc(28);
  fields.writeUInt16BE(1, 6);
  fields.writeUInt16BE(1, 16);
  fields.writeUInt16BE(16, 18);
  fields.writeUInt32BE(sampleRate * 0x10000 > 0xffffffff ? 0xbb800000 : sampleRate * 0x10000, 24);
  return box(codec, fields, ...inside);
}

function box(name: string, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(8 + body.length), Buffer.from(name, "latin1"), body]);
}

function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, i * 4);
  return bytes;
}
