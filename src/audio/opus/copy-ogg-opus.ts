/** A well-formed Ogg Opus file → the same bytes in the archive. */
import { rm } from "node:fs/promises";
import { noSoundError } from "../decoding/no-sound.ts";
import { copyToDisk, publishFile, refuseExisting, temporaryPathFor } from "../new-file.ts";
import { SoundHash } from "../sound-hash.ts";
import { openOggOpus } from "./ogg-opus-file.ts";
import type { WriteOpusOptions, WrittenOpus } from "./written-opus.ts";

/**
 * Copies, then reads the copy: what is checked is what is kept, even if the source changes meanwhile.
 * @returns undefined, with nothing left behind, when the file is not as RFC 7845 wants it
 */
export async function copyOggOpus(
  sourcePath: string,
  targetPath: string,
  options: WriteOpusOptions,
): Promise<WrittenOpus | undefined> {
  await refuseExisting(targetPath);
  const copyPath = temporaryPathFor(targetPath);
  await copyToDisk(sourcePath, copyPath);
  let isKept = false;
  try {
    const hash = new SoundHash();
    const copy = await openOggOpus(copyPath, {
      isScanned: true,
      signal: options.signal,
      onPacket: ({ data, startSample }) => {
        hash.addPacket(data);
        options.onProgress?.(Math.max(0, startSample / 48_000));
      },
    });
    await copy.close();
    if (copy.flaws.size > 0) return undefined;
    if (copy.lengthSamples === 0) throw noSoundError(sourcePath);
    await publishFile(copyPath, targetPath);
    isKept = true;
    return {
      durationSeconds: copy.durationSeconds,
      lengthSamples: copy.lengthSamples,
      channels: copy.head.channels,
      byteLength: copy.byteLength,
      soundSha256: hash.digest(),
      how: "copied",
    };
  } finally {
    if (!isKept) await rm(copyPath, { force: true });
  }
}
