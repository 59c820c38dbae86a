/** Words as displayed (`003`) get the times of the words as spoken (`zero zero three`) where both are the same. */

import type { DraftWord } from "./draft.ts";

/** Displayed words in the longest common subsequence with the spoken words get their times; the others have none. */
export function alignWords(shown: string[], heard: DraftWord[]): DraftWord[] {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const left = shown.map(plain);
  const right = heard.map((word) => plain(word.text));
  const untimed = (text: string): DraftWord => ({ text, startMs: null, endMs: null });
  if (left.length * right.length > 4_000_000) return shown.map(untimed);
  const width = right.length + 1;
  const common = new Uint32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const skip = Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
      const match = left[i] === right[j] ? common[(i + 1) * width + j + 1]! + 1 : 0;
      common[i * width + j] = Math.max(skip, match);
    }
  }
  let j = 0;
  return shown.map((text, i) => {
    while (
      j < right.length &&
      left[i] !== right[j] &&
      common[i * width + j + 1]! >= common[(i + 1) * width + j]!
    )
      j++;
    if (j < right.length && left[i] === right[j]) return { ...heard[j++]!, text };
    return untimed(text);
  });
}
