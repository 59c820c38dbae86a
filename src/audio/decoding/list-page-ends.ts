import { open } from "node:fs/promises";
import { readPages } from "../opus/ogg-pages.ts";

/**
 * Where the pages of an Ogg file with one stream end, in seconds of its clock, in the file's order.
 * @returns undefined when it has several streams
 */
export async function listPageEnds(
  path: string,
  sampleRate: number,
  signal?: AbortSignal,
): Promise<number[] | undefined> {
  const file = await open(path, "r");
  try {
    const ends: number[] = [];
    let serial: number | undefined;
    for await (const page of readPages(file, { signal })) {
      serial ??= page.serial;
      if (page.serial !== serial) return undefined;
      if (page.granule >= 0) ends.push(page.granule / sampleRate);
    }
    return ends;
  } finally {
    await file.close();
  }
}
