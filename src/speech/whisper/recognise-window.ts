/** One window of speech → its words and language, with another try when the decoder goes round in circles. */

import type { Language } from "../../domain.ts";
import { dropInventions } from "../drop-inventions.ts";
import { findUnheard } from "../find-unheard.ts";
import { halveWindow, type SpeechWindow, splitWindow, windowSound } from "../windows.ts";
import { decodeWindow, meanLogProbability } from "./decode-window.ts";
import { getLanguageId, type SpokenLanguage } from "./detect-language.ts";
import { sampleRate } from "./log-mel.ts";
import { type HeardWord, timeWords } from "./time-words.ts";
import { type DecoderState, encoderFrames, samplesPerFrame, type WhisperModel } from "./whisper-model.ts";

export type RecognisedWindow = { words: HeardWord[]; language: Language };

export type RecogniseOptions = {
  /** Told the scores of the first step, says which language to write. */
  chooseLanguage: (logits: Float32Array, window: SpeechWindow) => SpokenLanguage;
  signal?: AbortSignal | undefined;
};

/** Runs of this many tokens are not written twice in the last attempt. */
const distinctRuns = 4;

/**
 * A window of words this unlikely is no speech: buzzing that passes for a vowel gave "Oh" at −2.8, while a bad telephone
 * line and overlapping speakers stay above −1.
 */
const barelyHeard = -1.8;

/** More speech passed over than this is worth another hearing; 1 and 2 cost the same, 1 finds short phrases too. */
const unheardTooLongSeconds = 1;

/** A window is halved at most this often, down to 4 s: what is still not understood then is not speech to be read. */
const mostHalvings = 3;
/** A window in which phrases are passed over again and again is given up after so many further hearings. */
const mostHearings = 8;

/**
 * Recognises a window. Its halves are heard on their own instead where it seems to hold two languages or where the decoder
 * went round in circles. Where it passed over speech, what comes before stays and the rest is heard again from there:
 * halves of four like phrases were still two like phrases, of which one was left out. A loop in what cannot be split is
 * broken by forbidding repetition.
 * @throws ArchiveError `cancelled`
 */
export async function recogniseWindow(
  model: WhisperModel,
  window: SpeechWindow,
  options: RecogniseOptions,
  depth = 0,
): Promise<RecognisedWindow[]> {
  const halves = depth < mostHalvings ? halveWindow(window) : undefined;
  const hearParts = async ([first, second]: [SpeechWindow, SpeechWindow]) => [
    ...(await recogniseWindow(model, first, options, depth + 1)),
    ...(await recogniseWindow(model, second, options, depth + 1)),
  ];
  const sound = windowSound(window);
  const state = await model.listen(sound);
  const { language, isSure } = options.chooseLanguage(state.logits, window);
  if (halves && !isSure) return hearParts(halves);

  const decodeOptions = {
    languageId: getLanguageId(model.facts, language),
    frames: Math.min(encoderFrames, Math.ceil(sound.length / samplesPerFrame)),
    signal: options.signal,
  };
  const beginning: DecoderState = { ...state, feeds: { ...state.feeds } };
  let decoded = await decodeWindow(model, state, decodeOptions);
  if (decoded.looped) {
    if (halves) return hearParts(halves);
    decoded = await decodeWindow(model, beginning, { ...decodeOptions, distinctRuns });
  }
  const words = timeWords(model, window, decoded, language);
  const unheard = findUnheard(window, words);
  const heard = (some: HeardWord[]) =>
    meanLogProbability(decoded) < barelyHeard ? [] : [{ words: dropInventions(some), language }];
  if (window.pieces.length === 1 || unheard.seconds <= unheardTooLongSeconds || depth >= mostHearings)
    return heard(words);

  const [before, rest] = splitWindow(window, unheard.firstPiece);
  if (unheard.firstPiece === 0) return hearParts([before, rest]);
  const holeMs = (rest.pieces[0]!.voiceStart / sampleRate) * 1000;
  return [
    ...heard(words.filter(({ startMs }) => startMs < holeMs)),
    ...(await recogniseWindow(model, rest, options, depth + 1)),
  ];
}
