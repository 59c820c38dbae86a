import type { SampleChunk } from "../audio-source.ts";

/** Max block length of the codecs that pad their last block: that of Vorbis. */
const maxPadding = 8192;

/**
 * Cuts off what a decoder returns beyond the length that the container states: the padding of the last block.
 * A longer surplus means that the header is wrong (a chained or fragmented file), and stays.
 */
export async function* trimPadding(
  chunks: AsyncIterable<SampleChunk>,
  lengthSamples: number,
): AsyncGenerator<SampleChunk> {
  const buffered: SampleChunk[] = [];
  let bufferedSamples = 0;
  let total = 0;
  for await (const chunk of chunks) {
    buffered.push(chunk);
    bufferedSamples += chunk[0]!.length;
    total += chunk[0]!.length;
    while (bufferedSamples - buffered[0]![0]!.length >= maxPadding) {
      const ready = buffered.shift()!;
      bufferedSamples -= ready[0]!.length;
      yield ready;
    }
  }
  const surplus = total - lengthSamples;
  let remaining = bufferedSamples - (surplus > 0 && surplus <= maxPadding ? surplus : 0);
  for (const chunk of buffered) {
    const kept = chunk.map((plane) => plane.subarray(0, remaining));
    remaining -= kept[0]!.length;
    if (kept[0]!.length > 0) yield kept;
  }
}
