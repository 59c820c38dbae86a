import { chooseBest } from "./choose-best.ts";
import { SlotMemory, stagedVectors } from "./slot-memory.ts";

/** Up to here every code is compared: as fast as bits and codes, and nothing is missed. */
const comparedWhole = 16_384;
/**
 * Slots whose codes are compared after the bits. Of a million realistic vectors, 10 000 nearest by bits hold .997 of the
 * nearest hundred and all of the nearest ten that were looked for; comparing them takes 1 ms of 6.
 */
const candidatesAlways = 8192;
const candidatesPerWanted = 16;
/** Language codes are bytes, passage ids words of 32 bits. */
const mostLanguages = 256;
const highestId = 2 ** 32 - 1;

/** What the index keeps of a passage besides its vector: what filters ask for. */
export type PassageFacts = { passageId: number; recordingId: number; language: string | null };

/** What may be found; absent: anything. */
export type Allowed = { recordingIds?: readonly number[]; languages?: readonly string[] };

/**
 * Unit vectors in memory, found by a cascade: Hamming distance of the signs of each vector less the mean (48 bytes for 384
 * dimensions), for the nearest some thousands the product with int8 codes, for the best of these the caller compares
 * the vectors themselves. Without the mean taken off the bits say nothing, all vectors of a model lie in one corner.
 */
export class VectorIndex {
  /** How many times the usual number of candidates is kept, 1 or more: what measured recall asks for. */
  widening = 1;
  /** Rises by one with each passage put or removed. */
  version = 0;
  readonly mean: Float32Array;
  readonly #memory: SlotMemory;
  readonly #slots = new Map<number, number>();
  readonly #languages = new Map<string | null, number>();
  #highestRecording = 0;

  constructor(mean: Float32Array) {
    this.mean = mean;
    this.#memory = new SlotMemory(mean.length);
    this.#memory.floats.set(mean, this.#memory.meanAt / 4);
  }

  get count(): number {
    return this.#slots.size;
  }

  /** Memory taken, without the table from passage to slot. */
  get byteLength(): number {
    return this.#memory.byteLength;
  }

  /** How many nearest by bits are compared by code, for so many wanted. */
  candidatesFor(wanted: number): number {
    return this.widening * (candidatesAlways + candidatesPerWanted * wanted);
  }

  /**
   * Adds passages or replaces those of the same id; `vectors` holds theirs one after another.
   * @throws RangeError when the memory is not to be had, or an id or the number of languages is out of all proportion:
   * the index is of no more use then
   */
  put(passages: readonly PassageFacts[], vectors: Float32Array): void {
    const memory = this.#memory;
    const { dimensions, codeStride } = memory;
    this.version += passages.length;
    for (let begin = 0; begin < passages.length; begin += stagedVectors) {
      const part = passages.slice(begin, begin + stagedVectors);
      memory.reserveSlots(this.count + part.length);
      for (const [place, facts] of part.entries()) {
        const from = (begin + place) * dimensions;
        const stageAt = memory.stageAt + place * 4 * codeStride;
        memory.floats.set(vectors.subarray(from, from + dimensions), stageAt / 4);
        this.#write(facts, stageAt);
      }
    }
  }

  /** Forgets passages; unknown ones are ignored. */
  remove(passageIds: readonly number[]): void {
    const memory = this.#memory;
    this.version += passageIds.length;
    for (const id of passageIds) {
      const slot = this.#slots.get(id);
      if (slot === undefined) continue;
      this.#slots.delete(id);
      // The last one moves into the gap: a scan meets nothing that is not there.
      const last = this.count;
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

  #write({ passageId, recordingId, language }: PassageFacts, stageAt: number): void {
    if (Math.max(passageId, recordingId) > highestId) throw new RangeError(`passage ${passageId}`);
    const memory = this.#memory;
    const known = this.#slots.get(passageId);
    const slot = known ?? this.count;
    if (known === undefined) this.#slots.set(passageId, slot);
    memory.kernel.encode(
      stageAt,
      memory.meanAt,
      4 * memory.codeStride,
      memory.bitsAt(slot),
      memory.codeAt(slot),
      memory.wordAt(slot, "scales"),
    );
    memory.words[memory.wordAt(slot, "ids") / 4] = passageId;
    memory.words[memory.wordAt(slot, "recordings") / 4] = recordingId;
    memory.bytes[memory.languageAt(slot)] = this.#languageCode(language);
    this.#highestRecording = Math.max(this.#highestRecording, recordingId);
  }

  #languageCode(language: string | null): number {
    let code = this.#languages.get(language);
    if (code === undefined) {
      code = this.#languages.size;
      if (code === mostLanguages) throw new RangeError(`more than ${mostLanguages} languages`);
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
    const most = vector.reduce((found, value) => Math.max(found, Math.abs(value)), 0);
    // A sum of `dimensions` products with int8 stays within int32.
    const scale = Math.min(32_767, Math.floor(2 ** 31 / (128 * dimensions))) / most;
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
