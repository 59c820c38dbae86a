import type { FoundFile } from "./given-files.ts";

type AudioFile = FoundFile & {
  /** Transcripts with the same name in the same folder, best first. */
  transcripts: File[];
};

/** Formats with word times first, as in the import of the command line. */
const transcriptEndings = [".words.json", ".json", ".vtt", ".srt"];

/**
 * Names that cannot be audio, so that nothing large is uploaded in vain. The server judges everything else by its
 * content.
 */
const notAudio =
  /\.(txt|md|pdf|docx?|xlsx?|pptx?|odt|rtf|csv|html?|css|jsx?|tsx?|json|xml|ya?ml|srt|vtt|log|zip|7z|rar|gz|tar|dmg|iso|exe|jpe?g|png|gif|webp|heic|svg|db|sqlite3?|ini|lnk)$/i;

function mayBeAudio(name: string): boolean {
  return !notAudio.test(name);
}

/** Pairs transcripts with their audio files; `others` are neither. Hidden files are dropped. */
export function pairTranscripts(found: readonly FoundFile[]): {
  audioFiles: AudioFile[];
  others: FoundFile[];
} {
  const visible = found.filter(({ file }) => !file.name.startsWith(".") && file.name !== "Thumbs.db");
  const byPath = new Map(
    visible.map((given) => [`${given.folderPath}/${given.file.name.toLowerCase()}`, given]),
  );
  const taken = new Set<FoundFile>();
  const audioFiles = visible
    .filter(({ file }) => mayBeAudio(file.name))
    .map((given) => {
      const name = given.file.name.toLowerCase();
      const stem = name.replace(/\.[^.]*$/, "");
      const transcripts = transcriptEndings
        .flatMap((ending) => [
          byPath.get(`${given.folderPath}/${stem}${ending}`),
          byPath.get(`${given.folderPath}/${name}${ending}`),
        ])
        .filter((transcript) => transcript !== undefined);
      for (const transcript of transcripts) taken.add(transcript);
      return { ...given, transcripts: transcripts.map(({ file }) => file) };
    });
  const others = visible.filter((given) => !mayBeAudio(given.file.name) && !taken.has(given));
  return { audioFiles, others };
}
