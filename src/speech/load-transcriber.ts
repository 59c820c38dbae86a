/** The bundled models, loaded: Silero finds the speech, Whisper recognises it. */

import { stat } from "node:fs/promises";
import { join } from "node:path";
import { archiveError, fromSystemError, isArchiveError } from "../errors.ts";
import { SpeechTranscriber } from "./speech-transcriber.ts";
import { VoiceActivity } from "./voice-activity.ts";
import type { ReadSpeech, StereoSound } from "./voice-frames.ts";
import { WhisperRecogniser, whisperFiles } from "./whisper/whisper-recogniser.ts";

type LoadOptions = {
  /** Folder of a Whisper of any size. */
  modelFolder: string;
  /** Silero's network, 16 kHz. */
  vadModelPath: string;
  readSpeech: ReadSpeech;
  /** Tells the channels of a recording apart; without it their mix is recognised. */
  stereo?: StereoSound | undefined;
  /** CPU cores to use; default: all. */
  threads?: number | undefined;
};

/**
 * Loads the weights.
 * @throws ArchiveError `model-missing` when a file of the model is not there, `engine-failed` when it cannot be loaded
 */
export async function loadTranscriber({
  modelFolder,
  vadModelPath,
  readSpeech,
  stereo,
  threads,
}: LoadOptions): Promise<SpeechTranscriber> {
  for (const path of [...whisperFiles.map((name) => join(modelFolder, name)), vadModelPath])
    await assertExists(path);
  try {
    const recogniser = await WhisperRecogniser.load(modelFolder, threads);
    return new SpeechTranscriber(recogniser, await VoiceActivity.load(vadModelPath), readSpeech, stereo);
  } catch (error) {
    if (isArchiveError(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw archiveError("speech-model-unusable", { path: modelFolder, why }, { cause: error });
  }
}

async function assertExists(path: string): Promise<void> {
  try {
    await stat(path);
  } catch (error) {
    const known = fromSystemError(error, path);
    throw isArchiveError(known, "not-found")
      ? archiveError("model-file-missing", { path }, { cause: error })
      : known;
  }
}
