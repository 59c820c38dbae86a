/** The Vorbis packets of an Ogg file on new pages, one a page, with other granules: for tests. */
import { readFileSync } from "node:fs";
import { buildPage, parsePage } from "../../src/audio/opus/ogg-pages.ts";
import { readTrack } from "./mux-packets.ts";

/** @param granuleOf from the granule that a packet would have, and its number, to the one that it gets */
export async function writeOggVorbis(
  path: string,
  granuleOf: (granule: number, packet: number) => number,
): Promise<Buffer> {
  const bytes = readFileSync(path);
  const { packets, config } = await readTrack(path);
  const pages: Uint8Array[] = [];
  let at = 0;
  let sequence = 0;
  let serial = 0;
  for (;;) {
    const page = parsePage(bytes, at);
    if (typeof page === "string" || page.granule > 0) break;
    serial = page.serial;
    pages.push(bytes.subarray(at, at + page.byteLength));
    at += page.byteLength;
    sequence = page.sequence + 1;
  }
  for (const [i, { data, startSeconds, seconds }] of packets.entries()) {
    const lacing = [...new Array<number>(Math.floor(data.length / 255)).fill(255), data.length % 255];
    const granule = granuleOf(Math.round((startSeconds + seconds) * config.sampleRate), i);
    const isLast = i === packets.length - 1;
    pages.push(
      buildPage({ serial, sequence: sequence++, granule, isLast, lacing, body: [data], continued: false }),
    );
  }
  return Buffer.concat(pages);
}
