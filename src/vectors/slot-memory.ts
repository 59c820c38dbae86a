import { createKernel, type Kernel, type KernelMemory, pageByteLength } from "./kernel.ts";

/** A block's slots; kernel.as knows it, too. */
export const slotsPerBlock = 8192;
const placeBits = 13;
const placeMask = slotsPerBlock - 1;
/** 4 GiB of blocks of the smallest kind. */
const maxBlocks = 1 << 14;
const maxDimensions = 4096;
/** Language codes are bytes. */
const languageMaskByteLength = 256;
/** Vectors coded in one go. */
export const stagedVectors = 512;

/** Offset of each part of a slot from the beginning of its block. */
type BlockLayout = { codes: number; scales: number; recordings: number; ids: number; languages: number };

/**
 * The memory that the kernel works in: a head with the question and the tables, then blocks of slots, each with its bits,
 * codes, scales, passage ids, recordings and languages, and the lists a search writes. It only grows.
 */
export class SlotMemory {
  readonly kernel: Kernel;
  readonly dimensions: number;
  /** Bytes of one slot's bits: whole vectors of 128 bits. */
  readonly bitStride: number;
  /** Bytes of one slot's code, and numbers of a vector as the kernel reads it: whole vectors of 16. */
  readonly codeStride: number;
  readonly queryBitsAt: number;
  readonly queryAt: number;
  readonly meanAt: number;
  readonly tableAt: number;
  readonly histogramAt: number;
  readonly languageMaskAt: number;
  readonly stageAt: number;
  readonly layout: BlockLayout;
  /** Lists as long as there are slots: distances (u16), slots (u32), slots let through (u32), products (f32). */
  lists = { distances: 0, slots: 0, allowed: 0, products: 0 };
  readonly #memory: KernelMemory;
  readonly #blockByteLength: number;
  #end: number;
  #blocks: number[] = [];
  #listed = 0;
  #mask = { at: 0, byteLength: 0 };
  #views!: { bytes: Uint8Array; words: Uint32Array; floats: Float32Array };

  constructor(dimensions: number) {
    if (!(dimensions > 0 && dimensions <= maxDimensions)) throw new RangeError(`${dimensions} dimensions`);
    this.dimensions = dimensions;
    this.bitStride = roundUp(dimensions / 8, 16);
    this.codeStride = roundUp(dimensions, 16);
    let at = 1024;
    const reserve = (byteLength: number): number => {
      const begin = at;
      at = roundUp(at + byteLength, 64);
      return begin;
    };
    this.queryBitsAt = reserve(this.bitStride);
    this.queryAt = reserve(2 * this.codeStride);
    this.meanAt = reserve(4 * this.codeStride);
    this.tableAt = reserve(4 * maxBlocks);
    this.histogramAt = reserve(4 * (8 * this.bitStride + 1));
    this.languageMaskAt = reserve(languageMaskByteLength);
    this.stageAt = reserve(stagedVectors * 4 * this.codeStride);
    this.#end = at;
    at = roundUp(slotsPerBlock * this.bitStride, 64);
    this.layout = {
      codes: reserve(slotsPerBlock * this.codeStride),
      scales: reserve(4 * slotsPerBlock),
      recordings: reserve(4 * slotsPerBlock),
      ids: reserve(4 * slotsPerBlock),
      languages: reserve(slotsPerBlock),
    };
    this.#blockByteLength = at;
    const { kernel, memory } = createKernel(Math.ceil(this.#end / pageByteLength));
    this.kernel = kernel;
    this.#memory = memory;
    this.#refreshViews();
  }

  get byteLength(): number {
    return this.#memory.buffer.byteLength;
  }

  /** The whole memory; what is taken here is stale after the next growth. */
  get bytes(): Uint8Array {
    return this.#views.bytes;
  }

  get words(): Uint32Array {
    return this.#views.words;
  }

  get floats(): Float32Array {
    return this.#views.floats;
  }

  /** Allocates memory for this many slots and for the lists of a search. @throws RangeError when there is not enough memory */
  reserveSlots(count: number): void {
    while (this.#blocks.length * slotsPerBlock < count) {
      const at = this.#allocate(this.#blockByteLength);
      this.words[this.tableAt / 4 + this.#blocks.length] = at;
      this.#blocks.push(at);
    }
    const slots = this.#blocks.length * slotsPerBlock;
    if (slots <= this.#listed) return;
    // Twice as long each time: the old lists are given up, and that is less than the new ones take.
    this.#listed = Math.max(slots, 2 * this.#listed);
    const room = this.#listed + 64;
    this.lists = {
      distances: this.#allocate(2 * room),
      slots: this.#allocate(4 * room),
      allowed: this.#allocate(4 * room),
      products: this.#allocate(4 * room),
    };
  }

  /** Copies vectors `from` to `to` to where the kernel reads them. */
  stage(vectors: Float32Array, from: number, to: number): void {
    const { dimensions, codeStride, floats } = this;
    const at = this.stageAt / 4;
    if (dimensions === codeStride) {
      floats.set(vectors.subarray(from * dimensions, to * dimensions), at);
      return;
    }
    for (let row = from; row < to; row++) {
      floats.set(vectors.subarray(row * dimensions, (row + 1) * dimensions), at + (row - from) * codeStride);
    }
  }

  /** Clears the mask of allowed recordings, enlarged for this many if needed, and returns its address. */
  clearRecordingMask(byteLength: number): number {
    if (this.#mask.byteLength < byteLength) {
      this.#mask = { at: this.#allocate(2 * byteLength), byteLength: 2 * byteLength };
    }
    this.bytes.fill(0, this.#mask.at, this.#mask.at + byteLength);
    return this.#mask.at;
  }

  bitsAt(slot: number): number {
    return this.#blockOf(slot) + (slot & placeMask) * this.bitStride;
  }

  codeAt(slot: number): number {
    return this.#blockOf(slot) + this.layout.codes + (slot & placeMask) * this.codeStride;
  }

  /** Address of a slot's scale, recording or passage id, four bytes each. */
  wordAt(slot: number, part: "scales" | "recordings" | "ids"): number {
    return this.#blockOf(slot) + this.layout[part] + 4 * (slot & placeMask);
  }

  languageAt(slot: number): number {
    return this.#blockOf(slot) + this.layout.languages + (slot & placeMask);
  }

  /** Makes slot `to` what slot `from` is. */
  copySlot(from: number, to: number): void {
    const { bytes, words } = this;
    bytes.copyWithin(this.bitsAt(to), this.bitsAt(from), this.bitsAt(from) + this.bitStride);
    bytes.copyWithin(this.codeAt(to), this.codeAt(from), this.codeAt(from) + this.codeStride);
    bytes[this.languageAt(to)] = bytes[this.languageAt(from)]!;
    for (const part of ["scales", "recordings", "ids"] as const) {
      words[this.wordAt(to, part) / 4] = words[this.wordAt(from, part) / 4]!;
    }
  }

  #blockOf(slot: number): number {
    return this.#blocks[slot >>> placeBits]!;
  }

  #allocate(byteLength: number): number {
    const at = this.#end;
    const end = roundUp(at + byteLength, 64);
    const missing = end - this.#memory.buffer.byteLength;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / pageByteLength));
      this.#refreshViews();
    }
    this.#end = end;
    return at;
  }

  #refreshViews(): void {
    const { buffer } = this.#memory;
    this.#views = {
      bytes: new Uint8Array(buffer),
      words: new Uint32Array(buffer),
      floats: new Float32Array(buffer),
    };
  }
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
