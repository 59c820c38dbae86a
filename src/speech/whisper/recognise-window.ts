/** One window of speech → its words and language, decoded again in parts where the first result is bad. */

import { dropHallucinations } from "../drop-hallucinations.ts";
import { findMissedSpeech } from "../find-missed-speech.ts";
import { sampleRate } from "../sample-rate.ts";
import type { RecognisedWindow, RecognisedWord } from "../window-recogniser.ts";
import { halveWindow, type SpeechWindow, splitWindow, windowSound } from "../windows.ts";
import { decodeWindow, meanLogProbability } from "./decode-window.ts";
import { getLanguageId, type SpokenLanguage } from "./detect-language.ts";
import { timeWords } from "./time-words.ts";
import { type DecoderState, encoderFrames, samplesPerFrame, type WhisperModel } from "./whisper-model.ts";

export type RecogniseOptions = {
  /** Chooses the language from the scores of the first step. */
  chooseLanguage: (logits: Float32Array, window: SpeechWindow) => SpokenLanguage;
  signal?: AbortSignal | undefined;
};

/** In the last attempt, no run of this many tokens may occur twice. */
const distinctRuns = 4;

/**
 * Below this mean, a window holds no speech: a buzz that sounds like a vowel gave "Oh" at −2.8, while bad telephone lines and
 * overlapping speakers stay above −1.
 */
const minLogProbability = -1.8;

/** With more missed speech than this, the rest is decoded again. 1 and 2 s cost the same; 1 s finds short phrases, too. */
const maxMissedSeconds = 1;

/** A window is halved at most this often, down to 4 s: what is not recognised then is not intelligible. */
const maxHalvings = 3;
/** Attempts at a window in which the decoder misses phrases again and again. */
const maxAttempts = 8;

/**
 * Recognises a window. Where it seems to hold two languages, or where the decoder loops, its halves are decoded separately.
 * Where the decoder missed speech, the words before are kept and the rest is decoded again from there: halves of four
 * similar phrases were still two similar phrases, of which one was missed. In a window that cannot be split, a loop is broken
 * by forbidding repetition.
 * @throws ArchiveError `cancelled`
 */
export async function recogniseWindow(
  model: WhisperModel,
  window: SpeechWindow,
  options: RecogniseOptions,
  depth = 0,
): Promise<RecognisedWindow[]> {
  const halves = depth < maxHalvings ? halveWindow(window) : undefined;
  const decodeParts = async ([first, second]: [SpeechWindow, SpeechWindow]) => [
    ...(await recogniseWindow(model, first, options, depth + 1)),
    ...(await recogniseWindow(model, second, options, depth + 1)),
  ];
  const sound = windowSound(window);
  const state = await model.encode(sound);
  const { language, isConfident } = options.chooseLanguage(state.logits, window);
  if (halves && !isConfident) return decodeParts(halves);

  const decodeOptions = {
    languageId: getLanguageId(model.facts, language),
    frames: Math.min(encoderFrames, Math.ceil(sound.length / samplesPerFrame)),
    signal: options.signal,
  };
  const beginning: DecoderState = { ...state, feeds: { ...state.feeds } };
  let decoded = await decodeWindow(model, state, decodeOptions);
  if (decoded.looped) {
    if (halves) return decodeParts(halves);
    decoded = await decodeWindow(model, beginning, { ...decodeOptions, distinctRuns });
  }
  const words = timeWords(model, window, decoded, language);
  const missed = findMissedSpeech(window, words);
  const accepted = (some: RecognisedWord[]) =>
    meanLogProbability(decoded) < minLogProbability ? [] : [{ words: dropHallucinations(some), language }];
  if (window.spans.length === 1 || missed.seconds <= maxMissedSeconds || depth >= maxAttempts)
    return accepted(words);

  const [before, rest] = splitWindow(window, missed.firstSpan);
  if (missed.firstSpan === 0) return decodeParts([before, rest]);
  const holeMs = (rest.spans[0]!.voiceStart / sampleRate) * 1000;
  return [
    ...accepted(words.filter(({ startMs }) => startMs < holeMs)),
    ...(await recogniseWindow(model, rest, options, depth + 1)),
  ];
}
