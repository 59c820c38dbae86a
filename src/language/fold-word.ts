/**
 * The one form under which spellings of a word are the same word: compatibility forms unified, lower case, ё as е,
 * stress marks and Latin accents gone (café = cafe), й kept, apostrophes closed up (don't = dont), `+` and `#` spelt
 * out (c++ = cplusplus). Only letters and digits remain, because that is all FTS5's unicode61 keeps of a word: what
 * is spelt here is what is matched there. May be empty. Folding twice changes nothing.
 */
export function foldWord(word: string): string {
  if (plain.test(word)) return word.replaceAll("ё", "е");
  let folded = word.toWellFormed();
  // Lower-casing can make a letter and a mark of one letter (İ), and composing can make a capital: go on until it rests.
  for (let round = 0; round < 4; round++) {
    const before = folded;
    folded = foldOnce(folded);
    if (folded === before) break;
  }
  return folded;
}

/** Most words are already in lower case without marks: 3 times faster than folding them all. */
const plain = /^[a-z0-9а-яё]*$/;
const shortI = /и\u0306/g;

function foldOnce(word: string): string {
  return word
    .normalize("NFKD")
    .toLowerCase()
    .replace(shortI, "й")
    .replace(/\p{Mn}/gu, "")
    .replaceAll("+", "plus")
    .replaceAll("#", "sharp")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .normalize("NFC")
    .replaceAll("ё", "е");
}
