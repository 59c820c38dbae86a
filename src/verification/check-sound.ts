/** One Opus file against its row: size, SHA-256, and if asked for every page and every packet. */

import { lstatSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { decodeOpus } from "../audio/opus/decode-opus.ts";
import { type OggOpusFile, openOggOpus } from "../audio/opus/ogg-opus-file.ts";
import { readPages } from "../audio/opus/ogg-pages.ts";
import type { Recording } from "../domain.ts";
import { fromSystemError, isArchiveError, toErrorInfo } from "../errors.ts";
import { type ArchiveFiles, recordingPath } from "../storage/archive-files.ts";
import { hashOpenFile } from "../storage/hash-file.ts";
import { openRegularFile } from "../storage/open-regular-file.ts";
import { type Finding, makeFinding } from "./finding.ts";

type SoundCheck = {
  findings: Finding[];
  /** Hash of the file as it is; undefined if it could not be read. */
  sha256?: string | undefined;
  /** No damage was found. */
  isSound: boolean;
};

type SoundOptions = {
  /** Also check every page and decode every packet. */
  deep: boolean;
  signal?: AbortSignal | undefined;
  /** Called with bytes read since the last call. */
  onBytes?: ((byteLength: number) => void) | undefined;
};

/** The length in data.db is rounded nowhere, but earlier versions took it from the source's header. */
const lengthToleranceSeconds = 0.05;

/**
 * Reads the file in blocks of 1 MiB; memory does not grow with its length. The pages of a file whose hash nobody stored are
 * always checked: otherwise damage would become what later checks compare with.
 * @throws ArchiveError `cancelled`
 */
export async function checkSound(
  files: ArchiveFiles,
  recording: Recording,
  { deep, signal, onBytes }: SoundOptions,
): Promise<SoundCheck> {
  const { id, filename, opusSha256 } = recording;
  const path = recordingPath(files, filename);
  const finding = <Code extends Parameters<typeof makeFinding>[1]>(
    code: Code,
    values: Parameters<typeof makeFinding<Code>>[2],
  ): SoundCheck => ({ findings: [makeFinding("files", code, values, id)], isSound: false });
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return finding("file-missing", { filename });
  if (!found.isFile()) return finding("file-not-regular", { filename });
  if (found.size !== recording.byteLength) return finding("file-changed", { filename, count: found.size });
  try {
    // It may have become a link or a pipe since.
    const file = await openRegularFile(path);
    try {
      const { sha256 } = await hashOpenFile(file, "verification", { signal, onRead: onBytes });
      if (opusSha256 !== null && sha256 !== opusSha256) return finding("file-damaged", { filename });
      if (deep || opusSha256 === null) {
        const damagedPlaces = await countDamagedPages(file, signal);
        if (damagedPlaces > 0) return finding("file-damaged-pages", { filename, count: damagedPlaces });
      }
      const flaw = deep ? await findFlaw(path, recording, signal) : undefined;
      return flaw ? { ...flaw, sha256 } : { findings: [], sha256, isSound: true };
    } finally {
      await file.close();
    }
  } catch (error) {
    const known = fromSystemError(error, path);
    if (isArchiveError(known, "cancelled")) throw known;
    return finding("file-unreadable", { filename, why: toErrorInfo(known).message });
  }
}

/** Places with bytes that belong to no whole page: every page has a CRC of its own. */
async function countDamagedPages(file: FileHandle, signal?: AbortSignal): Promise<number> {
  let damaged = 0;
  let end = 0;
  for await (const page of readPages(file, { signal })) {
    if (page.skippedBytes > 0) damaged++;
    end = page.offset + page.byteLength;
  }
  const { size } = await file.stat();
  return damaged + (end < size ? 1 : 0);
}

async function findFlaw(
  path: string,
  recording: Recording,
  signal: AbortSignal | undefined,
): Promise<SoundCheck | undefined> {
  const { id, filename } = recording;
  const flawed = (finding: Finding): SoundCheck => ({ findings: [finding], isSound: false });
  await using file = await openOggOpus(path, { isScanned: true, ...(signal && { signal }) });
  const [flaw] = file.flaws;
  if (flaw !== undefined) return flawed(makeFinding("files", "file-flawed", { filename, flaw }, id));
  const { durationSeconds } = recording;
  const seconds = (await countDecodedSamples(file, signal)) / 48_000;
  if (Math.abs(seconds - durationSeconds) <= lengthToleranceSeconds) return undefined;
  return flawed(
    makeFinding(
      "files",
      "file-wrong-length",
      { filename, seconds: seconds.toFixed(1), stated: durationSeconds.toFixed(1) },
      id,
    ),
  );
}

async function countDecodedSamples(file: OggOpusFile, signal?: AbortSignal): Promise<number> {
  async function* packets() {
    for await (const packet of file.packets(signal ? { signal } : {})) yield packet.data;
  }
  let samples = 0;
  const { head, lengthSamples } = file;
  for await (const chunk of decodeOpus({
    head,
    packets: packets(),
    endSample: lengthSamples,
    ...(signal && { signal }),
  }))
    samples += chunk[0]!.length;
  return samples;
}
