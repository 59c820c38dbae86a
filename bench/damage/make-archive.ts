import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openArchive } from "../../src/fonoteka.ts";

const samplesFolder = join(import.meta.dirname, "../../samples");

type Truth = {
  language: string;
  turns: { start_ms: number; end_ms: number; speaker: string; words: [number, number, string][] }[];
};

/**
 * A small archive with something in every table: recordings with notes and tags, transcripts with speakers and an earlier
 * version, vectors of passages and sentences, waveforms, a recording in the trash. The transcripts are those the samples were
 * made from, so no speech is recognised.
 * @param stems names of samples without their endings; the last one is moved to the trash
 */
export async function makeArchive(folder: string, stems: readonly string[]): Promise<void> {
  await using archive = await openArchive(folder);
  for (const [index, stem] of stems.entries()) {
    const path = join(samplesFolder, `${stem}.opus`);
    for await (const outcome of archive.import([path], { title: `Запись №${index + 1} of ${stem}` }))
      if (outcome.status !== "imported") throw new Error(`${stem}: ${outcome.status}`);
  }
  const numbers = archive
    .list({ sort: "imported" })
    .map(({ id }) => id)
    .sort((a, b) => a - b);
  for (const [index, id] of numbers.entries()) {
    const transcript = writeTranscript(stems[index]!);
    await archive.attachTranscript(id, transcript);
    if (index === 0) await archive.attachTranscript(id, transcript);
    rmSync(transcript);
    archive.update(id, { notes: `Заметка ${id}: wi-fi, Köln, ещё`, tags: ["мёд", `tag ${id}`] });
    await archive.waveform(id);
  }
  archive.remove(numbers.at(-1)!);
}

/** The words of a sample as a transcript in the format of Whisper. */
function writeTranscript(stem: string): string {
  const truth = JSON.parse(readFileSync(join(samplesFolder, `${stem}.words.json`), "utf8")) as Truth;
  const segments = truth.turns.map(({ start_ms, end_ms, speaker, words }) => ({
    start: start_ms / 1000,
    end: end_ms / 1000,
    speaker,
    text: words.map(([, , word]) => word).join(" "),
    words: words.map(([start, end, word]) => ({
      word,
      start: start / 1000,
      end: end / 1000,
      probability: 0.9,
    })),
  }));
  const path = join(tmpdir(), `fonoteka-damage-${process.pid}-${stem}.json`);
  writeFileSync(path, JSON.stringify({ language: truth.language, segments }));
  return path;
}
