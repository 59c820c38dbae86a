/** An Ogg Opus file opened for reading: its header, its exact length, its packets from any point. */
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { archiveError, fromSystemError } from "../../errors.ts";
import type { OpusHead } from "../audio-source.ts";
import type { ClockChange } from "../clock/follow-clock.ts";
import {
  createScan,
  type OggOpusFlaw,
  type OggOpusScan,
  type OpusLink,
  type OpusPacket,
  readOpusPackets,
} from "./ogg-opus-packets.ts";
import { findLastPages, findPageBefore } from "./ogg-pages.ts";
import type { OpusTags } from "./opus-headers.ts";
import { maxPacketSamples } from "./opus-packet.ts";

export class OggOpusFile implements AsyncDisposable {
  readonly path: string;
  readonly head: OpusHead;
  readonly tags: OpusTags;
  readonly byteLength: number;
  /** Samples at 48 kHz that a player plays: after pre-skip and end trimming. */
  readonly lengthSamples: number;
  /** Deviations from RFC 7845. Complete only when the file was opened with `isScanned`. */
  readonly flaws: ReadonlySet<OggOpusFlaw>;
  /** Time without packets that is filled; complete as `flaws` are. */
  readonly holes: readonly ClockChange[];
  private readonly file: FileHandle;
  private readonly seekLink: OpusLink | undefined;

  constructor(
    file: FileHandle,
    known: Pick<
      OggOpusFile,
      "path" | "head" | "tags" | "byteLength" | "lengthSamples" | "flaws" | "holes"
    > & {
      seekLink: OpusLink | undefined;
    },
  ) {
    this.file = file;
    this.path = known.path;
    this.head = known.head;
    this.tags = known.tags;
    this.byteLength = known.byteLength;
    this.lengthSamples = known.lengthSamples;
    this.flaws = known.flaws;
    this.holes = known.holes;
    this.seekLink = known.seekLink;
  }

  get durationSeconds(): number {
    return this.lengthSamples / 48_000;
  }

  /**
   * Packets in order, from the one that holds sample `fromSample` of the file's clock on (default: from the first,
   * which begins at minus the pre-skip). They continue beyond the end trimming: the audio ends at `lengthSamples`.
   */
  async *packets(options: { fromSample?: number; signal?: AbortSignal } = {}): AsyncGenerator<OpusPacket> {
    const { fromSample = -this.head.preSkip, signal } = options;
    try {
      const resume = await this.findResumePoint(fromSample + this.head.preSkip, signal);
      for await (const packet of readOpusPackets(this.file, { resume, signal })) {
        if (packet.startSample + packet.durationSamples > fromSample) yield packet;
      }
    } catch (error) {
      throw fromSystemError(error, this.path);
    }
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async findResumePoint(decodedSample: number, signal?: AbortSignal) {
    const link = this.seekLink;
    // Near the start reading from the beginning is faster.
    if (!link || decodedSample < 10 * 48_000) return undefined;
    const granule = decodedSample + link.granuleBase;
    const search = { byteLength: this.byteLength, serial: link.serial, granule, signal };
    const page = await findPageBefore(this.file, search);
    return page && page.granule > link.granuleBase ? { page, link } : undefined;
  }
}

type OpenOggOpusOptions = {
  /** Read the whole file once, so that length and flaws are reliable for a damaged one, too. */
  isScanned?: boolean;
  /** Called with every packet of that scan. */
  onPacket?: (packet: OpusPacket) => void;
  signal?: AbortSignal;
};

/** A pipe in place of the file would wait for a writer for ever. Windows has no such flag. */
const readFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens an Ogg Opus file, well-formed or not: of several streams the first Opus one, of a chained file all links.
 * @throws ArchiveError `unsupported-audio` when there is no Opus stream, `corrupt-audio` when it has no audio
 */
export async function openOggOpus(path: string, options: OpenOggOpusOptions = {}): Promise<OggOpusFile> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, readFlags);
    if (!(await file.stat()).isFile()) throw archiveError("not-a-regular-file", { path });
    return await readHeaders(file, path, options);
  } catch (error) {
    await file?.close();
    throw fromSystemError(error, path);
  }
}

async function readHeaders(
  file: FileHandle,
  path: string,
  options: OpenOggOpusOptions,
): Promise<OggOpusFile> {
  const { signal } = options;
  const { size: byteLength } = await file.stat();
  let scan = createScan();
  let hasSound = false;
  for await (const packet of readOpusPackets(file, { scan, signal })) {
    hasSound = true;
    options.onPacket?.(packet);
    if (!options.isScanned) break;
  }
  const first = scan.links[0];
  if (!first) {
    throw archiveError("no-opus-stream", { path });
  }
  if (!hasSound) {
    throw archiveError("no-audio-in-file", { path });
  }
  let lengthSamples = options.isScanned
    ? undefined
    : await readLength(file, { scan, first, byteLength, signal });
  if (lengthSamples === undefined) {
    if (!options.isScanned) {
      scan = createScan();
      for await (const _ of readOpusPackets(file, { scan, signal }));
    }
    if (scan.readByteLength !== byteLength) scan.flaws.add("extra data at the end");
    lengthSamples = scan.decodedSamples - scan.endTrimSamples - first.head.preSkip;
  }
  const channels = Math.max(...scan.links.map((link) => link.head.channels));
  return new OggOpusFile(file, {
    path,
    head: { ...first.head, channels },
    tags: first.tags,
    byteLength,
    lengthSamples: Math.max(0, lengthSamples),
    flaws: scan.flaws,
    holes: scan.holes,
    seekLink: scan.links.length === 1 ? first : undefined,
  });
}

/** The length according to the last page. @returns undefined when the file deviates from RFC 7845 */
async function readLength(
  file: FileHandle,
  known: { scan: OggOpusScan; first: OpusLink; byteLength: number; signal?: AbortSignal },
): Promise<number | undefined> {
  const { scan, first, byteLength, signal } = known;
  if (scan.flaws.size > 0) return undefined;
  const { last, lastOfStream } = await findLastPages(file, { byteLength, serial: first.serial, signal });
  if (!lastOfStream || last?.offset !== lastOfStream.offset) return undefined;
  const lengthSamples = lastOfStream.granule - first.head.preSkip;
  // Every packet has at least a byte, so a greater length is impossible.
  return lengthSamples > byteLength * maxPacketSamples ? undefined : lengthSamples;
}
