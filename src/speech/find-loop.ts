/** Is a text going round in circles? */

/** This many tokens must be one repeated run: people do say "no, no, no, no". */
const shortestLoop = 24;
const mostRepeated = 24;

/**
 * True when the end of the sequence is one run of up to 24 tokens over and over: at least four times and 24 tokens.
 * Cheap enough to ask after every token, so that a loop costs a few tokens and not 440.
 */
export function endsInLoop(ids: readonly number[]): boolean {
  for (let period = 1; period <= mostRepeated; period++) {
    const needed = Math.max(shortestLoop, period * 4);
    if (needed > ids.length) continue;
    let same = period;
    while (same < needed && ids[ids.length - 1 - same] === ids[ids.length - 1 - same + period]) same++;
    if (same >= needed) return true;
  }
  return false;
}
