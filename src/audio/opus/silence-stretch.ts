/** Replaces a stretch of an Ogg Opus file by silence; every packet outside of it stays as it is. */
import { throwIfCancelled } from "../../errors.ts";
import { SoundHash } from "../sound-hash.ts";
import { createYielder } from "../yield-to-event-loop.ts";
import { openOggOpus } from "./ogg-opus-file.ts";
import { createOggOpusWriter } from "./ogg-opus-writer.ts";
import { silencePacket } from "./silence-packet.ts";

type SilenceStretchOptions = {
  /** Samples at 48 kHz on the file's clock. */
  startSample: number;
  endSample: number;
  targetPath: string;
  signal?: AbortSignal | undefined;
  /** Samples written so far, and the total. */
  onProgress?: ((doneSamples: number, totalSamples: number) => void) | undefined;
};

type SilencedStretch = {
  /** What is silent now: whole packets, so a little more than was asked for. */
  startSample: number;
  endSample: number;
  lengthSamples: number;
  byteLength: number;
  /** Of the packets, as for every Opus file that was copied. */
  soundSha256: string;
};

/** A packet's sound fades into its neighbours by 2.5 ms. */
const overlapSamples = 120;

/**
 * Writes a copy of the file to `targetPath` in which every packet that holds sound of the stretch is a packet of silence,
 * and the one after it, too: it may carry its predecessor once more, for the case that it gets lost (RFC 6716, 2.1.7).
 * Length and clock stay.
 * @throws ArchiveError `not-found`, `corrupt-audio`, `cancelled`, `disk-full`, `no-permission`
 */
export async function silenceStretch(path: string, options: SilenceStretchOptions): Promise<SilencedStretch> {
  const { targetPath, signal, onProgress } = options;
  // Scanned, so that the length and the clock of a damaged file are right, too.
  await using file = await openOggOpus(path, { isScanned: true, signal });
  const { head, tags, lengthSamples } = file;
  const hash = new SoundHash();
  const yieldToEventLoop = createYielder();
  const writer = await createOggOpusWriter(targetPath, { head, tags });
  let silent: { startSample: number; endSample: number } | undefined;
  let wasSilenced = false;
  try {
    for await (const { data, startSample, durationSamples } of file.packets({ signal })) {
      throwIfCancelled(signal, `writing ${targetPath}`);
      const endSample = startSample + durationSamples;
      const holdsStretch =
        startSample < options.endSample + overlapSamples && endSample > options.startSample - overlapSamples;
      const isSilenced = holdsStretch || wasSilenced;
      const packet = isSilenced ? silencePacket(head, durationSamples) : data;
      if (isSilenced)
        silent = { startSample: silent?.startSample ?? Math.max(0, startSample), endSample: endSample };
      wasSilenced = holdsStretch;
      hash.addPacket(packet);
      await writer.write(packet, durationSamples);
      onProgress?.(Math.max(0, endSample), lengthSamples);
      await yieldToEventLoop();
    }
    const written = await writer.finish(lengthSamples);
    const { startSample = options.startSample, endSample = options.endSample } = silent ?? {};
    return {
      startSample,
      endSample: Math.min(endSample, written.lengthSamples),
      ...written,
      soundSha256: hash.digest(),
    };
  } finally {
    await writer.abort();
  }
}
