import { extname } from "node:path";

/** The one list of endings that say audio, or video with audio in it. Only the bytes of a file decide what it is. */
const endings = new Set(
  "3gp aac ac3 aif aiff amr ape au avi caf flac m4a m4b m4v mka mkv mov mp1 mp2 mp3 mp4 mpc oga ogg opus spx tta w64 wav webm wma wmv wv".split(
    " ",
  ),
);

/** Whether a file's name says audio: such a file that cannot be read is a failure, others of a folder are skipped. */
export function hasAudioEnding(name: string): boolean {
  return endings.has(extname(name).slice(1).toLowerCase());
}
