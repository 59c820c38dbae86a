/** Files and folders → recordings, each file reported, one bad file never ending the rest. */

import { access } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import type { Recording, Transcription } from "../domain.ts";
import {
  ArchiveError,
  fromSystemError,
  isArchiveError,
  throwIfCancelled,
  toUnexpectedError,
} from "../errors.ts";
import { importFile } from "../recording/import-file.ts";
import { listSoundFiles } from "../recording/list-sound-files.ts";
import type { ArchiveFiles } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { attachTranscript } from "../transcription/attach-transcript.ts";
import type { WorkOptions } from "./work-progress.ts";

export type ImportOutcome =
  | {
      status: "imported";
      path: string;
      recording: Recording;
      transcription?: Transcription;
      warnings: string[];
    }
  | {
      status: "duplicate";
      path: string;
      recording: Recording;
      reason: "same-file" | "same-sound";
      warnings: string[];
    }
  | { status: "skipped"; path: string; reason: string }
  | { status: "failed"; path: string; error: ArchiveError };

export type ImportOptions = WorkOptions & {
  /** When it was recorded; for a single file. ISO 8601, a bare time means local time. */
  date?: string | undefined;
  /** Title; for a single file. */
  title?: string | undefined;
  /** Another program's transcript of the single file given. */
  transcript?: string | undefined;
};

type ImportDeps = { db: Database; files: ArchiveFiles };

/** These concern the archive or the disk, not one file: going on would fail the same way for every file. */
const fatalCodes = ["cancelled", "disk-full", "archive-busy", "archive-damaged"] as const;

/**
 * Imports what the paths name. A folder's files that are no sound are skipped; a file named by the user that is none is
 * a failure. A transcript beside a sound file of the same name (`talk.mp3`, `talk.srt`) is attached to it.
 * @throws ArchiveError `cancelled`, `disk-full`, `archive-busy`; what concerns one file is an outcome
 */
export async function* importPaths(
  deps: ImportDeps,
  paths: readonly string[],
  options: ImportOptions = {},
): AsyncGenerator<ImportOutcome> {
  const { date, title, transcript, signal } = options;
  if ((date ?? title ?? transcript) !== undefined && paths.length !== 1)
    throw new ArchiveError(
      "invalid-input",
      "date, title and transcript belong to one file",
      "import that file by itself",
    );
  const takenAlong = new Set<string>();
  let done = 0;
  for await (const found of listSoundFiles(paths, deps.files)) {
    throwIfCancelled(signal, "import");
    if ("error" in found) {
      yield failed(found.path, found.error);
      continue;
    }
    if (takenAlong.has(found.path)) continue;
    if ((date ?? title ?? transcript) !== undefined && (!found.explicit || ++done > 1))
      throw new ArchiveError(
        "invalid-input",
        `${paths[0]}: date, title and transcript belong to one file, not to a folder`,
        "import that file by itself",
      );
    yield await importOne(deps, found, options, takenAlong);
  }
}

async function importOne(
  deps: ImportDeps,
  { path, explicit }: { path: string; explicit: boolean },
  options: ImportOptions,
  takenAlong: Set<string>,
): Promise<ImportOutcome> {
  const { date, title, transcript, signal, onProgress } = options;
  const report = (done: number, total: number | undefined) =>
    onProgress?.({ stage: "import", subject: basename(path), done, total: total ?? null, unit: "seconds" });
  try {
    const imported = await importFile(deps, path, { date, title, signal, onProgress: report });
    if (imported.status === "duplicate") {
      const remark = `${transcript}: not attached: fonoteka transcribe ${imported.recording.id} --from attaches it`;
      return { ...imported, path, warnings: transcript === undefined ? [] : [remark] };
    }
    const { recording, warnings } = imported;
    const outcome: ImportOutcome = { status: "imported", path, recording, warnings };
    const transcriptPath = transcript ?? (await findTranscriptBeside(path));
    if (transcriptPath === undefined) return outcome;
    try {
      const attached = await attachTranscript({ ...deps, recording, path: transcriptPath });
      outcome.transcription = attached.transcription;
      warnings.push(...attached.warnings);
      takenAlong.add(transcriptPath);
    } catch (error) {
      if (!isArchiveError(error)) throw error;
      // The sound is safe in the archive; only its transcript is not there.
      warnings.push(`the transcript ${transcriptPath} was not taken along: ${error.message}`);
    }
    return outcome;
  } catch (error) {
    if (fatalCodes.some((code) => isArchiveError(error, code))) throw error;
    if (!explicit && isArchiveError(error, "unsupported-audio"))
      return { status: "skipped", path, reason: error.message.replace(`${path}: `, "") };
    return failed(path, error);
  }
}

function failed(path: string, cause: unknown): ImportOutcome {
  const error = fromSystemError(cause, path);
  return { status: "failed", path, error: isArchiveError(error) ? error : toUnexpectedError(error, path) };
}

/** Other programs write `talk.srt` or `talk.mp3.srt` beside `talk.mp3`; word times first, then lines. */
async function findTranscriptBeside(path: string): Promise<string | undefined> {
  const folder = dirname(path);
  const name = basename(path);
  const stem = basename(path, extname(path));
  const candidates = [
    `${name}.words.json`,
    `${stem}.json`,
    `${name}.json`,
    `${stem}.vtt`,
    `${name}.vtt`,
    `${stem}.srt`,
    `${name}.srt`,
  ];
  for (const candidate of candidates) {
    const candidatePath = join(folder, candidate);
    const exists = await access(candidatePath).then(
      () => true,
      () => false,
    );
    if (exists) return candidatePath;
  }
  return undefined;
}
