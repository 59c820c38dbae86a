/** A well-formed Ogg Opus file → the same bytes in the archive. */
import { rm } from "node:fs/promises";
import { noSoundError } from "../decoding/no-sound.ts";
import { assertNotExists, copyToDisk, publishFile, temporaryPathFor } from "../new-file.ts";
import { SoundHash } from "../sound-hash.ts";
import { openOggOpus } from "./ogg-opus-file.ts";
import type { WriteOpusOptions, WrittenOpus } from "./written-opus.ts";

/**
 * Copies, then checks the copy, because the source may change meanwhile.
 * @returns undefined, with nothing left behind, when the file does not conform to RFC 7845
 */
export async function copyOggOpus(
  sourcePath: string,
  targetPath: string,
  options: WriteOpusOptions,
): Promise<WrittenOpus | undefined> {
  await assertNotExists(targetPath);
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
