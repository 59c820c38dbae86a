import type { SampleChunk } from "../audio-source.ts";

/** The longest block of the codecs that pad their last one: Vorbis'. */
const maxPadding = 8192;

/**
 * Cuts off what a decoder gives beyond the length that the container states: the filling of the last block.
 * A longer surplus is no padding but a header that lies (a chained or fragmented file), and stays.
 */
export async function* trimPadding(
  chunks: AsyncIterable<SampleChunk>,
  lengthSamples: number,
): AsyncGenerator<SampleChunk> {
  const held: SampleChunk[] = [];
  let heldSamples = 0;
  let total = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    heldSamples += chunk[0]!.length;
    total += chunk[0]!.length;
    while (heldSamples - held[0]![0]!.length >= maxPadding) {
      const ready = held.shift()!;
      heldSamples -= ready[0]!.length;
      yield ready;
    }
  }
  const surplus = total - lengthSamples;
  let left = heldSamples - (surplus > 0 && surplus <= maxPadding ? surplus : 0);
  for (const chunk of held) {
    const kept = chunk.map((plane) => plane.subarray(0, left));
    left -= kept[0]!.length;
    if (kept[0]!.length > 0) yield kept;
  }
}
