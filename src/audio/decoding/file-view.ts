/** A file as a decoder is to see it: with another header, in pieces, or with silence in between. */
import { readSync } from "node:fs";

/** Bytes of the file from `start` up to `end`, bytes in their place, or one byte many times. */
export type ViewSegment =
  | { start: number; end: number }
  | { bytes: Uint8Array }
  | { fill: number; byteLength: number };

/** What follows one another; a position counts from the view's beginning. */
export type FileView = readonly ViewSegment[];

/** A part of a file, without those segments that are empty. */
export function rangeView(start: number, end: number): FileView {
  return end > start ? [{ start, end }] : [];
}

/** A part of a file with other bytes from position `at` of the file on. */
export function patchView(range: { start: number; end: number }, at: number, bytes: Uint8Array): FileView {
  return [...rangeView(range.start, at), { bytes }, ...rangeView(at + bytes.length, range.end)];
}

export function viewByteLength(view: FileView): number {
  return view.reduce((sum, segment) => sum + segmentByteLength(segment), 0);
}

/**
 * Reads from a position of the view, as much as is there up to the length of `into`.
 * @returns how many bytes were read; 0 at the end of the view
 */
export function readView(descriptor: number, view: FileView, into: Uint8Array, position: number): number {
  let segmentStart = 0;
  let count = 0;
  for (const segment of view) {
    const byteLength = segmentByteLength(segment);
    const from = position + count - segmentStart;
    segmentStart += byteLength;
    if (from >= byteLength) continue;
    const wanted = Math.min(byteLength - from, into.length - count);
    if (wanted <= 0) break;
    const target = into.subarray(count, count + wanted);
    if ("bytes" in segment) target.set(segment.bytes.subarray(from, from + wanted));
    else if ("fill" in segment) target.fill(segment.fill);
    else {
      const read = readSync(descriptor, target, 0, wanted, segment.start + from);
      count += read;
      // The file became shorter meanwhile.
      if (read < wanted) break;
      continue;
    }
    count += wanted;
  }
  return count;
}

function segmentByteLength(segment: ViewSegment): number {
  if ("bytes" in segment) return segment.bytes.length;
  return "fill" in segment ? segment.byteLength : segment.end - segment.start;
}
