import { crc32 } from "node:zlib";

/**
 * CRC-32 of what a row says, to be stored beside it: a changed bit of any value is noticed. For rows that can be made again,
 * where a stronger hash has no use.
 */
export function rowChecksum(...values: readonly (string | number | Uint8Array)[]): number {
  let crc = 0;
  for (const value of values) {
    // The length keeps values apart: "ab", "c" is not "a", "bc".
    const bytes = value instanceof Uint8Array ? value : Buffer.from(String(value));
    crc = crc32(bytes, crc32(`${bytes.byteLength}:`, crc));
  }
  return crc;
}
