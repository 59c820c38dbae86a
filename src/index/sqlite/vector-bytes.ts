/** A vector as SQLite stores it: float32, little-endian, the byte order of all machines Node runs on except s390x. */
export function vectorBytes(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** The vector of a stored blob, copied. */
export function toVector(bytes: Uint8Array): Float32Array {
  // slice() also aligns it to 4 bytes, which a blob need not be.
  return new Float32Array(bytes.slice().buffer);
}
