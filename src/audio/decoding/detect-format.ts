/** Detects what a file is from its first bytes: by `file-type`, and text by our own rules. Names and extensions are ignored. */
import { fileTypeFromBuffer } from "file-type";

/**
 * `audio`: an audio or video format; `other`: certainly not an audio file; `unknown`: only a decoder can tell.
 * `name` is our name of an audio format (`m4a`, `matroska`, `ogg/opus` …) or describes the file in words.
 */
export type DetectedFormat = { kind: "audio" | "other" | "unknown"; name: string };

const maxHeadByteLength = 4096;

/** Our names where file-type's, which are extensions, differ. */
const audioNames: Record<string, string> = {
  opus: "ogg/opus",
  mkv: "matroska",
  m4v: "mp4",
  f4v: "mp4",
  f4p: "mp4",
  m4b: "m4a",
  m4p: "m4a",
  f4a: "m4a",
  f4b: "m4a",
  "3g2": "3gp",
};

/** Audio containers whose media type does not begin with audio/ or video/. */
const applicationContainers = new Set(["asf", "mxf", "ogx", "rm"]);

/** These are detected by two or three bytes, with which audio may begin by chance: the decoder decides. */
const weakSignatures = new Set(["bmp", "exe", "ico", "cur", "Z", "arj", "ttf", "jmp", "it", "s3m", "xm"]);

/** What a file is that is no audio, in words. */
const otherNames: Record<string, string> = {
  jpg: "a JPEG picture",
  png: "a PNG picture",
  gif: "a GIF picture",
  webp: "a WebP picture",
  heic: "a HEIC picture",
  avif: "an AVIF picture",
  tif: "a TIFF picture",
  bmp: "a BMP picture",
  pdf: "a PDF document",
  zip: "a ZIP archive or an office document",
  gz: "a gzip archive",
  "7z": "a 7-Zip archive",
  rar: "a RAR archive",
  xz: "an xz archive",
  sqlite: "an SQLite database",
  elf: "a program",
  exe: "a program",
  macho: "a program",
  mid: "a MIDI file, which contains notes but no audio",
  xml: "an XML document",
  vtt: "subtitles",
};

/** Detects a file by its first 4 KB; of a file with an ID3v2 tag, pass the bytes after the tag. */
export async function detectFormat(bytes: Uint8Array): Promise<DetectedFormat> {
  const found = await fileTypeFromBuffer(bytes);
  if (found) {
    const { ext, mime } = found;
    const kind = kindOf(ext, mime);
    return { kind, name: kind === "audio" ? (audioNames[ext] ?? ext) : describeOther(ext, mime) };
  }
  if (bytes.length > 0 && looksLikeText(bytes)) return { kind: "other", name: describeText(bytes) };
  if (bytes.every((byte) => byte === 0)) return { kind: "unknown", name: "nothing but zero bytes" };
  return { kind: "unknown", name: "data of an unknown kind" };
}

function kindOf(ext: string, mime: string): DetectedFormat["kind"] {
  if (weakSignatures.has(ext)) return "unknown";
  if (otherNames[ext]) return "other";
  return /^(audio|video)\//.test(mime) || applicationContainers.has(ext) ? "audio" : "other";
}

function describeOther(ext: string, mime: string): string {
  return otherNames[ext] ?? (mime.startsWith("image/") ? `a picture (${ext})` : `a file of type ${mime}`);
}

/** Length of an ID3v2 tag with its header (and footer), or 0 when there is none. */
export function measureId3(bytes: Uint8Array): number {
  if (bytes.length < 10 || Buffer.from(bytes.subarray(0, 3)).toString("latin1") !== "ID3") return 0;
  const size = bytes.subarray(6, 10).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
  return 10 + size + (bytes[5]! & 0x10 ? 10 : 0);
}

/** UTF-8, or UTF-16 with a byte order mark, without control characters. MPEG layer I begins with the bytes of such a mark. */
function looksLikeText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, maxHeadByteLength);
  const mark = (head[0]! << 8) | head[1]!;
  const encoding = mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : "utf-8";
  // The cut may fall inside a letter.
  const text = [0, 1, 2, 3].map((cut) => decode(head.subarray(0, head.length - cut), encoding)).find(Boolean);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: text has none of them
  return text !== undefined && !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/.test(text);
}

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Every name that `detectFormat` has for what is no audio, for translations. */
export function listOtherNames(): string[] {
  const ofTexts = ["a web page", "an XML document", "a playlist", "subtitles", "JSON text", "plain text"];
  return [...Object.values(otherNames), ...ofTexts, "nothing but zero bytes", "data of an unknown kind"];
}

function describeText(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 512)).trimStart();
  if (/^<(!doctype html|html)/i.test(text)) return "a web page";
  if (text.startsWith("<?xml")) return "an XML document";
  if (text.startsWith("#EXTM3U")) return "a playlist";
  if (/^WEBVTT/.test(text) || /\d\d:\d\d:\d\d[.,]\d{3} --> /.test(text)) return "subtitles";
  if (/^[[{]/.test(text)) return "JSON text";
  return "plain text";
}
