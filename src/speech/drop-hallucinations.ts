/** Removes hallucinations: sentences that Whisper learnt from subtitles and writes where nobody spoke. */

import type { RecognisedWord } from "./window-recogniser.ts";

/**
 * Known hallucinations, in lower case and without punctuation. People say these sentences, too, so a match alone removes
 * nothing. The list is general knowledge about Whisper: behind the voice-activity gate, our own silence, noise and music
 * produced none of them.
 */
const hallucinations = [
  /^(?:редактор|корректор|субтитры) (?:субтитров|сделал|делал|создавал|подготовил|добавил|подогнал|и перевод)(?: |$)/u,
  /^(?:продолжение следует|спасибо за просмотр|благодарю за внимание|спасибо за субтитры)(?: |$)/u,
  /^(?:подписывайтесь на (?:наш |мой )?канал|до новых встреч|с вами был игорь негода)(?: |$)/u,
  /^(?:музыкальная заставка|спокойная музыка|вес[её]лая музыка|аплодисменты|смех)$/u,
  /^(?:dimatorzok|диматорзок|а с[её]мкин|а кулакова|а егорова)(?: |$)/u,
  /^thank(?:s| you)(?: so much| very much)? for (?:watching|listening)(?: |$)/u,
  /^(?:please subscribe|like and subscribe|(?:subtitles?|captions?|transcri(?:ption|bed)) (?:provided )?by|amara org)(?: |$)/u,
  /^(?:you|bye|thank you|thank you very much|music|applause)$/u,
];

/** Below these the evidence for the words is weak. */
const lowConfidence = 0.5;
const lowVoice = 0.75;

/**
 * True for a known hallucination with weak evidence: low confidence of the words or a low probability of speech.
 * @param sentence words of one window up to a sentence end
 */
function isHallucination(sentence: readonly RecognisedWord[]): boolean {
  const text = sentence
    .map(({ text }) =>
      text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
        .trim(),
    )
    .join(" ");
  if (!hallucinations.some((pattern) => pattern.test(text))) return false;
  const mean = (of: (word: RecognisedWord) => number) =>
    sentence.reduce((sum, word) => sum + of(word), 0) / sentence.length;
  return mean(({ confidence }) => confidence) < lowConfidence || mean(({ voice }) => voice) < lowVoice;
}

/** The words without hallucinated sentences. */
export function dropHallucinations(words: readonly RecognisedWord[]): RecognisedWord[] {
  const kept: RecognisedWord[] = [];
  let sentence: RecognisedWord[] = [];
  for (const [i, word] of words.entries()) {
    sentence.push(word);
    if (i < words.length - 1 && !/[.!?…]$/u.test(word.text)) continue;
    if (!isHallucination(sentence)) kept.push(...sentence);
    sentence = [];
  }
  return kept;
}
