import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { TestContext } from "node:test";
import type { Archive } from "../../src/fonoteka.ts";
import { copyArchive } from "./copy-archive.ts";
import { samplesFolder } from "./run-fonoteka.ts";

export const talk = join(samplesFolder, "2026-02-19_18-42-05.opus");

/** Imports a sample, with a transcript of lines that are five seconds apart, and embeds it. */
async function addTranscribed(archive: Archive, path: string, lines: string[]): Promise<number> {
  const [outcome] = await Array.fromAsync(archive.import([path]));
  if (outcome?.status !== "imported") throw new Error(`${path} was not imported`);
  const clock = (seconds: number) => `00:00:${String(seconds).padStart(2, "0")},000`;
  const srt = lines.map(
    (line, index) => `${index + 1}\n${clock(index * 5)} --> ${clock(index * 5 + 4)}\n${line}\n`,
  );
  const folder = mkdtempSync(join(tmpdir(), "fonoteka-transcript-"));
  const srtPath = join(folder, "lines.srt");
  writeFileSync(srtPath, srt.join("\n"));
  await archive.attachTranscript(outcome.recording.id, srtPath);
  rmSync(folder, { recursive: true });
  return outcome.recording.id;
}

/**
 * The folder of an archive with one sample, whose id is 1. It is made once per run for the same lines, so a test that does
 * not care for the words leaves them as they are.
 */
export function copyTranscribed(
  t: TestContext,
  {
    path = talk,
    lines = ["We moved to Kubernetes.", "The bees like lime honey."],
  }: { path?: string; lines?: string[] } = {},
): Promise<string> {
  return copyArchive(t, `of ${basename(path)}: ${lines.join(" ")}`, async (archive) => {
    await addTranscribed(archive, path, lines);
  });
}
