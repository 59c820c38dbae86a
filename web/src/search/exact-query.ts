/** Leaves out expansions of quoted words: words inside a phrase are not expanded. */
export function withoutQuoted<Expansion extends { written: string }>(
  expansions: readonly Expansion[],
  phrases: readonly string[],
): Expansion[] {
  const quoted = phrases.map(plain);
  return expansions.filter(({ written }) => !quoted.some((phrase) => holdsWords(phrase, plain(written))));
}

/**
 * Puts these words of the query in quotes, so that they match exactly: `kubernetes план` becomes `"kubernetes" план`.
 * Null if the query contains none of them.
 */
export function quoteWords(query: string, written: readonly string[]): string | null {
  let exact = query;
  for (const word of written) {
    const at = findWords(exact, word);
    if (at === -1) continue;
    const before = exact.slice(0, at);
    // Already in quotes, or excluded with a minus.
    if ((before.match(/["«»“”]/g)?.length ?? 0) % 2 === 1 || before.endsWith("-")) continue;
    exact = `${before}"${exact.slice(at, at + word.length)}"${exact.slice(at + word.length)}`;
  }
  return exact === query ? null : exact;
}

function findWords(text: string, word: string): number {
  const isLetter = (character: string | undefined) =>
    character !== undefined && /[\p{L}\p{N}]/u.test(character);
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + word.length])) return at;
  }
  return -1;
}

function holdsWords(phrase: string, words: string): boolean {
  return findWords(phrase, words) !== -1;
}

function plain(text: string): string {
  return text.toLocaleLowerCase().replaceAll("ё", "е");
}
