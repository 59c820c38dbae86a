/**
 * Finds a phrase in a list of folded words: the index of the first word of each occurrence. Occurrences do not overlap.
 */
export function findPhrase(words: readonly string[], phrase: readonly string[]): number[] {
  const places: number[] = [];
  if (phrase.length === 0) return places;
  for (let at = 0; at + phrase.length <= words.length; at++) {
    if (!phrase.every((word, index) => words[at + index] === word)) continue;
    places.push(at);
    at += phrase.length - 1;
  }
  return places;
}
