import { chooseBest } from "./choose-best.ts";
import { PassageSlots } from "./passage-slots.ts";
import { SlotMemory, slotsPerBlock, stagedVectors } from "./slot-memory.ts";

/** Up to here every code is compared: as fast as bits and codes, and nothing is missed. */
const comparedWhole = 16_384;
/**
 * Slots whose codes are compared after the bits. Of a million realistic vectors, 10 000 nearest by bits hold .997 of the
 * nearest hundred and all of the nearest ten that were looked for; comparing them takes 1 ms of 6.
 */
const candidatesAlways = 8192;
const candidatesPerWanted = 16;
/** Language codes are bytes, passage ids words of 32 bits. */
const maxLanguages = 256;
const maxId = 2 ** 32 - 1;

/** Passages and what filters ask of them, as many of each, in the same order. Lists, for a million are put when loading. */
export type PassageColumns = {
  passageIds: readonly number[];
  recordingIds: readonly number[];
  languages: readonly (string | null)[];
};

/** What may be found; absent: anything. */
export type Allowed = { recordingIds?: readonly number[]; languages?: readonly string[] };

/**
 * Unit vectors in memory, found by a cascade: Hamming distance of the signs of each vector less the mean (48 bytes for 384
 * dimensions), for the nearest some thousands the product with int8 codes, for the best of these the caller compares
 * the vectors themselves. The mean must be subtracted: all vectors of a model point into the same corner, so raw signs hardly differ.
 */
export class VectorIndex {
  /** How many times the usual number of candidates is kept, 1 or more: what measured recall asks for. */
  widening = 1;
  /** Rises by one with each passage put or removed. */
  version = 0;
  readonly mean: Float32Array;
  readonly #memory: SlotMemory;
  readonly #slots = new PassageSlots((slot, id) => slot < this.#count && this.#passageAt(slot) === id);
  readonly #languages = new Map<string | null, number>();
  #count = 0;
  #highestRecording = 0;

  constructor(mean: Float32Array) {
    this.mean = mean;
    this.#memory = new SlotMemory(mean.length);
    this.#memory.floats.set(mean, this.#memory.meanAt / 4);
  }

  get count(): number {
    return this.#count;
  }

  /** Memory taken, without the list from passage to slot. */
  get byteLength(): number {
    return this.#memory.byteLength;
  }

  /** How many of the nearest by bits are compared by code, if `wanted` are asked for. */
  candidatesFor(wanted: number): number {
    return this.widening * (candidatesAlways + candidatesPerWanted * wanted);
  }

  /**
   * Adds passages or replaces those of the same id; `vectors` holds theirs one after another.
   * @throws RangeError when the memory is not to be had, or an id or the number of languages is out of all proportion:
   * the index is of no more use then
   */
  put(passages: PassageColumns, vectors: Float32Array): void {
    const { length } = passages.passageIds;
    this.version += length;
    for (let from = 0; from < length; from += stagedVectors) {
      const to = Math.min(length, from + stagedVectors);
      const slots = this.#placeOf(passages.passageIds, from, to);
      this.#memory.stage(vectors, from, to);
      for (const { at, slot, count } of runsOf(slots)) {
        this.#encode(at, slot, count);
        this.#writeFacts(passages, { from: from + at, slot, count });
      }
    }
  }

  /** Forgets passages; unknown ones are ignored. */
  remove(passageIds: readonly number[]): void {
    const memory = this.#memory;
    this.version += passageIds.length;
    for (const id of passageIds) {
      const slot = this.#slots.find(id);
      if (slot === undefined) continue;
      this.#slots.delete(id);
      // The last one moves into the gap: a scan meets nothing that is not there.
      const last = --this.#count;
      if (slot === last) continue;
      memory.copySlot(last, slot);
      this.#slots.set(this.#passageAt(slot), slot);
    }
  }

  /**
   * Passages that are nearest by code, `depth` or some more, in no order: the caller compares their vectors. The answer
   * depends on what is in the index, not on how it came there.
   */
  findCandidates(vector: Float32Array, depth: number, allowed: Allowed = {}): number[] {
    if (this.count === 0 || depth <= 0) return [];
    const { kernel, lists, words } = this.#memory;
    const isFiltered = allowed.recordingIds !== undefined || allowed.languages !== undefined;
    const list = isFiltered ? lists.allowed : 0;
    const eligible = isFiltered ? this.#listAllowed(allowed) : this.count;
    const wanted = this.candidatesFor(depth);
    let slotsAt = list;
    let count = eligible;
    if (eligible > Math.max(comparedWhole, wanted)) {
      this.#placeBits(vector);
      const farthest = this.#findFarthest(list, eligible, wanted);
      count = kernel.choose(lists.distances, list, eligible, farthest, lists.slots);
      slotsAt = lists.slots;
    } else if (!isFiltered) {
      slotsAt = lists.slots;
      for (let slot = 0; slot < count; slot++) words[slotsAt / 4 + slot] = slot;
    }
    this.#placeQuery(vector);
    const products = this.#multiply(slotsAt, count);
    return chooseBest(products, depth).map((place) => this.#passageAt(words[slotsAt / 4 + place]!));
  }

  /** Products of the codes of the slots `from` to `to` with a vector: what the cascade is measured against. */
  multiplySlots(vector: Float32Array, from: number, to: number): Float32Array {
    const { lists, words } = this.#memory;
    for (let slot = from; slot < to; slot++) words[lists.slots / 4 + slot - from] = slot;
    this.#placeQuery(vector);
    return this.#multiply(lists.slots, to - from).slice();
  }

  passagesOfSlots(slots: readonly number[]): number[] {
    return slots.map((slot) => this.#passageAt(slot));
  }

  /** The vector of a slot as its code has it. */
  decode(slot: number): Float32Array {
    const { bytes, floats } = this.#memory;
    const codeAt = this.#memory.codeAt(slot);
    const scale = floats[this.#memory.wordAt(slot, "scales") / 4]!;
    return this.mean.map((value, at) => value + scale * ((bytes[codeAt + at]! << 24) >> 24));
  }

  /** Slots of the passages `from` to `to`; a new passage gets the next one. */
  #placeOf(passageIds: readonly number[], from: number, to: number): Uint32Array {
    this.#memory.reserveSlots(this.#count + to - from);
    const { words } = this.#memory;
    const slots = new Uint32Array(to - from);
    for (let at = from; at < to; at++) {
      const id = passageIds[at]!;
      if (id > maxId) throw new RangeError(`passage ${id}`);
      let slot = this.#slots.find(id);
      if (slot === undefined) {
        slot = this.#count++;
        this.#slots.set(id, slot);
        words[this.#memory.wordAt(slot, "ids") / 4] = id;
      }
      slots[at - from] = slot;
    }
    return slots;
  }

  /** Codes staged vectors into slots of a block that follow each other. */
  #encode(from: number, slot: number, count: number): void {
    const memory = this.#memory;
    const rowByteLength = 4 * memory.codeStride;
    memory.kernel.encode(
      memory.stageAt + from * rowByteLength,
      memory.meanAt,
      rowByteLength,
      count,
      memory.bitsAt(slot),
      memory.bitStride,
      memory.codeAt(slot),
      memory.wordAt(slot, "scales"),
    );
  }

  #writeFacts(
    { recordingIds, languages }: PassageColumns,
    { from, slot, count }: { from: number; slot: number; count: number },
  ): void {
    const { bytes, words } = this.#memory;
    const recordingsAt = this.#memory.wordAt(slot, "recordings") / 4;
    const languagesAt = this.#memory.languageAt(slot);
    let language = languages[from]!;
    let code = this.#languageCode(language);
    for (let at = 0; at < count; at++) {
      const recordingId = recordingIds[from + at]!;
      if (recordingId > maxId) throw new RangeError(`recording ${recordingId}`);
      this.#highestRecording = Math.max(this.#highestRecording, recordingId);
      words[recordingsAt + at] = recordingId;
      if (languages[from + at] !== language) {
        language = languages[from + at]!;
        code = this.#languageCode(language);
      }
      bytes[languagesAt + at] = code;
    }
  }

  #languageCode(language: string | null): number {
    let code = this.#languages.get(language);
    if (code === undefined) {
      code = this.#languages.size;
      if (code === maxLanguages) throw new RangeError(`more than ${maxLanguages} languages`);
      this.#languages.set(language, code);
    }
    return code;
  }

  #passageAt(slot: number): number {
    return this.#memory.words[this.#memory.wordAt(slot, "ids") / 4]!;
  }

  /** Writes the slots allowed to their list; how many there are. */
  #listAllowed({ recordingIds, languages }: Allowed): number {
    const memory = this.#memory;
    const recordings = this.#highestRecording + 1;
    const maskAt = memory.clearRecordingMask(recordings);
    if (recordingIds === undefined) memory.bytes.fill(1, maskAt, maskAt + recordings);
    else for (const id of recordingIds) if (id > 0 && id < recordings) memory.bytes[maskAt + id] = 1;
    const languageMask = memory.bytes.subarray(memory.languageMaskAt, memory.languageMaskAt + 256);
    languageMask.fill(languages === undefined ? 1 : 0);
    for (const language of languages ?? []) {
      const code = this.#languages.get(language);
      if (code !== undefined) languageMask[code] = 1;
    }
    return memory.kernel.allow(
      memory.tableAt,
      memory.layout.recordings,
      memory.layout.languages,
      this.count,
      maskAt,
      memory.languageMaskAt,
      memory.lists.allowed,
    );
  }

  /** The distance within which `wanted` slots lie; all at that distance are taken, so that the order of slots is nothing. */
  #findFarthest(list: number, eligible: number, wanted: number): number {
    const { kernel, lists, words, histogramAt, bitStride, queryBitsAt, tableAt } = this.#memory;
    kernel.scan(queryBitsAt, tableAt, bitStride, this.count, lists.distances);
    const bins = words.subarray(histogramAt / 4, histogramAt / 4 + 8 * bitStride + 1).fill(0);
    kernel.countDistances(lists.distances, list, eligible, histogramAt);
    let farthest = 0;
    for (let found = bins[0]!; found < wanted; found += bins[farthest]!) farthest++;
    return farthest;
  }

  #placeBits(vector: Float32Array): void {
    const { bytes, queryBitsAt, bitStride } = this.#memory;
    bytes.fill(0, queryBitsAt, queryBitsAt + bitStride);
    for (let at = 0; at < vector.length; at++) {
      if (vector[at]! < this.mean[at]!) bytes[queryBitsAt + (at >> 3)]! |= 1 << (at & 7);
    }
  }

  /** The question as int16: its own rounding is then nothing beside that of the codes. */
  #placeQuery(vector: Float32Array): void {
    const { bytes, queryAt, codeStride, dimensions } = this.#memory;
    const asked = new Int16Array(bytes.buffer, queryAt, codeStride).fill(0);
    const max = vector.reduce((found, value) => Math.max(found, Math.abs(value)), 0);
    // A sum of `dimensions` products with int8 stays within int32.
    const scale = Math.min(32_767, Math.floor(2 ** 31 / (128 * dimensions))) / max;
    for (let at = 0; at < vector.length; at++) asked[at] = Math.round(vector[at]! * scale);
  }

  #multiply(slotsAt: number, count: number): Float32Array {
    const { kernel, tableAt, layout, codeStride, queryAt, lists, floats } = this.#memory;
    kernel.multiply(
      queryAt,
      tableAt,
      layout.codes,
      layout.scales,
      codeStride,
      slotsAt,
      count,
      lists.products,
    );
    return floats.subarray(lists.products / 4, lists.products / 4 + count);
  }
}

/** Slots of one block that follow each other, `count` from `slot` on, and where in the list they stand. */
function* runsOf(slots: Uint32Array): Generator<{ at: number; slot: number; count: number }> {
  for (let at = 0; at < slots.length; ) {
    const slot = slots[at]!;
    const max = slotsPerBlock - (slot % slotsPerBlock);
    let count = 1;
    while (count < max && slots[at + count] === slot + count) count++;
    yield { at, slot, count };
    at += count;
  }
}
