/** Words that somebody put in quotes are asked for just so: what else was looked up for them brought nothing. */
export function unquoted<Expansion extends { written: string }>(
  expansions: readonly Expansion[],
  phrases: readonly string[],
): Expansion[] {
  const quoted = phrases.map(plain);
  return expansions.filter(({ written }) => !quoted.some((phrase) => holdsWords(phrase, plain(written))));
}

/**
 * The question with these words in quotes, which then must occur just as they are typed; null where none of them stands
 * in it. `kubernetes план` becomes `"kubernetes" план`.
 */
export function quoteWords(question: string, written: readonly string[]): string | null {
  let exact = question;
  for (const word of written) {
    const at = findWords(exact, word);
    if (at === -1) continue;
    const before = exact.slice(0, at);
    // Inside quotes already, or left out with a minus.
    if ((before.match(/["«»“”]/g)?.length ?? 0) % 2 === 1 || before.endsWith("-")) continue;
    exact = `${before}"${exact.slice(at, at + word.length)}"${exact.slice(at + word.length)}`;
  }
  return exact === question ? null : exact;
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
