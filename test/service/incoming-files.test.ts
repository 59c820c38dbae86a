import assert from "node:assert/strict";
import { readdirSync, readlinkSync } from "node:fs";
import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { IncomingFiles, toSafeName } from "../../src/service/incoming-files.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { streamOf } from "./open-temp-service.ts";

test("a safe name is a plain file name, short enough, and safe names stay as they are", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
      const safe = toSafeName(name);
      assert.doesNotMatch(safe, /[/\\\0]|^\.|[. ]$/);
      assert.ok(safe !== "" && Buffer.byteLength(safe) <= 181 && safe.isWellFormed());
      assert.equal(toSafeName(safe), safe);
    }),
    { numRuns: 50 },
  );
  assert.equal(toSafeName("Интервью с пасечником.mp3"), "Интервью с пасечником.mp3");
  assert.match(toSafeName(`${"ы".repeat(300)}.mp3`), /^ы+\.mp3$/);
});

test("a second folder object on the same disk continues where the first stopped", async (t) => {
  const folder = join(tempFolder(t), "incoming");
  const first = new IncomingFiles<{ note: string }>(folder);
  const { id } = await first.create("Запись.webm", { note: "a" });
  assert.equal(await first.append(id, streamOf(new Uint8Array(1000)), { offset: 0, limit: 5000 }), 1000);
  await first.change(id, { note: "b" });

  const second = new IncomingFiles<{ note: string }>(folder);
  const [found] = await second.list();
  assert.deepEqual([found?.id, found?.offset, found?.about.note], [id, 1000, "b"]);
  assert.match(found!.path, /Запись\.webm$/);
  assert.equal(await second.append(id, streamOf(new Uint8Array(5)), { offset: 1000, limit: 5000 }), 1005);
  await second.remove(id);
  await assert.rejects(first.get(id), { code: "not-found" });
});

test("what another program left half made in the folder is not listed and does no harm", async (t) => {
  const folder = join(tempFolder(t), "incoming");
  const files = new IncomingFiles(folder);
  const { mkdir, writeFile } = await import("node:fs/promises");
  for (const name of ["0".repeat(32), "1".repeat(32), "not-an-id"])
    await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, "0".repeat(32), "about.part"), '{"na');
  await writeFile(join(folder, "1".repeat(32), "about.json"), "not json");
  assert.deepEqual(await files.list(), []);
  for (const evil of ["..", "../../data.db", "", "A".repeat(32)])
    assert.equal(await files.find(evil), undefined, evil);
});

test("when the disk cannot confirm what was written, the error names the file and the file is closed", {
  skip: process.platform === "linux" ? false : "needs /proc and a device that cannot be synced",
}, async (t) => {
  const files = new IncomingFiles(join(tempFolder(t), "incoming"));
  const { id, path } = await files.create("talk.webm", {});
  // /dev/null takes every byte, and fdatasync fails on it with EINVAL.
  await rm(path);
  await symlink("/dev/null", path);
  const openBefore = countOpen("/dev/null");
  await assert.rejects(files.append(id, streamOf(new Uint8Array(1000)), { offset: 0, limit: 5000 }), {
    name: "ArchiveError",
    values: { path, code: "EINVAL", call: "fdatasync" },
  });
  assert.equal(countOpen("/dev/null"), openBefore);
});

/** How many file descriptors of this process are open on a path. */
function countOpen(path: string): number {
  const targets = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      // The descriptor of the listing itself.
      return "";
    }
  });
  return targets.filter((target) => target === path).length;
}
