/** What is imported is on the clock of its source: its sound, its own transcript, its clips, and what is recorded in the page. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openAudio } from "../../src/audio/open-audio.ts";
import { openTempService, streamOf } from "../service/open-temp-service.ts";
import { findBeeps, makeOpusBeeps, makePcmBeeps, moveInTime } from "../support/beeps.ts";
import { importOne, openNew } from "../support/import-one.ts";
import { type MuxTrack, muxPackets, readTrack } from "../support/mux-packets.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { writeFlv } from "../support/write-avi.ts";

const { config } = await readTrack(join(import.meta.dirname, "../audio/fixtures/sweep-opus.ogg"));
const moved = { late: 1.5, hole: 4 };
/** Beeps at 2.5, 8.5 and 10.5 s. */
const opus: MuxTrack = {
  codec: "opus",
  config,
  packets: moveInTime(makeOpusBeeps(), moved).map((packet) => ({
    ...packet,
    startSeconds: packet.startSeconds + 312 / 48_000,
  })),
};
const inputs: [name: string, bytes: Buffer][] = [
  ["talk.webm", await muxPackets("webm", [opus])],
  ["talk.flv", writeFlv(moveInTime(makePcmBeeps(44_100), moved))],
];
const subtitles = `1
00:00:02,500 --> 00:00:02,600
beep

2
00:00:08,500 --> 00:00:08,600
beep

3
00:00:11,000 --> 00:00:11,500
silence
`;

for (const [name, bytes] of inputs)
  test(`${name}: the file's own subtitles fit, clips are where they should be, and the note stays`, async (t) => {
    const { archive } = await openNew(t);
    const folder = tempFolder(t);
    const path = join(folder, name);
    writeFileSync(path, bytes);
    writeFileSync(join(folder, "talk.srt"), subtitles);
    const outcomes = await Array.fromAsync(archive.import([folder]));
    const outcome = outcomes.find(({ status }) => status === "imported");
    assert.ok(outcome?.status === "imported" && outcome.transcription, JSON.stringify(outcome));
    const { recording, warnings } = outcome;
    assert.deepEqual(
      warnings.map(({ code, values }) => [code, values.seconds, values.places]),
      [
        ["audio-starts-late", "1.5", undefined],
        ["audio-holes-filled", "4.0", "0:03–0:07"],
      ],
    );
    assert.deepEqual(archive.show(recording.id).recording.importNotes, warnings);
    assert.ok(Math.abs(recording.durationSeconds - 11.5) < 0.03, `${recording.durationSeconds}`);
    const clipPath = join(folder, "clip.opus");
    await archive.clip(recording.id, { startMs: 8300, endMs: 11_000, targetPath: clipPath });
    for (const [sound, expected] of [
      [archive.soundPath(recording.id), [2.5, 8.5, 10.5]],
      [clipPath, [0.2, 2.2]],
    ] as const) {
      await using source = await openAudio(sound);
      const { beeps } = await findBeeps(source.samples(), 48_000);
      assert.equal(beeps.length, expected.length);
      for (const [i, at] of beeps.entries()) assert.ok(Math.abs(at - expected[i]!) < 0.02, `${sound}: ${at}`);
    }
    const exported = archive.export(recording.id, "srt");
    assert.match(exported, /00:00:08,500 --> /);
    // The same file again is the same recording, and the stored file is whole.
    assert.equal((await importOne(archive, path)).status, "duplicate");
    const alike = await muxPackets("webm", [
      {
        ...opus,
        packets: makeOpusBeeps().map((packet) => ({
          ...packet,
          startSeconds: packet.startSeconds + 312 / 48_000,
        })),
      },
    ]);
    writeFileSync(join(folder, "closed.webm"), alike);
    assert.equal(
      (await importOne(archive, join(folder, "closed.webm"))).status,
      "imported",
      "another timeline",
    );
  });

test("a live recording whose tab slept has its silence where it slept", async (t) => {
  const { live, archive } = await openTempService(t);
  const { id } = await live.start({ mimeType: "audio/webm;codecs=opus" });
  const [, bytes] = inputs[0]!;
  let offset = 0;
  for (let at = 0; at < bytes.length; at += 1000)
    offset = await live.append(id, streamOf(bytes.subarray(at, at + 1000)), offset);
  const recording = await live.finish(id);
  assert.ok(Math.abs(recording.durationSeconds - 11.5) < 0.03, `${recording.durationSeconds}`);
  assert.ok(recording.importNotes.some(({ code }) => code === "audio-holes-filled"));
  await using source = await openAudio(archive.soundPath(recording.id));
  const { beeps } = await findBeeps(source.samples(), 48_000);
  assert.deepEqual(
    beeps.map((at) => at.toFixed(1)),
    ["2.5", "8.5", "10.5"],
  );
});
