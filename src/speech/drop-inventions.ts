/** Sentences Whisper learnt from subtitles and writes where nobody spoke. */

import type { HeardWord } from "./whisper/time-words.ts";

/**
 * Seen in the wild, lower case without punctuation. They are also said by people, so a match alone condemns nothing.
 * A list from general knowledge of Whisper and the two lines quoted in the design notes: with the voice gate in front, none
 * of our silence, noise and music brought one up.
 */
const inventions = [
  /^(?:редактор|корректор|субтитры) (?:субтитров|сделал|делал|создавал|подготовил|добавил|подогнал|и перевод)(?: |$)/u,
  /^(?:продолжение следует|спасибо за просмотр|благодарю за внимание|спасибо за субтитры)(?: |$)/u,
  /^(?:подписывайтесь на (?:наш |мой )?канал|до новых встреч|с вами был игорь негода)(?: |$)/u,
  /^(?:музыкальная заставка|спокойная музыка|вес[её]лая музыка|аплодисменты|смех)$/u,
  /^(?:dimatorzok|диматорзок|а с[её]мкин|а кулакова|а егорова)(?: |$)/u,
  /^thank(?:s| you)(?: so much| very much)? for (?:watching|listening)(?: |$)/u,
  /^(?:please subscribe|like and subscribe|(?:subtitles?|captions?|transcri(?:ption|bed)) (?:provided )?by|amara org)(?: |$)/u,
  /^(?:you|bye|thank you|thank you very much|music|applause)$/u,
];

/** Below these the sound itself does not bear the words out. */
const poorConfidence = 0.5;
const poorVoice = 0.75;

/**
 * Leaves out the words of a sentence that is a known invention, where the evidence for it is poor: the model unsure of the
 * words, or the voice detector of the speech.
 * @param sentence words of one window up to a sentence end
 */
export function isInvention(sentence: readonly HeardWord[]): boolean {
  const text = sentence
    .map(({ text }) =>
      text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
        .trim(),
    )
    .join(" ");
  if (!inventions.some((pattern) => pattern.test(text))) return false;
  const mean = (of: (word: HeardWord) => number) =>
    sentence.reduce((sum, word) => sum + of(word), 0) / sentence.length;
  return mean(({ confidence }) => confidence) < poorConfidence || mean(({ voice }) => voice) < poorVoice;
}

/** The words without invented sentences. */
export function dropInventions(words: readonly HeardWord[]): HeardWord[] {
  const kept: HeardWord[] = [];
  let sentence: HeardWord[] = [];
  for (const [i, word] of words.entries()) {
    sentence.push(word);
    if (i < words.length - 1 && !/[.!?…]$/u.test(word.text)) continue;
    if (!isInvention(sentence)) kept.push(...sentence);
    sentence = [];
  }
  return kept;
}
