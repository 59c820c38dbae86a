/** Reads small pieces of a large file: headers of chunks, boxes and frames. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { throwIfCancelled } from "../../errors.ts";
import { createYielder } from "../yield-to-event-loop.ts";

const blockByteLength = 64 * 1024;
const scanByteLength = 1024 * 1024;

/** Holds a file descriptor and one block of the file. Reads never throw for a position outside of the file. */
export class ByteReader {
  readonly byteLength: number;
  private readonly descriptor: number;
  private readonly signal: AbortSignal | undefined;
  private readonly yieldToEventLoop = createYielder();
  private block: Buffer = Buffer.alloc(0);
  private blockStart = 0;

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
    this.block = this.readBlock(position, blockByteLength);
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
      const window = this.readBlock(at, Math.min(scanByteLength + needle.length - 1, end - at));
      const found = window.indexOf(needle);
      if (found >= 0) return at + found;
    }
    return -1;
  }

  /** To be awaited in long loops: other work runs meanwhile, and a cancellation arrives. */
  async pause(): Promise<void> {
    throwIfCancelled(this.signal, "reading the audio");
    await this.yieldToEventLoop();
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private readBlock(position: number, byteLength: number): Buffer {
    const block = Buffer.allocUnsafeSlow(byteLength);
    return block.subarray(0, readSync(this.descriptor, block, 0, byteLength, position));
  }
}
