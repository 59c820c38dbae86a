import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { archiveError } from "../src/errors.ts";
import { configureLog, errorFields, type LogRecord, log, relayLog } from "../src/log.ts";
import { loadSettings } from "../src/settings.ts";
import { runScript } from "./support/run-script.ts";
import { readSample } from "./support/sample-truth.ts";
import { tempFolder } from "./support/temp-folder.ts";
import { writeWav } from "./support/write-wav.ts";

function collect(t: { after: (done: () => void) => void }, level: "off" | "warn" | "debug"): LogRecord[] {
  const records: LogRecord[] = [];
  configureLog({ level, write: (record) => void records.push(record) });
  t.after(() => configureLog({ level: "off" }));
  return records;
}

test("only records of the chosen level and above are written, also those of another process", (t) => {
  const records = collect(t, "warn");
  for (const level of ["error", "warn", "info", "debug"] as const) log(level, "tried", { count: 1 });
  relayLog({ time: "now", level: "info", event: "elsewhere" });
  relayLog({ time: "now", level: "error", event: "elsewhere" });
  assert.deepEqual(
    records.map(({ level, event }) => [level, event]),
    [
      ["error", "tried"],
      ["warn", "tried"],
      ["error", "elsewhere"],
    ],
  );
  assert.deepEqual(collect(t, "off"), []);
});

test("an error is logged by its codes, not by its message, which may name a recording", () => {
  const cause = Object.assign(new Error("EIO: read, talk with Anna.mp3"), { code: "EIO" });
  const error = archiveError("disk-error", { path: "talk with Anna.mp3", why: "EIO" }, { cause });
  assert.deepEqual(errorFields(error), {
    error: "ArchiveError",
    code: "disk-error",
    reason: "disk-error",
    cause: "EIO",
  });
  assert.doesNotMatch(JSON.stringify(errorFields(new TypeError("Anna"))), /Anna/);
});

test("the level is a setting, off unless somebody chooses", (t) => {
  const folder = tempFolder(t);
  assert.equal(loadSettings(folder, {}, {}).settings.logLevel, "off");
  assert.equal(loadSettings(folder, {}, { FONOTEKA_LOG_LEVEL: "debug" }).settings.logLevel, "debug");
  // The default of a command is nobody's choice: it is shown as a default, and a choice overrides it.
  const { settings, origins } = loadSettings(folder, {}, {}, { logLevel: "info" });
  assert.deepEqual([settings.logLevel, origins.logLevel], ["info", "default"]);
  const chosen = loadSettings(folder, {}, { FONOTEKA_LOG_LEVEL: "warn" }, { logLevel: "info" });
  assert.deepEqual([chosen.settings.logLevel, chosen.origins.logLevel], ["warn", "environment"]);
  assert.throws(() => loadSettings(folder, {}, { FONOTEKA_LOG_LEVEL: "loud" }), {
    reason: "invalid-setting",
    message: /"loud" is not one of off, error, warn, info, debug/,
  });
});

test("with everything logged no word, name or path of a recording is in the log", async (t) => {
  const folder = join(tempFolder(t), "Zimmermann archive");
  const files = join(folder, "..");
  const spoken = join(files, "Quetzalcoatl interview.wav");
  writeWav(spoken, await readSample("2026-02-19_18-42-05", 6), 16_000);
  const attached = join(files, "2024-01-15 Marzipan.wav");
  writeWav(
    attached,
    (await readSample("2026-01-22_11-15-30", 5)).map((sample) => sample / 2),
    16_000,
  );
  const transcript = join(files, "Marzipan.srt");
  writeFileSync(transcript, "1\n00:00:00,500 --> 00:00:04,000\nrhododendron and honeysuckle\n");
  const broken = join(files, "Xylophone.mp3");
  writeFileSync(broken, Buffer.alloc(2000, 1));
  const script = `
    import { truncateSync } from "node:fs";
    import { openArchive } from "../../src/fonoteka.ts";
    const settings = { logLevel: "debug", logFormat: "json" };
    const archive = await openArchive(${JSON.stringify(folder)}, { settings });
    for await (const { status } of archive.import(${JSON.stringify([spoken, broken])}, {})) console.log(status);
    const [{ id }] = archive.list();
    archive.update(id, { title: "Conversation with Persephone", notes: "about Wolfgang", tags: ["Zanzibar"] });
    for await (const outcome of archive.transcribe())
      console.log(outcome.transcription.text.split(" ").join("\\n"));
    const [second] = await Array.fromAsync(archive.import([${JSON.stringify(attached)}], { title: "Nebuchadnezzar" }));
    await archive.attachTranscript(second.recording.id, ${JSON.stringify(transcript)});
    for (const query of ["honeysuckle", "where is the rhododendron", "Persephone"]) await archive.search(query);
    // A recording whose file is damaged fails, and its failure is logged.
    truncateSync(archive.soundPath(id), 40);
    for await (const { status } of archive.transcribe({ recordings: [id], again: true })) console.log(status);
    await archive.rebuildIndex();
    await archive.close();
  `;
  const { code, stdout, stderr } = await runScript(script).done;
  assert.equal(code, 0, stderr);
  const records = stderr
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as LogRecord);
  const events = records.map(({ event }) => event);
  for (const event of ["engine-started", "model-loaded", "attempt-failed", "index-rebuilt"])
    assert.ok(events.includes(event), `${event} in ${[...new Set(events)]}`);
  const written = stderr.toLowerCase();
  const names = [spoken, attached, transcript, broken, folder].map(
    (path) => basename(path).split(/[ .]/)[0]!,
  );
  const words =
    "Persephone Wolfgang Zanzibar Nebuchadnezzar rhododendron honeysuckle Marzipan Interview archive/";
  const heard = stdout.split("\n").filter((word) => word.length > 5 && !/^(failed|imported)$/.test(word));
  assert.ok(heard.length > 3, stdout);
  for (const word of [...names, ...words.split(" "), ...heard, "/tmp"])
    assert.ok(!written.includes(word.toLowerCase().replace(/[.,!?]$/, "")), `“${word}” is in the log`);
});
