/** A checkpoint keeps no sound: the samples that the work goes on with are read from the recording again. */

import { createHash } from "node:crypto";
import { throwIfCancelled } from "../errors.ts";
import type { SpanPlace } from "./find-spans.ts";
import { sampleRate } from "./sample-rate.ts";
import { recentFrames, type SpeechSpansState } from "./speech-spans.ts";
import { voiceFrameSamples } from "./voice-activity.ts";
import { framesOf, type ReadSpeech } from "./voice-frames.ts";

/**
 * Opus has a memory: decoding that begins in the middle differs at first. In the samples the last difference came after 8.4 s
 * (48 starts in 8 recordings); from then on every bit is the same. 30 s take 50 ms.
 */
const preRollFrames = Math.ceil((30 * sampleRate) / voiceFrameSamples);

type RestoredSound = {
  /** The samples of some frames, from the first to before the last. */
  samplesOf: (from: number, to: number) => Float32Array;
  /** The rest of the recording. */
  rest: AsyncIterable<Float32Array>;
};

/** A hash of samples, in order. */
export function hashSamples(chunks: Iterable<Float32Array>): string {
  const hash = createHash("sha256");
  for (const { buffer, byteOffset, byteLength } of chunks)
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest("hex");
}

/**
 * Reads the recording from a little before the checkpoint, and from its beginning if that gives other samples than before.
 * @param waiting spans that are in no window yet
 * @param isSame whether the samples are those of the first run
 * @returns undefined when they are not: the file is another one, or its decoder is
 */
export async function restoreSamples(
  readSpeech: ReadSpeech,
  path: string,
  {
    spans: { finder },
    waiting,
    isSame,
    signal,
  }: {
    spans: SpeechSpansState;
    waiting: readonly SpanPlace[];
    isSame: (samplesOf: RestoredSound["samplesOf"]) => boolean;
    signal?: AbortSignal | undefined;
  },
): Promise<RestoredSound | undefined> {
  const places = [...waiting, ...finder.ready];
  const firstFrame = Math.max(
    0,
    Math.min(
      finder.keptFrom,
      finder.frameCount - recentFrames,
      ...places.map(({ start }) => start / voiceFrameSamples),
    ),
  );
  const needed = [
    { from: Math.min(finder.keptFrom, finder.frameCount - recentFrames), to: finder.frameCount },
    ...places.map(({ start, sampleCount }) => ({
      from: start / voiceFrameSamples,
      to: (start + sampleCount) / voiceFrameSamples,
    })),
  ];
  for (const startFrame of new Set([Math.max(0, firstFrame - preRollFrames), 0])) {
    const fromSeconds = (startFrame * voiceFrameSamples) / sampleRate;
    const frames = framesOf(readSpeech(path, { fromSeconds, signal }));
    const kept = new Map<number, Float32Array>();
    let at = startFrame;
    for (; at < finder.frameCount; at++) {
      if (at % 1024 === 0) throwIfCancelled(signal, "transcription");
      const { value, done } = await frames.next();
      if (done) break;
      if (needed.some(({ from, to }) => at >= from && at < to)) kept.set(at, value);
    }
    const samplesOf = (from: number, to: number) => {
      const samples = new Float32Array((to - from) * voiceFrameSamples);
      for (let frame = from; frame < to; frame++) {
        const own = kept.get(frame);
        if (own) samples.set(own, (frame - from) * voiceFrameSamples);
      }
      return samples;
    };
    if (at === finder.frameCount && isSame(samplesOf)) return { samplesOf, rest: frames };
    await frames.return(undefined);
  }
  return undefined;
}
