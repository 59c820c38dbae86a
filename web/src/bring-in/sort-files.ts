import type { FoundFile } from "./find-files.ts";

export type SoundFile = FoundFile & {
  /** Transcripts of the same name in the same folder, the best first. */
  transcripts: File[];
};

/** Word times before lines, as the command line's import prefers them. */
const transcriptEndings = [".words.json", ".json", ".vtt", ".srt"];

/**
 * What is surely no sound, by its name: not worth sending a gigabyte to hear it from the server. Everything else is the
 * server's to judge, by the bytes.
 */
const noSound =
  /\.(txt|md|pdf|docx?|xlsx?|pptx?|odt|rtf|csv|html?|css|jsx?|tsx?|json|xml|ya?ml|srt|vtt|log|zip|7z|rar|gz|tar|dmg|iso|exe|jpe?g|png|gif|webp|heic|svg|db|sqlite3?|ini|lnk)$/i;

export function isSound(name: string): boolean {
  return !noSound.test(name);
}

/** Puts transcripts to their sounds; the rest is neither. Hidden files are left out without a word. */
export function pairTranscripts(found: readonly FoundFile[]): { sounds: SoundFile[]; others: FoundFile[] } {
  const visible = found.filter(({ file }) => !file.name.startsWith(".") && file.name !== "Thumbs.db");
  const byPath = new Map(visible.map((one) => [`${one.folderPath}/${one.file.name.toLowerCase()}`, one]));
  const taken = new Set<FoundFile>();
  const sounds = visible
    .filter(({ file }) => isSound(file.name))
    .map((one) => {
      const name = one.file.name.toLowerCase();
      const stem = name.replace(/\.[^.]*$/, "");
      const transcripts = transcriptEndings
        .flatMap((ending) => [
          byPath.get(`${one.folderPath}/${stem}${ending}`),
          byPath.get(`${one.folderPath}/${name}${ending}`),
        ])
        .filter((beside) => beside !== undefined);
      for (const beside of transcripts) taken.add(beside);
      return { ...one, transcripts: transcripts.map(({ file }) => file) };
    });
  const others = visible.filter((one) => !isSound(one.file.name) && !taken.has(one));
  return { sounds, others };
}
