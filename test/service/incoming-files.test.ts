import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rename, symlink, utimes, writeFile } from "node:fs/promises";
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
  for (const name of ["0".repeat(32), "1".repeat(32), "not-an-id"])
    await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, "0".repeat(32), "about.part"), '{"na');
  await writeFile(join(folder, "1".repeat(32), "about.json"), "not json");
  assert.deepEqual(await files.list(), []);
  for (const evil of ["..", "../../data.db", "", "A".repeat(32)])
    assert.equal(await files.find(evil), undefined, evil);
});

test("a link, a pipe or a device in place of folder or bytes is neither read nor written", {
  skip: process.platform === "win32",
}, async (t) => {
  const folder = tempFolder(t);
  const files = new IncomingFiles(join(folder, "incoming"));
  const outside = join(folder, "outside");
  await mkdir(outside);
  await writeFile(join(outside, "secret"), "secret");
  const swap = async (path: string, makeOther: (path: string) => Promise<unknown>) => {
    await rename(path, `${path}-away`);
    await makeOther(path);
  };
  const link = (target: string) => (path: string) => symlink(target, path);
  const others = [
    link(join(outside, "secret")),
    link("/dev/null"),
    async (path: string) => execFileSync("mkfifo", [path]),
  ];
  for (const makeOther of others) {
    const { id, path } = await files.create("talk.webm", {});
    await swap(path, makeOther);
    assert.equal(await files.find(id), undefined);
    const sending = files.append(id, streamOf(new Uint8Array(9)), { offset: 0, limit: 9 });
    await assert.rejects(sending, { code: "not-found" });
  }
  const { id } = await files.create("talk.webm", {});
  await swap(join(folder, "incoming", id), link(join(folder, "incoming", `${id}-away`)));
  assert.equal(await files.find(id), undefined);
  await swap(join(folder, "incoming"), link(outside));
  assert.deepEqual(await files.list(), []);
  await assert.rejects(files.create("talk.webm", {}), {
    code: "archive-damaged",
    reason: "not-an-own-folder",
  });
  assert.deepEqual(readdirSync(outside), ["secret"]);
});

test("a folder without about.json and without a byte is removed once it is quiet; one with bytes stays", async (t) => {
  const folder = join(tempFolder(t), "incoming");
  const files = new IncomingFiles(folder);
  const make = async (digit: string, content: string) => {
    const path = join(folder, digit.repeat(32));
    await mkdir(path, { recursive: true });
    await writeFile(join(path, "talk.opus"), content);
    await writeFile(join(path, "about.part"), "{");
    await utimes(path, 1e9, 1e9);
    return path;
  };
  const empty = await make("0", "");
  const full = await make("1", "sound");
  const inUse = await make("2", "");
  await utimes(inUse, new Date(), new Date());
  await files.removeEmptyLeftovers();
  assert.deepEqual([existsSync(empty), existsSync(full), existsSync(inUse)], [false, true, true]);
});

test("what is created and changed reaches the disk with the folders that name it", {
  skip: process.platform === "linux" && hasStrace() ? false : "needs strace",
}, async (t) => {
  const folder = join(tempFolder(t), "archive");
  await mkdir(folder);
  const trace = join(folder, "trace");
  const script = join(import.meta.dirname, "create-incoming.ts");
  execFileSync("strace", [
    "-f",
    "-y",
    "-o",
    trace,
    "-e",
    "fsync,fdatasync",
    process.execPath,
    script,
    folder,
  ]);
  const synced = [...readFileSync(trace, "utf8").matchAll(/fsync\(\d+<([^>]+)>/g)].map(([, path]) =>
    path!.slice(folder.length).replace(/[0-9a-f]{32}/, "ID"),
  );
  const expected = ["", "/incoming", "/incoming/uploads", "/incoming/uploads/ID"];
  for (const path of expected) assert.ok(synced.includes(path), `${path} in ${synced}`);
});

function hasStrace(): boolean {
  try {
    execFileSync("strace", ["-V"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
