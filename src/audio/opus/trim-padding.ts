import type { SampleChunk } from "../audio-source.ts";

/** The most that codecs pad: a block of Vorbis, or two frames of AAC at a low rate. Next to nothing of a second stream. */
const maxPadding = { samples: 8192, seconds: 0.2 };

/**
 * Cuts off what a decoder returns beyond the length that the container states: the padding of the last block.
 * A longer surplus means that the header is wrong (a chained or fragmented file), and stays.
 */
export async function* trimPadding(
  chunks: AsyncIterable<SampleChunk>,
  lengthSamples: number,
  sampleRate: number,
): AsyncGenerator<SampleChunk> {
  const maxSurplus = Math.min(maxPadding.samples, Math.round(maxPadding.seconds * sampleRate));
  const buffered: SampleChunk[] = [];
  let bufferedSamples = 0;
  let total = 0;
  for await (const chunk of chunks) {
    buffered.push(chunk);
    bufferedSamples += chunk[0]!.length;
    total += chunk[0]!.length;
    while (bufferedSamples - buffered[0]![0]!.length >= maxSurplus) {
      const ready = buffered.shift()!;
      bufferedSamples -= ready[0]!.length;
      yield ready;
    }
  }
  const surplus = total - lengthSamples;
  let remaining = bufferedSamples - (surplus > 0 && surplus <= maxSurplus ? surplus : 0);
  for (const chunk of buffered) {
    const kept = chunk.map((plane) => plane.subarray(0, remaining));
    remaining -= kept[0]!.length;
    if (kept[0]!.length > 0) yield kept;
  }
}
