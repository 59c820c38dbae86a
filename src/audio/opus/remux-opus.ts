/** Opus packets of any container → Ogg Opus, without encoding again. */
import { throwIfCancelled } from "../../errors.ts";
import type { AudioTags, OpusStream } from "../audio-source.ts";
import { noSoundError } from "../decoding/no-sound.ts";
import { SoundHash } from "../sound-hash.ts";
import { createYielder } from "../yield-to-event-loop.ts";
import { createOggOpusWriter } from "./ogg-opus-writer.ts";
import { parseOpusPacket } from "./opus-packet.ts";
import type { WriteOpusOptions, WrittenOpus } from "./written-opus.ts";
import { writtenTags } from "./written-tags.ts";

export async function remuxOpus(
  from: { opus: OpusStream; path?: string; tags: AudioTags; targetPath: string },
  options: WriteOpusOptions,
): Promise<WrittenOpus> {
  const { opus, targetPath } = from;
  const { head } = opus;
  const hash = new SoundHash();
  const yieldToEventLoop = createYielder();
  const writer = await createOggOpusWriter(targetPath, { head, tags: writtenTags(from.tags, options) });
  try {
    for await (const packet of opus.packets(options.signal)) {
      throwIfCancelled(options.signal, `writing ${targetPath}`);
      const shape = parseOpusPacket(packet);
      if (!shape) continue;
      hash.addPacket(packet);
      await writer.write(packet, shape.durationSamples);
      options.onProgress?.(writer.decodedSamples / 48_000);
      await yieldToEventLoop();
    }
    const availableSamples = Math.min(
      writer.decodedSamples - head.preSkip,
      opus.lengthSamples ?? Number.POSITIVE_INFINITY,
    );
    if (availableSamples <= 0) throw noSoundError(from.path);
    const { lengthSamples, byteLength } = await writer.finish(opus.lengthSamples);
    return {
      durationSeconds: lengthSamples / 48_000,
      lengthSamples,
      channels: head.channels,
      byteLength,
      soundSha256: hash.digest(),
      how: "remuxed",
    };
  } finally {
    await writer.abort();
  }
}
