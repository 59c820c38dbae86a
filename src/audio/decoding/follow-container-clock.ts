/** Decoded blocks on their container's clock: silence where it has none, without what it has twice. */
import { type ClockChange, ClockFollower, type PlacedRun, type TimedRun } from "../clock/follow-clock.ts";
import type { ContainerClock } from "./container-clock.ts";
import type { DecodedBlock } from "./ffmpeg-input.ts";

type Frame = { block: DecodedBlock; from: number; to: number };

/** Samples of a block of silence. */
const silentBlockSamples = 1 << 15;

/** Takes blocks one by one and returns those that are placed; holds half a second back. */
export class BlockPlacer {
  readonly #follower: ClockFollower<Frame>;
  readonly #sampleRate: number | undefined;

  /** @param pages ends of the pages on the container's clock, seconds, where only they have a time (Ogg) */
  constructor(clock: ContainerClock, onChange: (change: ClockChange) => void, pages?: readonly number[]) {
    const { toleranceSeconds, statedSeconds } = clock;
    this.#sampleRate = clock.sampleRate;
    let zero = 0;
    this.#follower = new ClockFollower({
      toleranceSeconds,
      statedSeconds,
      findZero: (seconds) => {
        zero = clock.findZero(seconds);
        return zero;
      },
      findHoleStart: pages && ((at, hole) => findHoleStart(pages, { at: at + zero, hole, zero })),
      loudness: measurePeak,
      onChange,
    });
  }

  *push(block: DecodedBlock): Generator<DecodedBlock> {
    const frames = splitFrames(block);
    const isTimed = block.sampleRate === (this.#sampleRate ?? block.sampleRate);
    const timed = isTimed ? frames : frames.map((frame) => ({ ...frame, seconds: Number.NaN }));
    yield* joinFrames(timed.flatMap((frame) => this.#follower.push(frame)));
  }

  *finish(): Generator<DecodedBlock> {
    yield* joinFrames(this.#follower.finish());
  }
}

/** A rounding of the resampler, at most; the samples of a page are exact. */
const pageToleranceSeconds = 0.02;

/**
 * FFmpeg counts on from the page before: after a hole, the first page is still put before it, and what follows it is late. Where
 * that page begins, the page before ends.
 */
function findHoleStart(
  pages: readonly number[],
  { at, hole, zero }: { at: number; hole: number; zero: number },
): number | undefined {
  const after = pages.findIndex((end) => Math.abs(end - (at + hole)) < pageToleranceSeconds);
  return after > 0 ? pages[after - 1]! - zero : undefined;
}

function splitFrames(block: DecodedBlock): TimedRun<Frame>[] {
  const { marks, sampleRate } = block;
  const length = block.planes[0]!.length;
  const begins = marks[0]?.sample === 0 ? marks : [{ sample: 0, seconds: Number.NaN }, ...marks];
  return begins.map(({ sample: from, seconds }, i) => {
    const to = begins[i + 1]?.sample ?? length;
    return { content: { block, from, to }, samples: to - from, sampleRate, seconds };
  });
}

/** Frames that follow one another in one block come out as one, because each piece costs the encoder a call. */
function* joinFrames(placed: PlacedRun<Frame>[]): Generator<DecodedBlock> {
  let open: Frame | undefined;
  for (const { content, silence, skip } of placed) {
    const from = content.from + skip;
    if (open && silence === 0 && open.block === content.block && open.to === from) {
      open.to = content.to;
      continue;
    }
    if (open) yield cutBlock(open);
    yield* silentBlocks(content.block, silence);
    open = from < content.to ? { block: content.block, from, to: content.to } : undefined;
  }
  if (open) yield cutBlock(open);
}

function cutBlock({ block, from, to }: Frame): DecodedBlock {
  if (from === 0 && to === block.planes[0]!.length) return block;
  return { ...block, planes: block.planes.map((plane) => plane.subarray(from, to)) };
}

function* silentBlocks(like: DecodedBlock, samples: number): Generator<DecodedBlock> {
  if (samples === 0) return;
  const silent = new Float32Array(Math.min(samples, silentBlockSamples));
  for (let left = samples; left > 0; left -= silent.length) {
    const plane = silent.subarray(0, Math.min(left, silent.length));
    yield { ...like, planes: like.planes.map(() => plane) };
  }
}

function measurePeak({ block, from, to }: Frame): number {
  const [plane] = block.planes;
  let peak = 0;
  for (let i = from; i < to; i++) peak = Math.max(peak, Math.abs(plane![i]!));
  return peak;
}
