/** The tags of a file that the archive writes. */
import type { AudioTags } from "../audio-source.ts";
import type { OpusTags } from "./opus-headers.ts";

/** The source's tags as Vorbis comments; `options` take precedence. */
export function writtenTags(tags: AudioTags, options: { title?: string; date?: string }): OpusTags {
  const named: Record<string, string | undefined> = {
    TITLE: options.title ?? tags.title,
    ARTIST: tags.artist,
    DATE: options.date ?? tags.date,
    COMMENT: tags.comment,
    ENCODER: "Fonoteka",
  };
  const comments = Object.entries(named).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return { vendor: "libopus", comments };
}
