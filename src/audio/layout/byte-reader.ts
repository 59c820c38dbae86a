/** Reads small pieces of a large file: headers of chunks, boxes and frames. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { throwIfCancelled } from "../../errors.ts";
import { createYielder } from "../yield-to-event-loop.ts";

const blockByteLength = 64 * 1024;
/** Read at once where headers lie far apart, with pictures in between. */
const farByteLength = 512;
const scanByteLength = 1024 * 1024;
const maxNeedleByteLength = 64;
const zeros = Buffer.alloc(scanByteLength);

/** Holds a file descriptor and one block of the file. Reads never throw for a position outside of the file. */
export class ByteReader {
  readonly byteLength: number;
  private readonly descriptor: number;
  private readonly signal: AbortSignal | undefined;
  private readonly yieldToEventLoop = createYielder();
  private block: Buffer = Buffer.alloc(0);
  private blockStart = 0;
  private scanBuffer: Buffer | undefined;

  constructor(path: string, signal?: AbortSignal) {
    this.descriptor = openSync(path, "r");
    this.byteLength = fstatSync(this.descriptor).size;
    this.signal = signal;
  }

  /** Up to `byteLength` bytes (64 KiB or less are kept for the next call); fewer at the file's end. */
  read(position: number, byteLength: number): Buffer {
    if (position < 0 || position >= this.byteLength || byteLength <= 0) return Buffer.alloc(0);
    const wanted = Math.min(byteLength, this.byteLength - position);
    const from = position - this.blockStart;
    if (from >= 0 && from + wanted <= this.block.length) return this.block.subarray(from, from + wanted);
    if (wanted > blockByteLength) return this.readBlock(position, wanted);
    const isNear = position - (this.blockStart + this.block.length) < blockByteLength / 16 && from >= 0;
    this.block = this.readBlock(position, Math.max(wanted, isNear ? blockByteLength : farByteLength));
    this.blockStart = position;
    return this.block.subarray(0, wanted);
  }

  /** Text of that many bytes, one character a byte. */
  text(position: number, byteLength: number): string {
    return this.read(position, byteLength).toString("latin1");
  }

  /** Unsigned numbers; NaN where the file ends before. */
  uint32(position: number, isLittleEndian = false): number {
    const bytes = this.read(position, 4);
    if (bytes.length < 4) return Number.NaN;
    return isLittleEndian ? bytes.readUInt32LE() : bytes.readUInt32BE();
  }

  uint64(position: number, isLittleEndian = false): number {
    const bytes = this.read(position, 8);
    if (bytes.length < 8) return Number.NaN;
    return Number(isLittleEndian ? bytes.readBigUInt64LE() : bytes.readBigUInt64BE());
  }

  /** Where `needle` comes next between two positions, or -1. Reads all that lies in between. */
  async find(needle: Buffer, from: number, end = this.byteLength): Promise<number> {
    for (let at = from; at < end; at += scanByteLength) {
      await this.pause();
      const found = this.scan(at, Math.min(scanByteLength + needle.length - 1, end - at)).indexOf(needle);
      if (found >= 0) return at + found;
    }
    return -1;
  }

  /** Position of the next byte that is not zero. */
  async skipZeros(from: number): Promise<number> {
    for (let at = from; at < this.byteLength; at += scanByteLength) {
      await this.pause();
      const window = this.scan(at, Math.min(scanByteLength, this.byteLength - at));
      // Comparing is a hundred times as fast as looking at each byte: 0.2 s for a gigabyte.
      if (zeros.compare(window, 0, window.length, 0, window.length) !== 0)
        return at + window.findIndex((byte) => byte !== 0);
    }
    return Math.max(from, this.byteLength);
  }

  /** To be awaited in long loops: other work runs meanwhile, and a cancellation arrives. */
  async pause(): Promise<void> {
    throwIfCancelled(this.signal, "reading the audio");
    await this.yieldToEventLoop();
  }

  close(): void {
    closeSync(this.descriptor);
  }

  /** In one buffer for all: a new one for each megabyte takes longer than reading it. */
  private scan(position: number, byteLength: number): Buffer {
    this.scanBuffer ??= Buffer.allocUnsafeSlow(scanByteLength + maxNeedleByteLength);
    const count = readSync(this.descriptor, this.scanBuffer, 0, byteLength, position);
    return this.scanBuffer.subarray(0, count);
  }

  private readBlock(position: number, byteLength: number): Buffer {
    const block = Buffer.allocUnsafeSlow(byteLength);
    return block.subarray(0, readSync(this.descriptor, block, 0, byteLength, position));
  }
}
