/** A stream of samples → the frames that voice activity detection takes. */

import { voiceFrameSamples } from "./voice-activity.ts";

/** Opens an audio file as a stream of 16 kHz mono samples, in chunks of any size. */
export type ReadSpeech = (
  path: string,
  options: { fromSeconds?: number; signal?: AbortSignal | undefined },
) => AsyncIterable<Float32Array>;

/** The same with each channel on its own: chunks of as many planes as there are channels, of equal length. */
export type ReadChannels = (
  path: string,
  options: { fromSeconds?: number; toSeconds?: number; signal?: AbortSignal | undefined },
) => AsyncIterable<Float32Array[]>;

/** How the channels of an audio file are told apart. */
export type StereoSound = {
  describe: (
    path: string,
    options: { signal?: AbortSignal | undefined },
  ) => Promise<{ channels: number; durationSeconds: number }>;
  read: ReadChannels;
};

/** Cuts chunks into frames of 512 samples; the last one is padded with silence. NaN and infinity become silence. */
export async function* framesOf(sound: AsyncIterable<Float32Array>): AsyncGenerator<Float32Array> {
  let frame = new Float32Array(voiceFrameSamples);
  let filled = 0;
  for await (const chunk of sound) {
    for (let at = 0; at < chunk.length; ) {
      const count = Math.min(chunk.length - at, voiceFrameSamples - filled);
      for (let i = 0; i < count; i++) {
        const sample = chunk[at + i]!;
        // One NaN would spread over the whole window, and Whisper would write "!!!!" endlessly.
        frame[filled + i] = Number.isFinite(sample) ? sample : 0;
      }
      filled += count;
      at += count;
      if (filled < voiceFrameSamples) continue;
      yield frame;
      frame = new Float32Array(voiceFrameSamples);
      filled = 0;
    }
  }
  if (filled > 0) yield frame;
}
