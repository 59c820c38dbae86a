/** Detects that the decoder repeats itself. */

/** Fewer repeated tokens may be speech: people do say "no, no, no, no". */
const minLoop = 24;
const maxPeriod = 24;

/**
 * True when the sequence ends with one run of up to 24 tokens, repeated at least four times and over at least 24 tokens.
 * It is cheap enough to call after every token, so a loop costs a few tokens and not 440.
 */
export function endsInLoop(ids: readonly number[]): boolean {
  for (let period = 1; period <= maxPeriod; period++) {
    const needed = Math.max(minLoop, period * 4);
    if (needed > ids.length) continue;
    let same = period;
    while (same < needed && ids[ids.length - 1 - same] === ids[ids.length - 1 - same + period]) same++;
    if (same >= needed) return true;
  }
  return false;
}
