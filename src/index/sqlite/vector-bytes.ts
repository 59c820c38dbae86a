/** A vector as SQLite stores it: float32, little-endian, which is the byte order of every machine Node runs on but one. */
export function vectorBytes(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** The vector of a stored blob, in memory of its own. */
export function toVector(bytes: Uint8Array): Float32Array {
  // slice() also puts it on a 4-byte boundary, which a blob need not be on.
  return new Float32Array(bytes.slice().buffer);
}
