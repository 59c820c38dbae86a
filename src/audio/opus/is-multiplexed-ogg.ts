import { open } from "node:fs/promises";
import { readPages } from "./ogg-pages.ts";

const soundHeaders = ["OpusHead", "\x01vorbis", "Speex   ", "\x7fFLAC"].map((text) =>
  Buffer.from(text, "latin1"),
);

/**
 * Whether an Ogg file has several sound streams side by side. The first pages of all streams come before any other page; what
 * follows a stream's end is a chained stream, not one beside it.
 */
export async function isMultiplexedOgg(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    let streams = 0;
    for await (const page of readPages(file)) {
      if (!page.isFirst) break;
      const isSound = soundHeaders.some((header) => header.equals(page.body.subarray(0, header.length)));
      if (isSound) streams += 1;
    }
    return streams > 1;
  } finally {
    await file.close();
  }
}
