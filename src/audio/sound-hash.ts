/** SHA-256 of the audio itself, which recognises it under another name, with other tags or in another lossless format. */
import { createHash } from "node:crypto";
import type { SampleChunk } from "./audio-source.ts";
import { toInt16 } from "./opus/opus-encoder.ts";

/** Collects small pieces, because each call into the hash costs a microsecond. */
const batchByteLength = 64 * 1024;

export class SoundHash {
  private readonly hash = createHash("sha256");
  private readonly batch = Buffer.alloc(batchByteLength);
  private filled = 0;

  /** Adds an Opus packet: its length (32 bits) and its bytes. */
  addPacket(packet: Uint8Array): void {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(packet.length);
    this.add(length);
    this.add(packet);
  }

  /** Precedes the samples: the same numbers at another rate are different audio. */
  addFormat(sampleRate: number, channels: number): void {
    this.add(Buffer.from(`${sampleRate} Hz, ${channels} channels\n`));
  }

  /** Adds samples rounded to 16 bits, interleaved, little-endian. */
  addSamples(chunk: SampleChunk): void {
    const interleaved = new Int16Array((chunk[0]?.length ?? 0) * chunk.length);
    for (const [channel, samples] of chunk.entries()) {
      for (let i = 0, at = channel; i < samples.length; i++, at += chunk.length) {
        interleaved[at] = toInt16(samples[i]!);
      }
    }
    this.add(new Uint8Array(interleaved.buffer));
  }

  digest(): string {
    this.flush();
    return this.hash.digest("hex");
  }

  private add(bytes: Uint8Array): void {
    if (this.filled + bytes.length > batchByteLength) this.flush();
    if (bytes.length > batchByteLength) {
      this.hash.update(bytes);
      return;
    }
    this.batch.set(bytes, this.filled);
    this.filled += bytes.length;
  }

  private flush(): void {
    this.hash.update(this.batch.subarray(0, this.filled));
    this.filled = 0;
  }
}
