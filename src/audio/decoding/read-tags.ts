/** Tags of an audio file: the few that the archive uses, cleaned for display. */
import type { AudioTags } from "../audio-source.ts";
import { findRecordingDate, findUnsetDate } from "./recording-date.ts";

const maxTagLength = 10_000;

/**
 * Decodes the bytes of a tag: as UTF-8 if they are valid, else as windows-1251, which Russian programs wrote into fields
 * without a declared encoding. Windows-1251 declared as Latin-1 (most Russian ID3 tags of the 2000s) is corrected, too.
 */
export function decodeTagText(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder("windows-1251").decode(bytes);
  }
  return cleanText(isMisreadCyrillic(text) ? rereadAsCyrillic(text) : text);
}

/** Words of accented Latin-1 letters only, as `Ïðèâåò`: no language is written so. */
function isMisreadCyrillic(text: string): boolean {
  if (/[\u0100-\uffff]/.test(text)) return false;
  const high = text.match(/[\u00c0-\u00ff\u00a8\u00b8]/g)?.length ?? 0;
  return /[\u00c0-\u00ff]{3}/.test(text) && high > (text.match(/[a-z]/gi)?.length ?? 0);
}

function rereadAsCyrillic(text: string): string {
  return new TextDecoder("windows-1251").decode(Buffer.from(text, "latin1"));
}

function cleanText(text: string): string {
  const clean = text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are removed here
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd\ufeff]+/g, " ")
    .normalize("NFC")
    .trim();
  return clean.slice(0, maxTagLength).toWellFormed();
}

/** Picks the archive's tags from a file's own (lower-case FFmpeg names). Of several with one name the first counts. */
export function readTags(entries: [key: string, value: Uint8Array][]): AudioTags {
  const texts = new Map<string, string>();
  for (const [key, value] of entries) {
    const text = decodeTagText(value);
    if (text && !texts.has(key)) texts.set(key, text);
  }
  const tags: AudioTags = {
    title: texts.get("title"),
    artist: texts.get("artist") ?? texts.get("author") ?? texts.get("album_artist"),
    comment: texts.get("comment") ?? texts.get("description"),
    date: findRecordingDate(texts),
    unsetDate: findUnsetDate(texts),
  };
  return Object.fromEntries(Object.entries(tags).filter(([, value]) => value)) as AudioTags;
}
