import {
  groupByLanguage,
  hasTranscriptEnding,
  type MatchedTranscript,
  matchTranscripts,
} from "../../../src/transcription/match-transcripts.ts";
import type { FoundFile } from "./given-files.ts";

/** A transcript beside an audio file, and the language that its name says. */
export type BesideFile = { file: File; language: MatchedTranscript["language"] };

type AudioFile = FoundFile & {
  /** Transcripts with the same name in the same folder, best first. */
  transcripts: File[];
  /** The same by language, the one that should be current first; of each language the best form first. */
  languages: BesideFile[][];
};

/**
 * Names that cannot be audio, so that nothing large is uploaded in vain. The server judges everything else by its
 * content.
 */
const notAudio =
  /\.(pdf|docx?|xlsx?|pptx?|odt|rtf|css|jsx?|tsx?|ya?ml|zip|7z|rar|gz|tar|dmg|iso|exe|jpe?g|png|gif|webp|heic|svg|db|sqlite3?|ini|lnk)$/i;

function mayBeAudio(name: string): boolean {
  return !notAudio.test(name) && !hasTranscriptEnding(name);
}

/**
 * Pairs transcripts with their audio files, as the import of the command line does; `others` are neither. Hidden files are
 * dropped.
 */
export function pairTranscripts(found: readonly FoundFile[]): {
  audioFiles: AudioFile[];
  others: FoundFile[];
} {
  const visible = found.filter(({ file }) => !file.name.startsWith(".") && file.name !== "Thumbs.db");
  const folders = Map.groupBy(visible, ({ folderPath }) => folderPath);
  const taken = new Set<File>();
  const matched = new Map<FoundFile, BesideFile[]>();
  for (const given of folders.values()) {
    const byName = new Map(given.map((one) => [one.file.name, one]));
    const sounds = given.filter(({ file }) => mayBeAudio(file.name)).map(({ file }) => file.name);
    for (const [sound, transcripts] of matchTranscripts([...byName.keys()], sounds)) {
      const beside = transcripts.map(({ name, language }) => ({ file: byName.get(name)!.file, language }));
      for (const { file } of beside) taken.add(file);
      matched.set(byName.get(sound)!, beside);
    }
  }
  const audioFiles = visible
    .filter(({ file }) => mayBeAudio(file.name))
    .map((given) => {
      const beside = matched.get(given) ?? [];
      return {
        ...given,
        transcripts: beside.map(({ file }) => file),
        languages: groupByLanguage(beside, given.file.name),
      };
    });
  const others = visible.filter(({ file }) => !mayBeAudio(file.name) && !taken.has(file));
  return { audioFiles, others };
}
