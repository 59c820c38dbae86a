/**
 * Kills a process that imports and edits on a disk that is full, or fills up, and then frees the disk. Run by kills.long.test.ts
 * in a mount namespace of its own; prints one JSON object.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openArchive } from "../../src/fonoteka.ts";
import { writeTone } from "../support/backed-up-archive.ts";
import { killOften } from "./kill-often.ts";

const library = JSON.stringify(join(import.meta.dirname, "../../src/fonoteka.ts"));
const disk = process.argv[2]!;
const sounds = mkdtempSync(join(tmpdir(), "fonoteka-tones-"));
process.once("exit", () => rmSync(sounds, { recursive: true, force: true }));
const paths = Array.from({ length: 30 }, (_, index) => writeTone(sounds, index));
const harmless = ["file-orphaned", "part-file-left"];
let fullAtKill = 0;

/** With `waitsForFull`, its first line comes when something has failed: it is killed on a full disk. */
const script = (folder: string, waitsForFull: boolean) => `
  import { openArchive } from ${library};
  import { writeSync } from "node:fs";
  let held = ${waitsForFull} ? ["begun"] : undefined;
  const say = (line) => {
    held?.push(line);
    if (line === "full" || !held) {
      writeSync(1, (held ?? [line]).join("\\n") + "\\n");
      held = undefined;
    }
  };
  const archive = await openArchive(${JSON.stringify(folder)});
  ${waitsForFull ? "" : 'say("begun");'}
  const failed = (error) => {
    if (error.code !== "disk-full") throw error;
    say("full");
  };
  const paths = ${JSON.stringify(paths)};
  for (let round = 1; ; round++) {
    try {
      archive.update(1, { title: "round " + round, notes: "n".repeat((round % 50) * 100) });
      say("title " + round);
    } catch (error) {
      failed(error);
    }
    try {
      const path = paths[1 + (round % (paths.length - 1))];
      for await (const outcome of archive.import([path])) {
        if (outcome.status === "failed") throw outcome.error;
        if (outcome.status === "imported") say("imported " + path);
      }
    } catch (error) {
      failed(error);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
`;

const counts = await killOften({ expectedMs: 150 }, async (kill) => {
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=12m", "tmpfs", disk]);
  const folder = join(disk, "archive");
  {
    await using archive = await openArchive(folder);
    for await (const outcome of archive.import([paths[0]!])) assert.equal(outcome.status, "imported");
  }
  const ballast = join(disk, "ballast");
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(ballast, new Uint8Array(bavail * bsize - 600_000));
  const check = async (lines: string[]) => {
    if (lines.includes("full")) fullAtKill++;
    rmSync(ballast);
    {
      await using archive = await openArchive(folder);
      const { problems } = await archive.status({ check: true });
      assert.deepEqual(
        problems.filter(({ code }) => !harmless.includes(code)).map(({ text }) => text),
        [],
      );
      const names = new Set(archive.list().map(({ sourceName }) => sourceName));
      for (const line of lines.filter((one) => one.startsWith("imported ")))
        assert.ok(names.has(line.split("/").at(-1)!), `${line} is gone`);
      const last = Number(
        lines
          .findLast((line) => line.startsWith("title "))
          ?.split(" ")
          .at(-1) ?? 0,
      );
      const { title } = archive.describe(1).recording;
      const found = Number(/^round (\d+)$/.exec(title)?.[1] ?? 0);
      // What failed for want of space may have been tried several times since.
      assert.ok(found === last || !lines.slice(lines.lastIndexOf(`title ${last}`)).includes("full"), title);
      assert.ok(found >= last && found <= last + 1 + lines.filter((line) => line === "full").length, title);
      for await (const outcome of archive.import(paths))
        assert.ok(["imported", "duplicate"].includes(outcome.status), outcome.status);
      assert.equal(archive.list().length, paths.length);
    }
    execFileSync("umount", [disk]);
  };
  return { script: script(folder, kill % 2 === 0), check };
});
process.stdout.write(JSON.stringify({ kills: counts.killed + counts.ended, fullAtKill }));
