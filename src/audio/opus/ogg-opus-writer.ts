/** Writes Opus packets as an Ogg Opus file (RFC 7845): headers, pages of a second, exact granules, trimmed end. */
import { randomBytes } from "node:crypto";
import type { OpusHead } from "../audio-source.ts";
import { createNewFile, type NewFile, type NewFileOptions } from "../new-file.ts";
import { buildPage } from "./ogg-pages.ts";
import { buildOpusHead, buildOpusTags, type OpusTags } from "./opus-headers.ts";

/** A page holds about a second, so that players seek quickly and a truncated file loses little. */
const pageSamples = 48_000;
const maxSegments = 255;

class OggOpusWriter {
  readonly head: OpusHead;
  /** Samples at 48 kHz written so far, pre-skip included. */
  decodedSamples = 0;
  private readonly file: NewFile;
  private readonly serial = randomBytes(4).readUInt32LE();
  private sequence = 0;
  // The packets of the last page wait here until more follow or the end is known: only then is the page complete.
  private pending: { data: Uint8Array; endSample: number }[] = [];
  private pendingSegments = 0;
  private pageStart = 0;

  constructor(head: OpusHead, file: NewFile) {
    this.head = head;
    this.file = file;
  }

  async writeHeaders(tags: OpusTags): Promise<void> {
    await this.writePages([buildOpusHead(this.head)], { granule: 0, isFirst: true });
    await this.writePages([buildOpusTags(tags)], { granule: 0 });
  }

  /** Adds a packet, which must be valid and last `durationSamples` at 48 kHz. */
  async write(data: Uint8Array, durationSamples: number): Promise<void> {
    const segments = segmentCount(data);
    const isFull =
      this.decodedSamples - this.pageStart >= pageSamples || this.pendingSegments + segments > maxSegments;
    if (isFull && this.pending.length > 0) await this.flush(false);
    this.decodedSamples += durationSamples;
    this.pending.push({ data, endSample: this.decodedSamples });
    this.pendingSegments += segments;
  }

  /**
   * Completes the file and renames it. `lengthSamples` is what a player plays (default: everything); packets
   * beyond it are dropped unless they are written already.
   * @returns the resulting length, samples at 48 kHz
   */
  async finish(
    lengthSamples = Number.POSITIVE_INFINITY,
  ): Promise<{ lengthSamples: number; byteLength: number }> {
    const end = Math.min(this.decodedSamples, this.head.preSkip + lengthSamples);
    const needed = this.pending.findIndex((packet) => packet.endSample >= end);
    if (needed >= 0) this.pending.length = needed + 1;
    // A page must not end before the previous page nor before the pre-skip.
    const granule = Math.max(end, this.pageStart, this.head.preSkip);
    await this.flush(true, granule);
    await this.file.finish();
    return { lengthSamples: granule - this.head.preSkip, byteLength: this.file.byteLength };
  }

  /** Deletes what was written. After `finish` it does nothing. */
  async abort(): Promise<void> {
    await this.file.abort();
  }

  private async flush(isLast: boolean, granule = this.decodedSamples): Promise<void> {
    const packets = this.pending.map((packet) => packet.data);
    this.pending = [];
    this.pendingSegments = 0;
    this.pageStart = granule;
    await this.writePages(packets, { granule, isLast });
  }

  /** Packets of more than 255 segments continue over several pages; the granule is on the page where the last one ends. */
  private async writePages(
    packets: Uint8Array[],
    page: { granule: number; isFirst?: boolean; isLast?: boolean },
  ): Promise<void> {
    const lacing: number[] = [];
    for (const data of packets) {
      for (let left = data.length; left >= 255; left -= 255) lacing.push(255);
      lacing.push(data.length % 255);
    }
    const body = packets.length === 1 ? packets[0]! : Buffer.concat(packets);
    let at = 0;
    for (let from = 0; from === 0 || from < lacing.length; from += maxSegments) {
      const part = lacing.slice(from, from + maxSegments);
      const byteLength = part.reduce((sum, length) => sum + length, 0);
      const isEnd = from + maxSegments >= lacing.length;
      const bytes = buildPage({
        serial: this.serial,
        sequence: this.sequence++,
        granule: isEnd ? page.granule : -1,
        continued: from > 0,
        isFirst: page.isFirst,
        isLast: page.isLast && isEnd,
        lacing: part,
        body: [body.subarray(at, at + byteLength)],
      });
      at += byteLength;
      await this.file.write(bytes);
    }
  }
}

/** Starts an Ogg Opus file at `targetPath`, which appears with `finish`. @throws ArchiveError as of createNewFile */
export async function createOggOpusWriter(
  targetPath: string,
  options: { head: OpusHead; tags: OpusTags } & NewFileOptions,
): Promise<OggOpusWriter> {
  const file = await createNewFile(targetPath, { overwrite: options.overwrite });
  const writer = new OggOpusWriter(options.head, file);
  try {
    await writer.writeHeaders(options.tags);
  } catch (error) {
    await file.abort();
    throw error;
  }
  return writer;
}

function segmentCount(data: Uint8Array): number {
  return Math.floor(data.length / 255) + 1;
}
