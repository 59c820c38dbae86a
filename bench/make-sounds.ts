/** Long recordings made of the samples. */

import { execFileSync } from "node:child_process";
import { closeSync, ftruncateSync, openSync, readdirSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Resampler } from "../src/audio/decoding/resample.ts";
import { openAudio } from "../src/audio/open-audio.ts";
import { root } from "./measure.ts";

export const talkSampleRate = 44_100;

/** The samples one after another, again and again, as a mono 16-bit WAV of so many seconds. */
export async function makeTalk(path: string, seconds: number): Promise<string> {
  const file = openSync(path, "w");
  writeSync(file, wavHeader(seconds * talkSampleRate));
  const all = await decodeSamples(seconds);
  for (let left = seconds * talkSampleRate; left > 0; left -= all.length)
    writeSync(file, Buffer.from(all.buffer, 0, 2 * Math.min(left, all.length)));
  closeSync(file);
  return path;
}

/** A WAV of silence that takes no room on the disk. */
export function makeSilence(path: string, seconds: number): string {
  const file = openSync(path, "w");
  writeSync(file, wavHeader(seconds * talkSampleRate));
  ftruncateSync(file, 44 + 2 * seconds * talkSampleRate);
  closeSync(file);
  return path;
}

export function ffmpeg(...words: string[]): void {
  execFileSync("ffmpeg", ["-v", "error", "-nostdin", "-y", ...words], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

async function decodeSamples(atMostSeconds: number): Promise<Int16Array> {
  const chunks: Int16Array[] = [];
  let length = 0;
  const names = readdirSync(join(root, "samples")).filter((name) => name.endsWith(".opus"));
  for (const name of names) {
    if (length >= atMostSeconds * talkSampleRate) break;
    const source = await openAudio(join(root, "samples", name));
    const resampler = new Resampler(source.sampleRate, talkSampleRate);
    for await (const [samples] of source.samples()) {
      const chunk = Int16Array.from(resampler.push(samples!), (sample) =>
        Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_767))),
      );
      chunks.push(chunk);
      length += chunk.length;
    }
    await source.close();
  }
  const all = new Int16Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function wavHeader(samples: number): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + samples * 2, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(talkSampleRate, 24);
  header.writeUInt32LE(talkSampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(samples * 2, 40);
  return header;
}
