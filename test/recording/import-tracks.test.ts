/** Files with several sound tracks: which becomes a recording, and how each can become one of its own. */
import assert from "node:assert/strict";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openAudio } from "../../src/audio/open-audio.ts";
import { type Archive, type ImportOptions, openArchive, rebuildDatabase } from "../../src/fonoteka.ts";
import { correlate } from "../audio/make-wav.ts";
import { collect, tone } from "../audio/opus/opus-fixtures.ts";
import { openNew } from "../support/import-one.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { type MadeTrack, writeTracks } from "../support/write-tracks.ts";

const low = tone(1, { hz: 300 });
const high = tone(1, { hz: 900 });
const silence = new Float32Array(48_000);

const three: MadeTrack[] = [
  { samples: low, name: "Desktop", isDefault: true },
  { samples: high, language: "rus", isDefault: false },
  { samples: silence, name: "Guest", isDefault: false },
];

async function importAll(archive: Archive, path: string, options: ImportOptions = {}) {
  return Array.fromAsync(archive.import([path], options));
}

async function hears(archive: Archive, id: number, expected: Float32Array): Promise<void> {
  await using source = await openAudio(archive.soundPath(id));
  assert.ok(correlate((await collect(source.samples()))[0]!, expected) > 0.95, `recording ${id}`);
}

function brief(outcomes: Awaited<ReturnType<typeof importAll>>) {
  return outcomes.map((outcome) => [
    outcome.status,
    "recording" in outcome ? outcome.recording.sourceTrack : undefined,
  ]);
}

for (const ending of ["mkv", "mov"]) {
  const tracks = three.map(
    (track): MadeTrack => ({ ...track, codec: ending === "mov" ? "pcm-s16" : "opus" }),
  );

  test(`one track is imported, and the recording knows and says what else there is: ${ending}`, async (t) => {
    const { archive } = await openNew(t);
    const path = await writeTracks(join(tempFolder(t), `Talk.${ending}`), tracks);
    const [outcome] = await importAll(archive, path);
    assert.ok(outcome?.status === "imported");
    const { recording, warnings } = outcome;
    assert.equal(recording.title, "Talk");
    assert.equal(recording.sourceTrack, 1);
    assert.deepEqual(
      recording.sourceTracks.map(({ number, problem }) => [number, problem]),
      [
        [1, undefined],
        [2, undefined],
        [3, "silent"],
      ],
    );
    assert.deepEqual(
      warnings.map(({ code, values }) => [code, values.track, values.tracks]),
      [
        ["other-tracks", 1, undefined],
        ["tracks-silent", undefined, "3"],
      ],
    );
    assert.deepEqual(
      outcome.otherTracks?.map(({ number }) => number),
      [2],
    );
    assert.match(String(warnings[0]!.values.others), /^2 \(rus, (opus|pcm_s16le)(, 0:01)?\)$/);
    assert.deepEqual(archive.show(recording.id).recording.importNotes, warnings);
    await hears(archive, recording.id, low);
  });

  test(`each track with sound becomes a recording of its own: ${ending}`, async (t) => {
    const { archive } = await openNew(t);
    const path = await writeTracks(join(tempFolder(t), `Talk.${ending}`), tracks);
    const outcomes = await importAll(archive, path, { track: "all" });
    assert.deepEqual(brief(outcomes), [
      ["imported", 1],
      ["imported", 2],
    ]);
    await hears(archive, 1, low);
    await hears(archive, 2, high);
    const [first, second] = archive.list({ sort: "imported" }).sort((a, b) => a.id - b.id);
    assert.equal(second!.title, "Talk: русский");
    assert.equal(first!.createdAt, second!.createdAt);
    assert.equal(second!.filename, first!.filename.replace(".opus", "_2.opus"));
    // Again: nothing new, whichever way it is asked for.
    assert.deepEqual(brief(await importAll(archive, path, { track: "all" })), [
      ["duplicate", 1],
      ["duplicate", 2],
    ]);
    assert.deepEqual(brief(await importAll(archive, path, { track: 2 })), [["duplicate", 2]]);
    assert.deepEqual(brief(await importAll(archive, path)), [["duplicate", 1]]);
  });

  test(`the same file with another track is a new recording; without a choice it is a duplicate: ${ending}`, async (t) => {
    const { archive } = await openNew(t);
    const path = await writeTracks(join(tempFolder(t), `Talk.${ending}`), tracks);
    assert.deepEqual(brief(await importAll(archive, path, { track: 2 })), [["imported", 2]]);
    assert.deepEqual(brief(await importAll(archive, path)), [["duplicate", 2]]);
    assert.deepEqual(brief(await importAll(archive, path, { track: 1 })), [["imported", 1]]);
    const [failed] = await importAll(archive, path, { track: 4 });
    assert.ok(failed?.status === "failed");
    assert.equal(failed.error.reason, "no-such-track");
  });

  test(`a lost file comes back from its own track, and the trash knows the tracks apart: ${ending}`, async (t) => {
    const { archive } = await openNew(t);
    const path = await writeTracks(join(tempFolder(t), `Talk.${ending}`), tracks);
    await importAll(archive, path, { track: "all" });
    rmSync(archive.soundPath(1));
    rmSync(archive.soundPath(2));
    assert.deepEqual(brief(await importAll(archive, path)), [
      ["restored", 1],
      ["restored", 2],
    ]);
    await hears(archive, 1, low);
    await hears(archive, 2, high);
    await archive.remove(2);
    assert.deepEqual(brief(await importAll(archive, path, { track: 2 })), [["trashed", 2]]);
    assert.deepEqual(brief(await importAll(archive, path, { track: 1 })), [["duplicate", 1]]);
    await archive.remove(1);
    const [trashed] = await importAll(archive, path);
    assert.equal(trashed?.status, "trashed");
  });
}

test("a transcript next to the file goes with the first track that is imported", async (t) => {
  const { archive } = await openNew(t);
  const folder = tempFolder(t);
  const path = await writeTracks(join(folder, "Talk.mkv"), three);
  writeFileSync(join(folder, "Talk.srt"), "1\n00:00:00,000 --> 00:00:00,900\nhello there\n");
  const outcomes = await importAll(archive, path, { track: "all" });
  assert.deepEqual(
    outcomes.map((outcome) => outcome.status === "imported" && outcome.transcription?.text),
    ["hello there", undefined],
  );
});

test("a file whose default track is known from another file still says which other tracks it has", async (t) => {
  const { archive } = await openNew(t);
  const folder = tempFolder(t);
  const alone = await writeTracks(join(folder, "Mix.mov"), [{ samples: low, codec: "pcm-s16" }]);
  await importAll(archive, alone);
  const both = await writeTracks(join(folder, "Both.mov"), [
    { samples: low, codec: "pcm-s16" },
    { samples: high, codec: "pcm-s16", language: "eng" },
  ]);
  const [outcome] = await importAll(archive, both);
  assert.ok(outcome?.status === "duplicate" && outcome.reason === "same-sound");
  assert.deepEqual(
    outcome.warnings.map(({ code }) => code),
    ["other-tracks"],
  );
  assert.deepEqual(
    outcome.otherTracks?.map(({ number, language }) => [number, language]),
    [[2, "eng"]],
  );
});

test("of a file whose tracks are all silent the default one is imported, and the recording says so", async (t) => {
  const { archive } = await openNew(t);
  for (const [ending, codec] of [
    ["mkv", "opus"],
    ["mov", "pcm-s16"],
  ] as const) {
    const tracks = [silence, silence].map((samples): MadeTrack => ({ samples, codec }));
    const path = await writeTracks(join(tempFolder(t), `Nothing.${ending}`), tracks);
    const [outcome, ...others] = await importAll(archive, path, { track: "all" });
    assert.ok(outcome?.status === "imported");
    assert.deepEqual(others, []);
    assert.deepEqual(
      outcome.warnings.map(({ code }) => code),
      ["track-silent"],
    );
  }
});

test("rebuild and a copy of the archive keep which track a recording is of", async (t: TestContext) => {
  const { archive } = await openNew(t);
  const path = await writeTracks(join(tempFolder(t), "Talk.mkv"), three);
  await importAll(archive, path, { track: 2 });
  const before = archive.show(1).recording;
  const copy = join(tempFolder(t), "copy");
  await archive.close();
  cpSync(archive.folder, copy, { recursive: true });
  rmSync(join(copy, "data.db"));
  await rebuildDatabase(copy);
  const rebuilt = await openArchive(copy);
  t.after(() => rebuilt.close());
  const after = rebuilt.show(1).recording;
  assert.equal(after.sourceTrack, 2);
  assert.deepEqual(after.sourceTracks, before.sourceTracks);
  assert.deepEqual(brief(await importAll(rebuilt, path, { track: 2 })), [["duplicate", 2]]);
  assert.deepEqual(brief(await importAll(rebuilt, path, { track: 1 })), [["imported", 1]]);
});
