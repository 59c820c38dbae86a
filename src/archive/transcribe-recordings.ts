import type { Language } from "../domain.ts";
import { type ChannelChoice, channelChoices } from "../domain.ts";
import { EngineTranscriber } from "../engine/engine-transcriber.ts";
import { archiveError } from "../errors.ts";
import type { TranscribeOutcome } from "../stages/transcribe-each.ts";
import type { WorkOptions } from "../stages/work-progress.ts";
import { listRecordings } from "../storage/recordings.ts";
import { findCurrentTranscription } from "../storage/transcriptions.ts";
import { readLanguage } from "../transcription/parse-language.ts";
import type { ArchiveParts } from "./archive-parts.ts";
import { type RecordingReference, resolveRecording } from "./resolve-recording.ts";

export type TranscribeOptions = WorkOptions & {
  /** Default: all that have no transcript. One that is named twice counts once. */
  recordings?: RecordingReference[] | undefined;
  /** The language spoken; default: detected among the allowed languages. */
  language?: Language | undefined;
  /**
   * Which channels of a stereo recording are recognised. Default `auto`: what carries speech, and each channel on its own where
   * two people speak, one a channel.
   */
  channels?: ChannelChoice | undefined;
  /** Also recordings that have a transcript; the earlier one is kept. */
  again?: boolean | undefined;
};

/** Recognises speech and makes each recording searchable before the next begins. See `Archive.transcribe`. */
export async function* transcribeRecordings(
  parts: ArchiveParts,
  options: TranscribeOptions,
): AsyncGenerator<TranscribeOutcome> {
  const { recordings = [], again = false, channels, signal, onProgress } = options;
  if (channels !== undefined && !channelChoices.includes(channels))
    throw archiveError("unknown-channels", { channels, known: channelChoices.join(", ") });
  // Before any work: a wrong language is no failure of a recording.
  const language = options.language === undefined ? undefined : readLanguage(options.language);
  const { db, files, models, loaded } = parts;
  const embedder = await models.passageEmbedder();
  // A recording named twice, by number and by name perhaps, is transcribed once.
  const named = recordings.map((reference) => resolveRecording(db, reference));
  const given = [...new Map(named.map((recording) => [recording.id, recording])).values()];
  const all = () => listRecordings(db);
  const chosen = given.length > 0 ? given : again ? all() : undefined;
  const wanted = again ? chosen : chosen?.filter(({ id }) => !findCurrentTranscription(db, id));
  const stage = await import("../stages/transcribe-each.ts");
  yield* stage.transcribeEach(
    {
      db,
      files,
      embedder,
      transcriber: new EngineTranscriber(models.engine()),
    },
    {
      recordings: wanted,
      language,
      allowedLanguages: [...loaded.settings.languages],
      channels,
      signal,
      onProgress,
    },
  );
}
