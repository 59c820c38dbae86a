/** The transcripts that lie beside a sound file → transcriptions of its recording. */

import { readdir, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { hasAudioFileEnding, type Language, type Recording, type Transcription } from "../domain.ts";
import { type ArchiveError, isArchiveError, toInnerMessage } from "../errors.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import type { ArchiveFiles } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { updateImportNotes } from "../storage/import-notes.ts";
import { isSidecarFile } from "../storage/sidecar-files.ts";
import { findCurrentTranscription } from "../storage/transcriptions.ts";
import {
  groupByLanguage,
  type MatchedTranscript,
  matchTranscripts,
} from "../transcription/match-transcripts.ts";
import { parseLanguage } from "../transcription/parse-language.ts";
import { hasTimedText, storeTranscript } from "../transcription/store-transcript.ts";

export type AttachedTranscript = { path: string; transcription: Transcription };

export type AttachedBeside = {
  recording: Recording;
  /** Those that were not there before, the preferred language first. */
  attached: AttachedTranscript[];
  /** What was not taken, and why; and what did not fit. */
  notes: Note[];
};

type Folder = {
  bySound: Map<string, MatchedTranscript[]>;
  /** Names of transcripts. */
  taken: Map<string, string[]>;
};

/** The folders of one import: each is listed once, and its names are matched once. */
export class TranscriptFolders {
  readonly #folders = new Map<string, Promise<Folder>>();

  /** Paths of the transcripts of a sound file, best first. None for a file of the archive's own recordings. */
  async find(path: string, files: ArchiveFiles): Promise<(MatchedTranscript & { path: string })[]> {
    const folder = dirname(resolve(path));
    if (await isSameFolder(folder, files.recordings)) return [];
    const name = basename(path);
    let matched = (await this.#match(folder)).bySound.get(name);
    // A name without the ending of a sound was given by a person.
    matched ??= (await matchFolder(folder, [name])).bySound.get(name);
    return (matched ?? []).map((transcript) => ({
      ...transcript,
      path: join(dirname(path), transcript.name),
    }));
  }

  /** The sounds that a file is a transcript of, by name. */
  async listSounds(path: string): Promise<string[]> {
    const { taken } = await this.#match(dirname(resolve(path)));
    return taken.get(basename(path)) ?? [];
  }

  #match(folder: string): Promise<Folder> {
    let matched = this.#folders.get(folder);
    if (!matched) {
      matched = matchFolder(folder);
      this.#folders.set(folder, matched);
    }
    return matched;
  }
}

/** @param sounds default: the files that are named as sounds */
async function matchFolder(folder: string, sounds?: readonly string[]): Promise<Folder> {
  const names = await listNames(folder);
  const matched = matchTranscripts(names, sounds ?? names.filter(hasAudioFileEnding));
  const bySound = new Map<string, MatchedTranscript[]>();
  const taken = new Map<string, string[]>();
  const checked = new Map<string, boolean>();
  for (const [sound, transcripts] of matched) {
    const certain: MatchedTranscript[] = [];
    for (const transcript of transcripts) {
      const { name } = transcript;
      const path = join(folder, name);
      if (!checked.has(name))
        checked.set(name, transcript.isUncertain ? await hasTimedText(path) : !isSidecarFile(path));
      if (!checked.get(name)) continue;
      certain.push(transcript);
      taken.set(name, [...(taken.get(name) ?? []), sound]);
    }
    bySound.set(sound, certain);
  }
  return { bySound, taken };
}

/** A folder that cannot be listed has no transcripts: the sound in it was read nevertheless. */
async function listNames(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith("."));
}

async function isSameFolder(a: string, b: string): Promise<boolean> {
  const real = (path: string) => realpath(path).catch(() => path);
  return (await real(a)) === (await real(b));
}

/**
 * Attaches one transcript of each language. Of several forms of one language the best that can be read is taken; the others are
 * named in a note. What is attached already is left alone. What was not taken is kept with the recording, too.
 */
export async function attachBeside(
  { db }: { db: Database },
  recording: Recording,
  found: readonly (MatchedTranscript & { path: string })[],
): Promise<AttachedBeside> {
  const attached: AttachedTranscript[] = [];
  const notes: Note[] = [];
  const kept: Note[] = [];
  const taken = new Set<string>();
  const spoken = findSpokenLanguage(db, recording);
  for (const forms of groupByLanguage(found, recording.sourceName, spoken)) {
    const left: string[] = [];
    let best: string | undefined;
    for (const { path, name, language } of forms) {
      if (best !== undefined) {
        left.push(name);
        continue;
      }
      try {
        const stored = await storeTranscript({
          db,
          recording,
          path,
          language: language ?? undefined,
          isFound: true,
          // Of several that came together the first is current.
          keepCurrent: attached.length > 0,
        });
        best = name;
        taken.add(name);
        if (!stored.isKnown) attached.push({ path, transcription: stored.transcription });
        notes.push(...stored.warnings);
      } catch (error) {
        if (!isArchiveError(error)) throw error;
        notes.push(toRejected(path, error));
        kept.push(toRejected(name, error));
      }
    }
    if (best !== undefined && left.length > 0 && attached.some(({ path }) => basename(path) === best)) {
      const note = makeNote("transcript-other-form", { files: left.join(", "), path: best });
      notes.push(note);
      kept.push(note);
    }
  }
  return { recording: keepNotes(db, recording.id, { taken, kept }), attached, notes };
}

/** Keeps with the recording what was not taken; what is kept of a file that was taken now is out of date. */
export function keepNotes(
  db: Database,
  recordingId: number,
  { taken, kept }: { taken: ReadonlySet<string>; kept: readonly Note[] },
): Recording {
  const isSettled = ({ code, values }: Note) =>
    code === "transcript-rejected" && taken.has(String(values.path));
  return updateImportNotes(db, recordingId, (stored) => [
    ...stored.filter((note) => !isSettled(note)),
    ...kept.filter(({ text }) => !stored.some((note) => note.text === text)),
  ]);
}

export function toRejected(path: string, error: ArchiveError): Note {
  return makeNote("transcript-rejected", { path, error: toInnerMessage(error) });
}

/** The language that is spoken, if it is known: that of the current transcript, else of the sound track. */
function findSpokenLanguage(db: Database, { id, sourceTrack, sourceTracks }: Recording): Language | null {
  const track = sourceTracks.find(({ number }) => number === sourceTrack);
  return findCurrentTranscription(db, id)?.language ?? parseLanguage(track?.language);
}
