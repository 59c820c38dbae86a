/**
 * Clips, waveforms and exports of one recording of an hour.
 *
 *   node bench/playback.ts
 */

import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportFormats, openArchive } from "../src/fonoteka.ts";
import { sampleSentences } from "./invent-archive.ts";
import { ffmpeg, makeTalk } from "./make-sounds.ts";
import { findFfmpeg, median, quantile, table, tell, timeWork, workFolder } from "./measure.ts";

const folder = workFolder();
const hasFfmpeg = findFfmpeg() !== undefined;
// Encoding an hour takes a minute; without ffmpeg ten minutes have to do.
const minutes = hasFfmpeg ? 60 : 10;
tell(`making a recording of ${minutes} minutes`);
let sound = await makeTalk(join(folder, "talk.wav"), 600);
if (hasFfmpeg) {
  const opus = ["-c:a", "libopus", "-b:a", "32k", "-ar", "48000"];
  ffmpeg("-i", sound, ...opus, join(folder, "short.opus"));
  sound = join(folder, "hour.opus");
  ffmpeg("-stream_loop", "5", "-i", join(folder, "short.opus"), "-c", "copy", sound);
}
const transcript = join(folder, "talk.srt");
writeFileSync(transcript, makeSubtitles(minutes * 60));
const archive = await openArchive(join(folder, "archive"));
const [outcome] = await Array.fromAsync(archive.import([sound], { title: "Talk" }));
if (outcome?.status !== "imported") throw new Error(`not imported: ${JSON.stringify(outcome)}`);
const { id } = outcome.recording;
tell("indexing");
await archive.attachTranscript(id, transcript);

const rows: (string | number)[][] = [];
for (const [name, startMs, lengthMs] of [
  ["clip of 10 s at the start", 5000, 10_000],
  ["clip of 10 s near the end", (minutes - 1) * 60_000, 10_000],
  ["clip of 5 minutes", 120_000, 300_000],
] as const) {
  const targetPath = join(folder, "clip.opus");
  await measure(name, 15, () =>
    archive.clip(id, { startMs, endMs: startMs + lengthMs, targetPath, overwrite: true }),
  );
}
const waveform = await timeWork(() => archive.waveform(id));
rows.push(["waveform, first time", waveform.wallMs, waveform.wallMs, waveform.cpuMs]);
await measure("waveform, again", 15, () => archive.waveform(id));
for (const format of exportFormats) await measure(`export as ${format}`, 5, () => archive.export(id, format));
await measure("show (all words)", 5, () => archive.show(id));
await archive.close();
rmSync(sound);
console.log(`A recording of ${minutes} minutes, ${(minutes * 60 * 130) / 60} words, warm; ms.\n`);
console.log(table(["what", "p50", "p95", "CPU"], rows));

async function measure(name: string, times: number, work: () => unknown): Promise<void> {
  tell(name);
  await work();
  const costs = [];
  for (let round = 0; round < times; round++) costs.push(await timeWork(work));
  const wall = costs.map((cost) => cost.wallMs);
  rows.push([name, median(wall), quantile(wall, 0.95), median(costs.map((cost) => cost.cpuMs))]);
}

/** 130 words a minute, in lines of ten. */
function makeSubtitles(seconds: number): string {
  const words = sampleSentences().join(" ").split(/\s+/);
  const lines = Math.floor((seconds * 130) / 60 / 10);
  const clock = (at: number) => new Date(at * 1000).toISOString().slice(11, 23).replace(".", ",");
  return Array.from({ length: lines }, (_, line) => {
    const text = Array.from({ length: 10 }, (_, at) => words[(line * 10 + at) % words.length]).join(" ");
    const each = seconds / lines;
    return `${line + 1}\n${clock(line * each)} --> ${clock((line + 1) * each - 0.1)}\n${text}\n`;
  }).join("\n");
}
