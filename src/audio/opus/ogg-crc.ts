/** The checksum of an Ogg page (RFC 3533, 6): CRC-32 with polynomial 0x04c11db7, not reflected, starting at 0. */

// Slicing by eight: one table per byte of an 8-byte step (Kounavis & Berry, 2005).
const tables = buildTables();

/** Continues the CRC `crc` over `bytes[start, end)`. */
export function oggCrc(bytes: Uint8Array, start: number, end: number, crc = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  let i = start;
  for (; i + 8 <= end; i += 8) {
    crc ^= (bytes[i]! << 24) | (bytes[i + 1]! << 16) | (bytes[i + 2]! << 8) | bytes[i + 3]!;
    crc =
      t7[crc >>> 24]! ^
      t6[(crc >>> 16) & 255]! ^
      t5[(crc >>> 8) & 255]! ^
      t4[crc & 255]! ^
      t3[bytes[i + 4]!]! ^
      t2[bytes[i + 5]!]! ^
      t1[bytes[i + 6]!]! ^
      t0[bytes[i + 7]!]!;
  }
  for (; i < end; i++) crc = (crc << 8) ^ t0[(crc >>> 24) ^ bytes[i]!]!;
  return crc >>> 0;
}

function buildTables(): Int32Array[] {
  const first = new Int32Array(256);
  for (let i = 0; i < 256; i++) {
    let crc = i << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
    first[i] = crc;
  }
  const all = [first];
  for (let k = 1; k < 8; k++) {
    const before = all[k - 1]!;
    all.push(before.map((crc) => (crc << 8) ^ first[crc >>> 24]!));
  }
  return all;
}
