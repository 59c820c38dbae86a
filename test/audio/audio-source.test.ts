import { ftruncateSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { openAudio } from "../../src/audio/open-audio.ts";
import { openOggOpusSource } from "../../src/audio/opus/ogg-opus-source.ts";
import { createOggOpusWriter } from "../../src/audio/opus/ogg-opus-writer.ts";
import { type AudioSourceCase, audioSourceContract } from "../contracts/audio-source.ts";
import { buildWav, makeFolder, sweep, writeTemporary } from "./make-wav.ts";
import { readAllPackets, speechPath } from "./opus/opus-fixtures.ts";

const fixture = (name: string) => join(import.meta.dirname, "fixtures", name);

const stereo = writeTemporary("stereo.wav", buildWav([sweep(44_100), sweep(44_100)], { sampleRate: 44_100 }));

const decoded: Record<string, Pick<AudioSourceCase, "path" | "sampleRate" | "channels" | "lengthSamples">> = {
  wav: { path: stereo, sampleRate: 44_100, channels: 2, lengthSamples: 22_050 },
  flac: { path: fixture("sweep.flac"), sampleRate: 8000, channels: 1, lengthSamples: 4000 },
  mp3: { path: fixture("sweep.mp3"), sampleRate: 16_000, channels: 1, lengthSamples: 8000 },
  m4a: { path: fixture("sweep.m4a"), sampleRate: 16_000, channels: 1, lengthSamples: 8000 },
  "mp4/aac": { path: fixture("video.mp4"), sampleRate: 16_000, channels: 1, lengthSamples: 8000 },
  "ogg/vorbis": { path: fixture("sweep-vorbis.ogg"), sampleRate: 16_000, channels: 1, lengthSamples: 8000 },
};

for (const [format, known] of Object.entries(decoded))
  audioSourceContract(`FFmpeg with ${format}`, {
    ...known,
    format,
    open: openAudio,
    isOpus: false,
    makeLongFile: format === "wav" ? makeLongWav : undefined,
  });

const opus = { sampleRate: 48_000, channels: 1, lengthSamples: 24_000, isOpus: true };

for (const [name, format] of [
  ["sweep-opus.webm", "webm/opus"],
  ["video.webm", "webm/opus"],
  ["sweep-opus.mp4", "m4a/opus"],
] as const)
  audioSourceContract(`FFmpeg with Opus in ${name}`, {
    ...opus,
    open: openAudio,
    path: fixture(name),
    format,
  });

audioSourceContract("Ogg Opus", {
  ...opus,
  open: openOggOpusSource,
  path: fixture("sweep-opus.ogg"),
  format: "ogg/opus",
  makeLongFile: makeLongOpus,
});

const longSeconds = 900;

/** Silence that takes no room on the disk. */
async function makeLongWav(): Promise<string> {
  const path = join(makeFolder(), "long.wav");
  const byteLength = longSeconds * 48_000 * 2;
  const options = { claimedByteLength: byteLength, sampleRate: 48_000 };
  const head = buildWav([new Float32Array(0)], options);
  const file = openSync(path, "w");
  writeSync(file, head);
  ftruncateSync(file, head.length + byteLength);
  return path;
}

async function makeLongOpus(): Promise<string> {
  const path = join(makeFolder(), "long.opus");
  const packets = await readAllPackets(speechPath);
  const head = { channels: 1, preSkip: 312, inputSampleRate: 48_000, outputGain: 0, mappingFamily: 0 };
  const writer = await createOggOpusWriter(path, { head, tags: { vendor: "test", comments: [] } });
  for (let i = 0; writer.decodedSamples < longSeconds * 48_000 + 312; i++) {
    const { data, durationSamples } = packets[i % packets.length]!;
    await writer.write(data, durationSamples);
  }
  await writer.finish(longSeconds * 48_000);
  return path;
}
