/** A sentence of a passage with its unit vector; `firstWord` counts from the passage's first word. */
type Sentence = { firstWord: number; vector: Float32Array };

/** The cosine of a sentence and a question. */
type SentenceSimilarity = { firstWord: number; similarity: number };

/** Bytes before the codes of each sentence: first word (uint16), `1/|v|` and `step/|v|` (float32), little-endian. */
const headBytes = 10;
/** Sixteen levels from -3 to 3 standard deviations: 99.7 % of normally distributed numbers lie inside. */
const levels = 16;
const middle = (levels - 1) / 2;
const maxDeviations = 3;

/**
 * Writes the vectors of a passage's sentences as differences from the passage's own vector, 4 bits a dimension:
 *
 *     v[i] = passage[i] + step · (k[i] − 7.5)        k in 0…15, step = .4 standard deviations of the difference
 *
 * A sentence is much like its passage, so the difference is small and its error smaller: 202 bytes a sentence of 384
 * dimensions rank as float32's 1536 do. Measured on XQuAD (dev half, nDCG@10 of passage and best sentence, ru-ru / en-en /
 * ru-en / en-ru): float .978 .989 .961 .958, 4 bits .979 .989 .964 .956, 2 bits .977 .989 .958 .953, 1 bit .977 .988
 * .952 .946.
 * @param passage its unit vector, which is needed to read the codes
 */
export function encodeSentences(passage: Float32Array, sentences: readonly Sentence[]): Uint8Array {
  const stride = sentenceBytes(passage.length);
  const bytes = new Uint8Array(sentences.length * stride);
  const view = new DataView(bytes.buffer);
  for (const [at, { firstWord, vector }] of sentences.entries()) {
    const difference = vector.map((value, i) => value - passage[i]!);
    const deviation = Math.sqrt(difference.reduce((sum, value) => sum + value * value, 0) / passage.length);
    const step = (maxDeviations * deviation) / middle;
    const start = at * stride;
    let squared = 0;
    for (const [i, value] of difference.entries()) {
      const level = step > 0 ? Math.floor(value / step) + levels / 2 : levels / 2;
      const code = Math.min(levels - 1, Math.max(0, level));
      bytes[start + headBytes + (i >> 1)]! |= i % 2 === 0 ? code : code << 4;
      squared += (passage[i]! + step * (code - middle)) ** 2;
    }
    const length = Math.sqrt(squared);
    view.setUint16(start, firstWord, true);
    view.setFloat32(start + 2, 1 / length, true);
    view.setFloat32(start + 6, step / length, true);
  }
  return bytes;
}

/**
 * Compares a question with every sentence of a passage, in the order of the passage; without reading the passage's vector.
 * @param similarity cosine of question and passage
 */
export function compareSentences(
  codes: Uint8Array,
  question: Float32Array,
  similarity: number,
): SentenceSimilarity[] {
  const stride = sentenceBytes(question.length);
  const view = new DataView(codes.buffer, codes.byteOffset, codes.byteLength);
  let sum = 0;
  for (const value of question) sum += value;
  const found: SentenceSimilarity[] = [];
  for (let start = 0; start + stride <= codes.length; start += stride) {
    let dot = 0;
    for (let i = 0, at = start + headBytes; i < question.length; i += 2, at++) {
      const pair = codes[at]!;
      // The last of an odd number of dimensions has no partner.
      dot += question[i]! * (pair & 15) + (question[i + 1] ?? 0) * (pair >> 4);
    }
    const inverse = view.getFloat32(start + 2, true);
    const step = view.getFloat32(start + 6, true);
    found.push({
      firstWord: view.getUint16(start, true),
      similarity: inverse * similarity + step * (dot - middle * sum),
    });
  }
  return found;
}

/** The nearest sentence, the first of equals; undefined if there is none. */
export function nearestSentence(sentences: readonly SentenceSimilarity[]): SentenceSimilarity | undefined {
  let nearest = sentences[0];
  for (const sentence of sentences) if (sentence.similarity > nearest!.similarity) nearest = sentence;
  return nearest;
}

function sentenceBytes(dimensions: number): number {
  return headBytes + ((dimensions + 1) >> 1);
}
