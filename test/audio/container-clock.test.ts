import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openAudio } from "../../src/audio/open-audio.ts";
import { openOggOpusSource } from "../../src/audio/opus/ogg-opus-source.ts";
import { writeOpus } from "../../src/audio/opus/write-opus.ts";
import {
  findBeeps,
  makeBeeps,
  makeOpusBeeps,
  makePcmBeeps,
  moveInTime,
  type TimedPacket,
} from "../support/beeps.ts";
import { type MuxFormat, type MuxTrack, muxPackets, readTrack } from "../support/mux-packets.ts";
import { writeAsf } from "../support/write-asf.ts";
import { writeAvi, writeFlv } from "../support/write-avi.ts";
import { type Edit, writeMovPcm, writeMp4Opus } from "../support/write-mp4.ts";
import { writeOggVorbis } from "../support/write-ogg-vorbis.ts";

const fixtures = fileURLToPath(new URL("fixtures/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "fonoteka-clock-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const pcm: Omit<MuxTrack, "packets"> = {
  codec: "pcm-s16",
  config: { codec: "pcm-s16", numberOfChannels: 1, sampleRate: 48_000 },
};
const opus: Omit<MuxTrack, "packets"> = {
  codec: "opus",
  config: (await readTrack(join(fixtures, "sweep-opus.ogg"))).config,
};
/** Times of a container may not be negative: the encoder's delay is within it. */
const fromZero = (packets: TimedPacket[]) =>
  packets.map((packet) => ({ ...packet, startSeconds: packet.startSeconds + 312 / 48_000 }));

let files = 0;
function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, `${files++}-${name}`);
  writeFileSync(path, bytes);
  return path;
}

/** What is heard of the file as it is opened, and of what the archive would store. */
async function listen(path: string) {
  await using source = await openAudio(path);
  const opened = await findBeeps(source.samples(), source.sampleRate);
  const notes = source.warnings.map(({ code }) => code);
  const targetPath = join(folder, `${files++}.opus`);
  const { soundSha256 } = await writeOpus(source, targetPath);
  await using written = await openOggOpusSource(targetPath);
  const stored = await findBeeps(written.samples(), 48_000);
  assert.deepEqual(written.warnings, []);
  return { opened, stored, notes, soundSha256, texts: source.warnings.map(({ text }) => text) };
}

async function assertBeeps(path: string, beeps: number[], seconds: number) {
  const heard = await listen(path);
  for (const [how, found] of [
    ["opened", heard.opened],
    ["stored", heard.stored],
  ] as const) {
    const found20 = found.beeps.map((at, i) => Math.abs(at - beeps[i]!) < 0.02);
    assert.ok(
      found.beeps.length === beeps.length && found20.every(Boolean),
      `${path}, ${how}: ${found.beeps.join(" ")} for ${beeps.join(" ")}`,
    );
    assert.ok(Math.abs(found.seconds - seconds) < 0.025, `${path}, ${how}: ${found.seconds} s`);
  }
  return heard;
}

const late = 1.5;
const hole = 4;
const moved = [1 + late, 3 + late + hole, 5 + late + hole];
const both = { late, hole };

const lateAndHoled: [name: string, make: () => Promise<Buffer> | Buffer][] = [
  ...(["mkv", "fragmented mp4"] satisfies MuxFormat[]).map((format): (typeof lateAndHoled)[number] => [
    `${format.replace(" ", "-")} with PCM`,
    () => muxPackets(format, [{ ...pcm, packets: moveInTime(makePcmBeeps(), both) }]),
  ]),
  ...(["mkv", "webm", "mp4", "fragmented mp4"] satisfies MuxFormat[]).map(
    (format): (typeof lateAndHoled)[number] => [
      `${format.replace(" ", "-")} with Opus`,
      () => muxPackets(format, [{ ...opus, packets: fromZero(moveInTime(makeOpusBeeps(), both)) }]),
    ],
  ),
  ["flv with PCM", () => writeFlv(moveInTime(makePcmBeeps(44_100), both))],
  [
    "mov with a pause in its edit list",
    () =>
      writeMovPcm(makeBeeps(16_000), 16_000, [
        { seconds: late },
        { mediaSeconds: 0, seconds: 2 },
        { seconds: hole },
        { mediaSeconds: 2, seconds: 4 },
      ]),
  ],
];
for (const [name, make] of lateAndHoled)
  test(`${name}: a late start and a hole are silence, and beeps are where the clock says`, async () => {
    const { notes } = await assertBeeps(write(name, await make()), moved, 6 + late + hole);
    assert.deepEqual(notes, ["audio-starts-late", "audio-holes-filled"]);
  });

test("AVI, ASF and Ogg Vorbis keep their clock, too", async () => {
  const avi = await assertBeeps(
    write("late.avi", writeAvi(makePcmBeeps(), 48_000, late)),
    [2.5, 4.5, 6.5],
    7.5,
  );
  assert.deepEqual(avi.texts, [
    "the sound begins 1.5 s after the start of the file: there is silence until then",
  ]);
  const asf = writeAsf(moveInTime(makePcmBeeps(), { hole }), 48_000);
  const { texts } = await assertBeeps(write("hole.asf", asf), [1, 3 + hole, 5 + hole], 6 + hole);
  assert.deepEqual(texts, [
    "silence was put in at 1 place where the file has no sound, 4.0 s in all: 0:02–0:06",
  ]);
  // The sweep of half a second is loud from its start to its end.
  const vorbis = await writeOggVorbis(join(fixtures, "sweep-vorbis.ogg"), (granule, packet) =>
    packet < 10 ? granule : granule + 3 * 16_000,
  );
  const { opened, notes } = await listen(write("hole.ogg", vorbis));
  assert.deepEqual(notes, ["audio-holes-filled"]);
  assert.deepEqual(
    opened.beeps.map((at) => at.toFixed(2)),
    ["0.00", "3.28"],
  );
  assert.ok(Math.abs(opened.seconds - 3.5) < 0.02, `${opened.seconds}`);
});

test("AAC and MP3 in MPEG-TS, MP4 and Matroska: sound that begins after the other track, and pauses", async () => {
  for (const name of ["sweep.aac", "sweep.mp3"]) {
    const track = await readTrack(join(fixtures, name));
    const twice = [
      ...track.packets,
      ...track.packets.map((packet) => ({ ...packet, startSeconds: packet.startSeconds + 3 })),
    ];
    const delayed = twice.map((packet) => ({ ...packet, startSeconds: packet.startSeconds + 2 }));
    for (const format of ["ts", "mp4", "mkv"] satisfies MuxFormat[]) {
      const bytes = await muxPackets(format, [
        { ...track, packets: delayed },
        { ...track, packets: twice },
      ]);
      // Of the sweep itself, the encoder's delay is at the start, and no container says so.
      const delay = name === "sweep.aac" ? 0.064 : 0.069;
      await assertBeeps(write(`${name}.${format}`, bytes), [2 + delay, 5 + delay], 5.576);
    }
  }
});

test("a single packet that a network lost is filled", async () => {
  const lost = (packets: TimedPacket[]) =>
    packets.filter(({ startSeconds }) => !(startSeconds >= 1.7 && startSeconds < 1.72));
  const webm = await muxPackets("webm", [{ ...opus, packets: fromZero(lost(makeOpusBeeps())) }]);
  const { notes } = await assertBeeps(write("lost.webm", webm), [1, 3, 5], 6.02);
  assert.deepEqual(notes, ["audio-holes-filled"]);
  const mkv = await muxPackets("mkv", [{ ...pcm, packets: lost(makePcmBeeps()) }]);
  await assertBeeps(write("lost.mkv", mkv), [1, 3, 5], 6);
});

test("jitter, milliseconds and one wrong time change nothing: the sound is the same to the bit", async () => {
  const wobble = (packets: TimedPacket[], millisecond: (i: number) => number) =>
    packets.map((packet, i) => ({ ...packet, startSeconds: packet.startSeconds + millisecond(i) / 1000 }));
  const hashOf = async (name: string, make: (packets: TimedPacket[]) => TimedPacket[]) => {
    const [first, second] = await Promise.all([
      muxPackets("mkv", [{ ...pcm, packets: make(makePcmBeeps()) }]),
      muxPackets("webm", [{ ...opus, packets: fromZero(make(makeOpusBeeps())) }]),
    ]);
    const heard = [await listen(write(`${name}.mkv`, first)), await listen(write(`${name}.webm`, second))];
    assert.deepEqual(
      heard.flatMap(({ notes }) => notes),
      [],
      name,
    );
    return heard.map(({ soundSha256 }) => soundSha256);
  };
  const even = await hashOf("even", (packets) => packets);
  assert.deepEqual(
    await hashOf("jitter", (packets) => wobble(packets, (i) => (i % 7 === 0 ? 0 : (i * 13) % 19))),
    even,
  );
  assert.deepEqual(await hashOf("wrong", (packets) => wobble(packets, (i) => (i === 100 ? 19 : 0))), even);
  const moved = await hashOf("moved", (packets) => moveInTime(packets, {})).then(() =>
    muxPackets("mkv", [{ ...pcm, packets: moveInTime(makePcmBeeps(), { hole }) }]),
  );
  // Another timeline is another sound.
  assert.notEqual((await listen(write("hole.mkv", moved))).soundSha256, even[0]);
});

test("edit lists: parts that are cut, repeated, reordered or begin later are played as they say", async () => {
  const lists: [edits: Edit[], beeps: number[], seconds: number][] = [
    [[{ seconds: 1.5 }, { mediaSeconds: 0, seconds: 6 }], [2.5, 4.5, 6.5], 7.5],
    [[{ mediaSeconds: 0.5, seconds: 5.5 }], [0.5, 2.5, 4.5], 5.5],
    [
      [
        { mediaSeconds: 2, seconds: 2 },
        { mediaSeconds: 0, seconds: 2 },
      ],
      [1, 3],
      4,
    ],
    [
      [
        { mediaSeconds: 0, seconds: 2 },
        { mediaSeconds: 0, seconds: 2 },
      ],
      [1, 3],
      4,
    ],
    [
      [
        { mediaSeconds: 0, seconds: 2 },
        { mediaSeconds: 4, seconds: 2 },
      ],
      [1, 3],
      4,
    ],
    [
      [{ seconds: 1 }, { mediaSeconds: 0.5, seconds: 2 }, { seconds: 1 }, { mediaSeconds: 4, seconds: 2 }],
      [1.5, 5],
      6,
    ],
    [[{ mediaSeconds: 0, seconds: 6 }, { seconds: 5 }], [1, 3, 5], 6],
  ];
  for (const [i, [edits, beeps, seconds]] of lists.entries()) {
    await assertBeeps(write(`${i}.mov`, writeMovPcm(makeBeeps(16_000), 16_000, edits)), beeps, seconds);
    await assertBeeps(write(`${i}.mp4`, writeMp4Opus(makeOpusBeeps(), edits)), beeps, seconds);
  }
});

test("a pause of an hour is filled where the header has that length; a time that is a day off is not", async () => {
  const packets = makeOpusBeeps().slice(0, 150);
  const pause = (seconds: number) =>
    writeMp4Opus(
      packets.map((packet, i) => (i === 100 ? { ...packet, seconds: packet.seconds + seconds } : packet)),
    );
  await using hour = await openAudio(write("hour.mp4", pause(4000)));
  assert.ok(Math.abs(hour.durationSeconds! - 4003) < 0.1, `${hour.durationSeconds}`);
  await using days = await openAudio(write("days.mp4", pause(80_000)));
  assert.ok(days.durationSeconds! < 4, `${days.durationSeconds}`);
  assert.deepEqual(
    days.warnings.map(({ code }) => code),
    ["audio-clock-jumps"],
  );
  // Matroska's times are damaged more easily than its length.
  const mkv = await muxPackets("mkv", [{ ...pcm, packets: moveInTime(makePcmBeeps(), { hole: 700 }) }]);
  const length = Buffer.from([0x44, 0x89]);
  assert.ok(mkv.indexOf(length) > 0);
  mkv.writeDoubleBE(6000, mkv.indexOf(length) + 3);
  const { notes } = await assertBeeps(write("damaged.mkv", mkv), [1, 3, 5], 6);
  assert.deepEqual(notes, ["audio-clock-jumps"]);
});

test("MPEG-TS files that were joined go on after one another", async () => {
  const track = await readTrack(join(fixtures, "sweep.aac"));
  const packets = Array.from({ length: 4 }, (_, i) =>
    track.packets.map((packet) => ({ ...packet, startSeconds: packet.startSeconds + i })),
  ).flat();
  const one = await muxPackets("ts", [{ ...track, packets }]);
  const path = write("joined.ts", Buffer.concat([one, one]));
  const { opened, notes } = await listen(path);
  assert.ok(notes.includes("audio-clock-jumps"), notes.join());
  // The sweep that ends the first file and the one that begins the second are heard as one.
  assert.equal(opened.beeps.length, 7, opened.beeps.join());
  assert.ok(Math.abs(opened.seconds - 2 * 3.576) < 0.1, `${opened.seconds}`);
});

test("sound is as long as it is where the picture goes on, and nothing is said to be missing", async () => {
  const long = makePcmBeeps();
  const short = long.slice(0, 100);
  for (const format of ["mkv", "mp4", "mov"] satisfies MuxFormat[]) {
    const bytes = await muxPackets(format, [
      { ...pcm, packets: short },
      { ...pcm, packets: long },
    ]);
    const { notes } = await assertBeeps(write(`short.${format}`, bytes), [1], 2);
    assert.deepEqual(notes, []);
  }
});

test("what encoders put at the start is no late start", async () => {
  for (const name of [
    "sweep.m4a",
    "sweep-vorbis.webm",
    "video.mov",
    "video.webm",
    "sweep.mp3",
    "sweep.wma",
  ]) {
    await using source = await openAudio(join(fixtures, name));
    for await (const _ of source.samples());
    assert.deepEqual(source.warnings, [], name);
  }
});
