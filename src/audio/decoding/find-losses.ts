/**
 * What is missing or damaged in formats whose decoder does not say so: it passes over damaged parts in silence, and nothing
 * else in them tells how long the whole was.
 */

import { open } from "node:fs/promises";
import { fromSystemError } from "../../errors.ts";
import type { Note } from "../../messages/notes.ts";
import { findAmrLosses } from "./find-amr-losses.ts";
import { findAsfLosses } from "./find-asf-losses.ts";
import { findOggLosses } from "./find-ogg-losses.ts";
import type { SearchedRange } from "./searched-range.ts";

/**
 * Reads an Ogg or AMR file once, and the header of a WMA file.
 * @param container FFmpeg's name of it
 * @returns notes for a person; none for other formats
 */
export async function findLosses(path: string, container: string, range: SearchedRange): Promise<Note[]> {
  const find = { ogg: findOggLosses, amr: findAmrLosses, asf: findAsfLosses }[container];
  if (!find) return [];
  try {
    const file = await open(path, "r");
    try {
      return await find(file, range);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fromSystemError(error, path);
  }
}
