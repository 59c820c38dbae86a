/**
 * Lengths of audio files as Fonoteka imports them beside those of a full FFmpeg, which fills holes by its own rules:
 *
 *   node eval/lengths.ts FOLDER … [--ffmpeg=PATH]
 *
 * Prints a Markdown table of the differences of more than 20 ms, and how many files agree.
 */
import { execFile } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { openAudio } from "../src/audio/open-audio.ts";
import { isArchiveError } from "../src/errors.ts";

const run = promisify(execFile);
const maxDifferenceSeconds = 0.02;
/** Silence where the clock has none, also before the sound; holes from 20 ms on. */
const onItsClock = "aresample=async=1:first_pts=0:min_hard_comp=0.02";

const { values, positionals } = parseArgs({
  options: { ffmpeg: { type: "string", default: "ffmpeg" } },
  allowPositionals: true,
});

type Length = { seconds: number } | { refused: string };

async function measureOurs(path: string): Promise<Length & { format: string; track: number; notes: string }> {
  try {
    await using source = await openAudio(path);
    let samples = 0;
    for await (const [plane] of source.samples()) samples += plane!.length;
    const notes = source.warnings.map(({ text }) => text).join("; ");
    return { seconds: samples / source.sampleRate, format: source.format, track: source.track ?? 1, notes };
  } catch (error) {
    if (!isArchiveError(error)) throw error;
    return { refused: error.code, format: "", track: 1, notes: "" };
  }
}

async function measureTheirs(
  path: string,
  { format, track }: { format: string; track: number },
  filter: string[] = ["-af", onItsClock],
): Promise<Length> {
  // Of these two a player shows the clock itself; of others, what has passed since the first sound or picture.
  const isAbsolute = /^(mp4|m4a|mov|3gp|webm|matroska)/.test(format);
  const input = [...(isAbsolute ? ["-copyts"] : []), "-i", path, "-map", `0:a:${track - 1}`];
  const output = [...filter, "-ac", "1", "-ar", "48000", "-f", "s16le", "-"];
  try {
    const options = { encoding: "buffer", maxBuffer: 2 ** 31 } as const;
    const { stdout } = await run(values.ffmpeg, ["-v", "error", ...input, ...output], options);
    return stdout.length > 0 ? { seconds: stdout.length / 96_000 } : { refused: "nothing" };
  } catch (error) {
    const { stdout } = error as { stdout?: Buffer };
    return stdout && stdout.length > 0 ? { seconds: stdout.length / 96_000 } : { refused: "nothing" };
  }
}

function listFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile() && !/\.(md|txt|json|srt|vtt|csv|tsv)$/.test(file))
    .sort();
}

function show(length: Length): string {
  return "seconds" in length ? length.seconds.toFixed(3) : length.refused;
}

let equal = 0;
let refused = 0;
const rows: string[] = [];
for (const path of positionals.flatMap(listFiles)) {
  const ours = await measureOurs(path);
  const theirs = await measureTheirs(path, ours);
  if ("refused" in ours && "refused" in theirs) refused++;
  else if (
    "seconds" in ours &&
    "seconds" in theirs &&
    Math.abs(ours.seconds - theirs.seconds) <= maxDifferenceSeconds
  )
    equal++;
  else {
    const counted = show(await measureTheirs(path, ours, []));
    const name = `${basename(dirname(path))}/${basename(path)}`;
    rows.push(`| ${name} | ${show(ours)} | ${show(theirs)} | ${counted} | ${ours.notes} |`);
  }
}
process.stdout.write(
  `${[
    "| file | Fonoteka, s | FFmpeg, s | FFmpeg by its samples alone, s | what the import says |",
    "|---|---:|---:|---:|---|",
    ...rows,
    "",
    `${equal} files agree to ${maxDifferenceSeconds * 1000} ms, ${refused} are refused by both, ${rows.length} differ.`,
  ].join("\n")}\n`,
);
