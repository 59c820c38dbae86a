/** Two texts word by word: what `eval/transcription.ts` and `eval/sound-conditions.ts` count. */

/** All words of a text, as compared: lower case, ё = е, punctuation off. */
export function normalise(text: string): string[] {
  return text
    .toLowerCase()
    .replaceAll("ё", "е")
    .replaceAll(/['’]/gu, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .split(" ")
    .filter(Boolean);
}

/** Pairs of equal words by the cheapest edit path, and how many edits it takes. */
export function align(
  reference: string[],
  heard: string[],
): { edits: number; equal: [number, number][]; path: string[] } {
  const width = heard.length + 1;
  const cost = new Uint32Array((reference.length + 1) * width);
  const at = (i: number, j: number) => cost[i * width + j] as number;
  for (let i = 0; i <= reference.length; i++) {
    for (let j = 0; j <= heard.length; j++) {
      const same = reference[i - 1] === heard[j - 1] ? 0 : 1;
      const ways = [
        i > 0 ? at(i - 1, j) + 1 : Infinity,
        j > 0 ? at(i, j - 1) + 1 : Infinity,
        i > 0 && j > 0 ? at(i - 1, j - 1) + same : Infinity,
      ];
      cost[i * width + j] = i + j === 0 ? 0 : Math.min(...ways);
    }
  }
  const equal: [number, number][] = [];
  const path: string[] = [];
  for (let i = reference.length, j = heard.length; i > 0 || j > 0; ) {
    const same = i > 0 && j > 0 && reference[i - 1] === heard[j - 1] ? 0 : 1;
    if (i > 0 && j > 0 && at(i, j) === at(i - 1, j - 1) + same) {
      if (same === 0) equal.unshift([i - 1, j - 1]);
      path.unshift(same === 0 ? (heard[j - 1] as string) : `[${reference[i - 1]}→${heard[j - 1]}]`);
      i--;
      j--;
    } else if (i > 0 && at(i, j) === at(i - 1, j) + 1) path.unshift(`[-${reference[--i]}]`);
    else path.unshift(`[+${heard[--j]}]`);
  }
  return { edits: at(reference.length, heard.length), equal, path };
}
