import { makeNote, type Note } from "../../messages/notes.ts";

/** Sizes from here on are placeholders: recorders write them first and correct them at the end. */
const placeholder = 0x7fff0000;

/**
 * Whether a RIFF or IFF file (WAV, AVI, AIFF) is shorter than its header says, as an interrupted copy is.
 * @param head the first 12 bytes or more
 * @returns a note for a person, or undefined
 */
export function findMissingEnd(head: Uint8Array, byteLength: number): Note | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.byteLength < 12) return undefined;
  const id = view.getUint32(0);
  const isLittleEndian = id === 0x52494646; // RIFF
  if (!isLittleEndian && id !== 0x464f524d && id !== 0x52494658) return undefined; // FORM, RIFX
  const stated = 8 + view.getUint32(4, isLittleEndian);
  if (stated >= placeholder || stated <= byteLength + 1) return undefined;
  return makeNote("audio-end-missing", { byteLength, stated });
}
