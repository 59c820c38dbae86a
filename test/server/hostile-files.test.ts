import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { ArchiveError } from "../../src/errors.ts";
import { loadSettings } from "../../src/settings.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { addSample, openServer, openTranscribed, talk } from "./open-server.ts";

test("a link, a pipe or a folder in place of a recording is never opened: not for playing, clips, waveforms, exports", {
  skip: process.platform === "win32",
}, async (t) => {
  const { archive, send, id } = await openTranscribed(t);
  const path = archive.soundPath(id);
  const secret = join(tempFolder(t), "secret");
  writeFileSync(secret, "SECRET top");
  renameSync(path, `${path}.real`);
  const others: ((path: string) => unknown)[] = [
    (other) => symlinkSync(secret, other),
    (other) => symlinkSync(`${path}.real`, other),
    (other) => execFileSync("mkfifo", [other]),
    (other) => mkdirSync(other),
  ];
  for (const makeOther of others) {
    makeOther(path);
    for (const request of ["audio", "clip?startMs=0&endMs=1000", "peaks"]) {
      const answer = await send(`/api/recordings/${id}/${request}`);
      const text = await answer.text();
      const { error } = JSON.parse(text) as { error: { reason: string } };
      assert.match(error.reason, /^recording-(not-a-file|file-damaged)$/, request);
      assert.ok(!text.includes("SECRET") && !text.includes(archive.folder), text);
    }
    assert.ok((await send(`/api/recordings/${id}/audio`, { method: "HEAD" })).status >= 400);
    const folder = join(tempFolder(t), "out");
    const exporting = archive.exportFiles({ recordings: [id], format: "txt", folder, audio: true });
    await assert.rejects(exporting);
    const targetPath = join(tempFolder(t), "clip.opus");
    await assert.rejects(archive.clip(id, { startMs: 0, endMs: 1000, targetPath }));
    assert.equal(existsSync(targetPath), false);
    rmSync(path, { recursive: true });
  }
  renameSync(`${path}.real`, path);
  assert.equal((await send(`/api/recordings/${id}/audio`)).status, 200);
});

test("a file that is swapped between two reads is opened again with the same care", {
  skip: process.platform === "win32",
}, async (t) => {
  const { archive, send } = await openServer(t);
  const id = await addSample(archive, talk);
  const path = archive.soundPath(id);
  const answer = await send(`/api/recordings/${id}/audio`);
  assert.equal(answer.status, 200);
  rmSync(path);
  symlinkSync("/etc/passwd", path);
  await assert.rejects(answer.text(), { reason: "recording-not-a-file" });
});

test("fonoteka.json of an archive names no folder outside it; a person's flag and environment may", async (t) => {
  const folder = tempFolder(t);
  const archive = join(folder, "archive");
  mkdirSync(join(archive, "models"), { recursive: true });
  symlinkSync(folder, join(archive, "link"));
  const load = (modelCache: string, given = {}, environment = {}) => {
    writeFileSync(join(archive, "fonoteka.json"), JSON.stringify({ modelCache }));
    return loadSettings(archive, given, environment).settings.modelCache;
  };
  assert.equal(load("models"), join(archive, "models"));
  assert.equal(load(join(archive, "models/new")), join(archive, "models/new"));
  for (const outside of ["/tmp/x", "..", "../archive2", "models/../../x", ".", "link", "link/new", folder])
    assert.throws(() => load(outside), { code: "invalid-input", reason: "setting-outside-archive" }, outside);
  assert.equal(load("/tmp/x", { modelCache: "/tmp/y" }), "/tmp/y");
  assert.equal(load("/tmp/x", {}, { FONOTEKA_MODEL_CACHE: "/tmp/z" }), "/tmp/z");
});

test("fonoteka.json is read only where it is a regular file, and an error does not quote it", {
  skip: process.platform === "win32",
}, (t) => {
  const folder = tempFolder(t);
  const path = join(folder, "fonoteka.json");
  const secret = join(folder, "secret");
  writeFileSync(secret, "SECRET top");
  const others: ((path: string) => unknown)[] = [
    (other) => symlinkSync(secret, other),
    (other) => symlinkSync(join(folder, "nowhere"), other),
    (other) => execFileSync("mkfifo", [other]),
    (other) => mkdirSync(other),
  ];
  for (const makeOther of others) {
    makeOther(path);
    // In a process of its own: one that waits at a pipe hears no signal but SIGKILL.
    const script = `
      import { loadSettings } from ${JSON.stringify(new URL("../../src/settings.ts", import.meta.url).href)};
      try { loadSettings(${JSON.stringify(folder)}, {}, {}); } catch (error) { console.log(error.reason); }`;
    const reason = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
      timeout: 20_000,
      killSignal: "SIGKILL",
      encoding: "utf8",
    });
    assert.equal(reason.trim(), "settings-not-a-file");
    rmSync(path, { recursive: true });
  }
  writeFileSync(path, "SECRET top");
  assert.throws(
    () => loadSettings(folder, {}, {}),
    (error: ArchiveError) => error.reason === "settings-not-json" && !/SECR/.test(String(error.message)),
  );
});
