/** What the code that reads the structure of a file finds out about one container in it. */
import type { Note } from "../../messages/notes.ts";
import type { FileView } from "../decoding/file-view.ts";
import type { ByteReader } from "./byte-reader.ts";

export type Container = {
  /** Position in the file after its last byte. */
  end: number;
  /** How the decoder is to see it, where its own headers are wrong; positions count in the whole file. */
  view?: FileView;
  /** Nothing of it is missing: a length in its header that says otherwise is wrong. */
  isWhole?: boolean;
  /** Its length where the structure tells it. */
  durationSeconds?: number;
  /** Of an Ogg link: `opus`, `vorbis`, `flac`, `speex` or `unknown`, one for each stream. */
  codecs?: string[];
  /** An MP4 file whose index was never written: nothing tells where in it the sound is. */
  lacksIndex?: boolean;
  notes: Note[];
};

/**
 * Measures the container that begins at `start` by its structure.
 * @returns undefined where the structure says nothing: then all up to the file's end belongs to it
 */
export type Measure = (
  reader: ByteReader,
  start: number,
) => Container | undefined | Promise<Container | undefined>;

/** Sizes from here on are placeholders: recorders write them first and correct them at the end. */
export const placeholder = 0x7fff0000;
