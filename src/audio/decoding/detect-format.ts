/** What a file is, by its first bytes. Names and extensions lie. */

/** `audio`: has or may have sound in it; `other`: certainly no sound; `unknown`: only a decoder can tell. */
export type DetectedFormat = { kind: "audio" | "other" | "unknown"; name: string };

type Signature = { name: string; at?: number; magic: string; also?: { at: number; magic: string } };

const audioSignatures: Signature[] = [
  { name: "wav", magic: "RIFF", also: { at: 8, magic: "WAVE" } },
  { name: "wav", magic: "RF64", also: { at: 8, magic: "WAVE" } },
  { name: "wav", magic: "BW64", also: { at: 8, magic: "WAVE" } },
  { name: "wav", magic: "RIFX", also: { at: 8, magic: "WAVE" } },
  { name: "avi", magic: "RIFF", also: { at: 8, magic: "AVI " } },
  { name: "w64", magic: "riff\x2e\x91\xcf\x11" },
  { name: "flac", magic: "fLaC" },
  { name: "aiff", magic: "FORM", also: { at: 8, magic: "AIFF" } },
  { name: "aiff", magic: "FORM", also: { at: 8, magic: "AIFC" } },
  { name: "iff", magic: "FORM", also: { at: 8, magic: "8SVX" } },
  { name: "caf", magic: "caff" },
  { name: "au", magic: ".snd" },
  { name: "amr-wb", magic: "#!AMR-WB" },
  { name: "amr", magic: "#!AMR" },
  { name: "asf", magic: "\x30\x26\xb2\x75\x8e\x66\xcf\x11" },
  { name: "ac3", magic: "\x0b\x77" },
  { name: "wavpack", magic: "wvpk" },
  { name: "ape", magic: "MAC " },
  { name: "tta", magic: "TTA1" },
  { name: "tak", magic: "tBaK" },
  { name: "mpc", magic: "MP+" },
  { name: "mpc", magic: "MPCK" },
  { name: "dsf", magic: "DSD " },
  { name: "dff", magic: "FRM8" },
  { name: "shorten", magic: "ajkg" },
  { name: "realmedia", magic: ".RMF" },
  { name: "flv", magic: "FLV\x01" },
  { name: "voc", magic: "Creative Voice File" },
  { name: "dts", magic: "\x7f\xfe\x80\x01" },
  { name: "mpeg-ps", magic: "\x00\x00\x01\xba" },
  { name: "mxf", magic: "\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02" },
];

const otherSignatures: Signature[] = [
  { name: "a JPEG picture", magic: "\xff\xd8\xff" },
  { name: "a PNG picture", magic: "\x89PNG\r\n" },
  { name: "a GIF picture", magic: "GIF8" },
  { name: "a WebP picture", magic: "RIFF", also: { at: 8, magic: "WEBP" } },
  { name: "a HEIC picture", at: 4, magic: "ftyp", also: { at: 8, magic: "heic" } },
  { name: "a HEIC picture", at: 4, magic: "ftyp", also: { at: 8, magic: "mif1" } },
  { name: "an AVIF picture", at: 4, magic: "ftyp", also: { at: 8, magic: "avif" } },
  { name: "a TIFF picture", magic: "II*\x00" },
  { name: "a BMP picture", magic: "BM", also: { at: 6, magic: "\x00\x00\x00\x00" } },
  { name: "a PDF document", magic: "%PDF" },
  { name: "a ZIP archive (or an office document)", magic: "PK\x03\x04" },
  { name: "a gzip archive", magic: "\x1f\x8b\x08" },
  { name: "a 7-Zip archive", magic: "7z\xbc\xaf\x27\x1c" },
  { name: "a RAR archive", magic: "Rar!\x1a\x07" },
  { name: "an xz archive", magic: "\xfd7zXZ" },
  { name: "an SQLite database", magic: "SQLite format 3\x00" },
  { name: "a program", magic: "\x7fELF" },
  { name: "a program", magic: "MZ", also: { at: 0x40, magic: "\x0e\x1f\xba\x0e" } },
  { name: "a MIDI file: notes without sound", magic: "MThd" },
  { name: "a Musepack/Ogg playlist", magic: "#EXTM3U" },
];

const maxHeadByteLength = 4096;

function has(bytes: Uint8Array, at: number, magic: string): boolean {
  if (at < 0 || at + magic.length > bytes.length) return false;
  for (let i = 0; i < magic.length; i++) if (bytes[at + i] !== magic.charCodeAt(i)) return false;
  return true;
}

function findSignature(bytes: Uint8Array, signatures: Signature[]): string | undefined {
  return signatures.find(
    ({ at = 0, magic, also }) => has(bytes, at, magic) && (!also || has(bytes, also.at, also.magic)),
  )?.name;
}

/** Length of an ID3v2 tag with its header (and footer), or 0 when there is none. */
export function measureId3(bytes: Uint8Array): number {
  if (!has(bytes, 0, "ID3") || bytes.length < 10) return 0;
  const size = bytes.subarray(6, 10).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
  return 10 + size + (bytes[5]! & 0x10 ? 10 : 0);
}

/**
 * What the file is that begins with these bytes (4 KB suffice; of a file with an ID3v2 tag, the bytes after it).
 * `name` is our name of the format (`wav`, `ogg/opus`, `mp4` …), or in words what else it is.
 */
export function detectFormat(bytes: Uint8Array): DetectedFormat {
  const other = findSignature(bytes, otherSignatures);
  if (other) return { kind: "other", name: other };
  const name = findSignature(bytes, audioSignatures) ?? detectContainer(bytes) ?? detectFrames(bytes);
  if (name) return { kind: "audio", name };
  if (bytes.length > 0 && looksLikeText(bytes)) return { kind: "other", name: describeText(bytes) };
  if (bytes.every((byte) => byte === 0)) return { kind: "unknown", name: "nothing but zero bytes" };
  return { kind: "unknown", name: "data of an unknown kind" };
}

function detectContainer(bytes: Uint8Array): string | undefined {
  if (has(bytes, 0, "OggS")) return detectOgg(bytes);
  if (has(bytes, 0, "\x1a\x45\xdf\xa3")) {
    return Buffer.from(bytes.subarray(0, 64)).includes("webm") ? "webm" : "matroska";
  }
  if (has(bytes, 4, "ftyp")) {
    if (has(bytes, 8, "qt  ")) return "mov";
    if (has(bytes, 8, "3g")) return "3gp";
    return has(bytes, 8, "M4A") || has(bytes, 8, "M4B") ? "m4a" : "mp4";
  }
  // QuickTime files of before 2001 have no ftyp.
  if (["moov", "mdat", "wide", "free", "skip", "pnot"].some((box) => has(bytes, 4, box))) return "mov";
  return undefined;
}

function detectOgg(bytes: Uint8Array): string {
  const body = 27 + (bytes[26] ?? 0);
  if (has(bytes, body, "OpusHead")) return "ogg/opus";
  if (has(bytes, body, "\x01vorbis")) return "ogg/vorbis";
  if (has(bytes, body, "\x7fFLAC") || has(bytes, body, "fLaC")) return "ogg/flac";
  if (has(bytes, body, "Speex   ")) return "ogg/speex";
  return "ogg";
}

/** Formats that are frames and nothing else: two frame headers in the right distance, with or without junk before them. */
function detectFrames(bytes: Uint8Array): string | undefined {
  const end = Math.min(bytes.length, maxHeadByteLength);
  for (let at = 0; at + 4 <= end; at++) {
    if (bytes[at] !== 0xff) continue;
    const adts = measureAdtsFrame(bytes, at);
    if (adts && measureAdtsFrame(bytes, at + adts)) return "aac";
    const mpeg = measureMpegFrame(bytes, at);
    const next = mpeg && measureMpegFrame(bytes, at + mpeg.byteLength);
    if (mpeg && next && mpeg.layer === next.layer && mpeg.sampleRate === next.sampleRate)
      return `mp${mpeg.layer}`;
  }
  const packet = [188, 192, 204].find((length) =>
    [0, 1, 2].every((i) => bytes[(length === 192 ? 4 : 0) + i * length] === 0x47),
  );
  return packet ? "mpeg-ts" : undefined;
}

/** Length of the ADTS frame whose header is here (ISO/IEC 13818-7, 6.2), or 0. */
function measureAdtsFrame(bytes: Uint8Array, at: number): number {
  if (at + 7 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1]! & 0xf6) !== 0xf0) return 0;
  if (((bytes[at + 2]! >> 2) & 15) > 12) return 0;
  const byteLength = ((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5);
  return byteLength > 7 ? byteLength : 0;
}

const bitRatesKbps: Record<string, number[]> = {
  "1-1": [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  "1-2": [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  "1-3": [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  "2-1": [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  "2-2": [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};

/** The MPEG-1/2/2.5 audio frame whose header is here (ISO/IEC 11172-3, 2.4.1.3); free-format frames are not seen. */
function measureMpegFrame(bytes: Uint8Array, at: number) {
  if (at + 4 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1]! & 0xe0) !== 0xe0) return undefined;
  const version = (bytes[at + 1]! >> 3) & 3;
  const layer = 4 - ((bytes[at + 1]! >> 1) & 3);
  const rateIndex = (bytes[at + 2]! >> 2) & 3;
  if (version === 1 || layer === 4 || rateIndex === 3) return undefined;
  const table = version === 3 ? `1-${layer}` : `2-${layer === 1 ? 1 : 2}`;
  const bitRate = bitRatesKbps[table]![(bytes[at + 2]! >> 4) - 1];
  if (!bitRate) return undefined;
  const sampleRate = [44_100, 48_000, 32_000][rateIndex]! / { 3: 1, 2: 2, 0: 4 }[version as 0 | 2 | 3];
  const padding = (bytes[at + 2]! >> 1) & 1;
  const slots = ((layer === 3 && version !== 3 ? 72 : 144) * bitRate * 1000) / sampleRate;
  const byteLength =
    layer === 1
      ? (Math.floor((12 * bitRate * 1000) / sampleRate) + padding) * 4
      : Math.floor(slots) + padding;
  return { byteLength, layer, sampleRate };
}

/** UTF-8 (or UTF-16 with a mark) without control characters. */
function looksLikeText(bytes: Uint8Array): boolean {
  if (has(bytes, 0, "\xff\xfe") || has(bytes, 0, "\xfe\xff")) return true;
  const head = bytes.subarray(0, maxHeadByteLength);
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127)) return false;
  // The cut may fall inside a letter.
  return [0, 1, 2, 3].some((cut) => isUtf8(head.subarray(0, head.length - cut)));
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function describeText(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 512)).trimStart();
  if (/^<(!doctype html|html)/i.test(text)) return "a web page";
  if (text.startsWith("<?xml")) return "an XML document";
  if (/^WEBVTT/.test(text) || /\d\d:\d\d:\d\d[.,]\d{3} --> /.test(text)) return "subtitles";
  if (/^[[{]/.test(text)) return "JSON text";
  return "plain text";
}
