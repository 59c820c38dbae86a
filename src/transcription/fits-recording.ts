/** Whether lines belong into a recording of a certain length. */

// Subtitles may stay after the end of the sound, players disagree about the length of MP3 files, and a line of advertising may
// lie far past the end: the same limits as when a transcript is attached (`store-transcript.ts`).
const slackMs = 3000;
const slackShare = 0.01;
const strayShare = 0.02;

/** True where at most two lines in a hundred start more than a hundredth of the length, and `minSlackMs` at least, past the end. */
export function fitsRecording(startsMs: number[], durationMs: number, minSlackMs = slackMs): boolean {
  const limitMs = durationMs + Math.max(minSlackMs, durationMs * slackShare);
  return startsMs.filter((startMs) => startMs > limitMs).length <= startsMs.length * strayShare;
}
