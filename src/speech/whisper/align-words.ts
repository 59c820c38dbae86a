/** Attention of the decoder → when each token was spoken. */

/** Width of the median filter over frames, as in openai/whisper's timing.py. */
const medianWidth = 7;

/**
 * Lays tokens along the frames by where the decoder listened when it chose each of them.
 *
 * Following openai/whisper (`timing.py`, find_alignment): each head's attention is standardised over the tokens (a frame all
 * tokens look at says nothing), smoothed over time by a median, the heads are averaged, and dynamic time warping finds the
 * one path that visits all tokens and all frames in order and sees the most attention.
 *
 * Worked example, one head, three tokens (the last is the end of the text), six frames:
 *
 *     token 0   .8 .7 .1 .0 .0 .0      path: ──┐
 *     token 1   .1 .2 .8 .9 .1 .0              └──┐
 *     end       .1 .1 .1 .1 .9 .9                 └──
 *
 * gives the starts 0, 2, 4: token 0 is frames 0-1, token 1 frames 2-3, and the text ends at frame 4.
 *
 * @param attention for each token, then for the end: one row of frames for each head
 * @returns the frame where each token starts, and last the frame where the text ends; never decreasing
 */
export function alignTokens(attention: readonly (readonly Float32Array[])[], smooth = medianWidth): number[] {
  const tokenCount = attention.length;
  const heads = attention[0]?.length ?? 0;
  const frameCount = attention[0]?.[0]?.length ?? 0;
  if (frameCount === 0) return attention.map(() => 0);
  const weights = new Float32Array(tokenCount * frameCount);
  const plain = new Float32Array(tokenCount * frameCount);
  for (let head = 0; head < heads; head++) {
    for (let frame = 0; frame < frameCount; frame++) {
      let sum = 0;
      let squares = 0;
      for (let token = 0; token < tokenCount; token++) {
        const value = attention[token]?.[head]?.[frame] ?? 0;
        sum += value;
        squares += value * value;
      }
      const mean = sum / tokenCount;
      const deviation = Math.sqrt(Math.max(squares / tokenCount - mean * mean, 0)) || 1;
      for (let token = 0; token < tokenCount; token++) {
        plain[token * frameCount + frame] = ((attention[token]?.[head]?.[frame] ?? 0) - mean) / deviation;
      }
    }
    for (let token = 0; token < tokenCount; token++) {
      addMedians(
        plain.subarray(token * frameCount, (token + 1) * frameCount),
        weights.subarray(token * frameCount),
        smooth,
      );
    }
  }
  return warp(weights, tokenCount, frameCount);
}

/** Adds the running median of `from` to `into`; mirrored at the ends. */
function addMedians(from: Float32Array, into: Float32Array, width: number): void {
  const half = width >> 1;
  const last = from.length - 1;
  const window = new Float32Array(width);
  for (let at = 0; at <= last; at++) {
    if (last < half) {
      into[at] = into[at]! + from[at]!;
      continue;
    }
    for (let i = 0; i < width; i++) {
      const value = from[mirror(at + i - half, last)]!;
      let place = i;
      while (place > 0 && window[place - 1]! > value) {
        window[place] = window[place - 1]!;
        place--;
      }
      window[place] = value;
    }
    into[at] = into[at]! + window[half]!;
  }
}

function mirror(at: number, last: number): number {
  if (at < 0) return -at;
  return at > last ? 2 * last - at : at;
}

const diagonal = 0;
const nextToken = 1;
const nextFrame = 2;

/** Dynamic time warping: the monotone path with the greatest sum of weights; returns the first frame of each token. */
function warp(weights: Float32Array, tokenCount: number, frameCount: number): number[] {
  const width = frameCount + 1;
  const came = new Uint8Array((tokenCount + 1) * width);
  let above = new Float64Array(width).fill(-Infinity);
  let row = new Float64Array(width);
  above[0] = 0;
  for (let token = 1; token <= tokenCount; token++) {
    row[0] = -Infinity;
    for (let frame = 1; frame <= frameCount; frame++) {
      const both = above[frame - 1]!;
      const down = above[frame]!;
      const right = row[frame - 1]!;
      let best = right;
      let from = nextFrame;
      if (both > down && both > right) {
        best = both;
        from = diagonal;
      } else if (down > both && down > right) {
        best = down;
        from = nextToken;
      }
      row[frame] = best + weights[(token - 1) * frameCount + frame - 1]!;
      came[token * width + frame] = from;
    }
    [above, row] = [row, above];
  }
  const starts = new Array<number>(tokenCount).fill(0);
  let token = tokenCount;
  let frame = frameCount;
  while (token > 0 && frame > 0) {
    starts[token - 1] = frame - 1;
    const from = came[token * width + frame];
    if (from !== nextFrame) token--;
    if (from !== nextToken) frame--;
  }
  return starts;
}
