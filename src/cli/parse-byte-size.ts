import { ArchiveError } from "../errors.ts";

const units: Record<string, number> = { "": 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** Parses `500MB`, `8 GiB` or `1048576` as bytes; units are powers of 1024. @throws ArchiveError `invalid-input` */
export function parseByteSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?$/i.exec(text.trim());
  const byteLength = match ? Math.floor(Number(match[1]) * units[match[2]!.toUpperCase()]!) : 0;
  if (byteLength > 0 && Number.isSafeInteger(byteLength)) return byteLength;
  throw new ArchiveError("invalid-input", `"${text}" is not a size`, "for example: 500MB or 8GB");
}
