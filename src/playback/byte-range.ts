/** The `Range` header of HTTP against the length of a file (RFC 9110, 14.1.2 and 14.2). */

/** Bytes `start`…`end`, both included, as in `Content-Range`. */
type ByteRange = { start: number; end: number };

export type RangeAnswer =
  /** Answer 200 with everything: no range was requested, or one that a server must ignore. */
  | { kind: "whole" }
  /** Answer 206 with this part. */
  | { kind: "part"; range: ByteRange; contentRange: string; byteLength: number }
  /** Answer 416: none of the requested bytes exists. */
  | { kind: "unsatisfiable"; contentRange: string };

/**
 * What to answer to `header` for a file of `byteLength` bytes. Of several ranges the first one that exists is
 * returned, which RFC 9110 permits and players accept. Malformed headers and other units are ignored.
 */
export function parseByteRange(header: string | null | undefined, byteLength: number): RangeAnswer {
  const list = /^\s*bytes\s*=(.*)$/is.exec(header ?? "")?.[1];
  if (list === undefined) return { kind: "whole" };
  const specs = list.split(",").map((spec) => spec.trim());
  const requested = specs.filter((spec) => spec !== "");
  if (requested.length === 0) return { kind: "whole" };
  let found: ByteRange | undefined;
  for (const spec of requested) {
    const match = /^(\d*)\s*-\s*(\d*)$/.exec(spec);
    if (!match || (match[1] === "" && match[2] === "")) return { kind: "whole" };
    const [, first, last] = match as unknown as [string, string, string];
    if (first !== "" && last !== "" && Number(first) > Number(last)) return { kind: "whole" };
    found ??= resolve(first, last, byteLength);
  }
  if (!found) return { kind: "unsatisfiable", contentRange: `bytes */${byteLength}` };
  const { start, end } = found;
  return {
    kind: "part",
    range: found,
    contentRange: `bytes ${start}-${end}/${byteLength}`,
    byteLength: end - start + 1,
  };
}

/** `0-499`, `500-`, or `-500` (the last 500 bytes). @returns undefined when no such byte exists */
function resolve(first: string, last: string, byteLength: number): ByteRange | undefined {
  if (first === "") {
    const suffix = Math.min(Number(last), byteLength);
    return suffix > 0 ? { start: byteLength - suffix, end: byteLength - 1 } : undefined;
  }
  const start = Number(first);
  if (start >= byteLength) return undefined;
  return { start, end: last === "" ? byteLength - 1 : Math.min(Number(last), byteLength - 1) };
}
