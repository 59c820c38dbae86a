import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openAudio } from "../../src/audio/open-audio.ts";
import { openOggOpusSource } from "../../src/audio/opus/ogg-opus-source.ts";
import { buildPage } from "../../src/audio/opus/ogg-pages.ts";
import { buildOpusHead, buildOpusTags } from "../../src/audio/opus/opus-headers.ts";
import { writeOpus } from "../../src/audio/opus/write-opus.ts";
import { SoundHash } from "../../src/audio/sound-hash.ts";
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
import { writeAvi, writeAviMp3, writeFlv } from "../support/write-avi.ts";
import { type Edit, writeMovPcm, writeMp4Opus } from "../support/write-mp4.ts";
import { writeOggVorbis } from "../support/write-ogg-vorbis.ts";

const fixtures = fileURLToPath(new URL("fixtures/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "fonoteka-clock-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const pcm: Omit<MuxTrack, "packets"> = {
  codec: "pcm-s16",
  config: { codec: "pcm-s16", numberOfChannels: 1, sampleRate: 16_000 },
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

/** What is heard of the file as it is  The hash is that of the archive. */
async function listen(path: string) {
  await using source = await openAudio(path);
  const hash = new SoundHash();
  async function* hashed() {
    for await (const planes of source.samples()) {
      hash.addSamples(planes);
      yield planes;
    }
  }
  const heard = await findBeeps(hashed(), source.sampleRate);
  const { warnings, opus } = source;
  const packets = new SoundHash();
  if (opus) for await (const packet of opus.packets()) packets.addPacket(packet);
  return {
    ...heard,
    notes: warnings.map(({ code }) => code),
    texts: warnings.map(({ text }) => text),
    soundHash: opus ? packets.digest() : hash.digest(),
  };
}

/** What the archive would store of it. */
async function listenToStored(path: string) {
  const targetPath = join(folder, `${files++}.opus`);
  await using source = await openAudio(path);
  await writeOpus(source, targetPath);
  await using written = await openOggOpusSource(targetPath);
  assert.deepEqual(written.warnings, []);
  return await findBeeps(written.samples(), 48_000);
}

function assertHeard(
  path: string,
  found: { beeps: number[]; seconds: number },
  beeps: number[],
  seconds: number,
) {
  const isRight =
    found.beeps.length === beeps.length && found.beeps.every((at, i) => Math.abs(at - beeps[i]!) < 0.02);
  assert.ok(isRight, `${path}: ${found.beeps.join(" ")} for ${beeps.join(" ")}`);
  assert.ok(Math.abs(found.seconds - seconds) < 0.025, `${path}: ${found.seconds} s for ${seconds}`);
}

async function assertBeeps(path: string, beeps: number[], seconds: number) {
  const heard = await listen(path);
  assertHeard(path, heard, beeps, seconds);
  return heard;
}

const late = 1.5;
const hole = 4;
const moved = [1 + late, 3 + late + hole, 5 + late + hole];
const both = { late, hole };

const lateAndHoled: [name: string, make: () => Promise<Buffer> | Buffer][] = [
  ...(["mkv", "fragmented mp4"] satisfies MuxFormat[]).map((format): (typeof lateAndHoled)[number] => [
    `${format.replace(" ", "-")} with PCM`,
    () => muxPackets(format, [{ ...pcm, packets: moveInTime(makePcmBeeps(16_000), both) }]),
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
    const path = write(name, await make());
    const { notes } = await assertBeeps(path, moved, 6 + late + hole);
    assertHeard(`${path}, stored`, await listenToStored(path), moved, 6 + late + hole);
    assert.deepEqual(notes, ["audio-starts-late", "audio-holes-filled"]);
  });

test("AVI, ASF and Ogg Vorbis keep their clock, too", async () => {
  const avi = await assertBeeps(
    write("late.avi", writeAvi(makePcmBeeps(16_000), 16_000, late)),
    [2.5, 4.5, 6.5],
    7.5,
  );
  assert.deepEqual(avi.texts, [
    "the sound begins 1.5 s after the start of the file: there is silence until then",
  ]);
  const asf = writeAsf(moveInTime(makePcmBeeps(16_000), { hole }), 16_000);
  const { texts } = await assertBeeps(write("hole.asf", asf), [1, 3 + hole, 5 + hole], 6 + hole);
  assert.deepEqual(texts, [
    "silence was put in at 1 place where the file has no sound, 4.0 s in all: 0:02–0:06",
  ]);
  // The sweep of half a second is loud from its start to its end.
  const vorbis = await writeOggVorbis(join(fixtures, "sweep-vorbis.ogg"), (granule, packet) =>
    packet < 10 ? granule : granule + 3 * 16_000,
  );
  const { beeps, seconds, notes } = await listen(write("hole.ogg", vorbis));
  assert.deepEqual(notes, ["audio-holes-filled"]);
  assert.deepEqual(
    beeps.map((at) => at.toFixed(2)),
    ["0.00", "3.28"],
  );
  assert.ok(Math.abs(seconds - 3.5) < 0.02, `${seconds}`);
});

test("a gap of Ogg Opus is filled, whatever its length, and the note says where", async () => {
  const head = { channels: 1, preSkip: 312, inputSampleRate: 48_000, outputGain: 0, mappingFamily: 0 };
  const packets = makeOpusBeeps();
  const pages = [buildOpusHead(head), buildOpusTags({ vendor: "test", comments: [] })].map((body, sequence) =>
    buildPage({
      serial: 7,
      sequence,
      granule: 0,
      isFirst: sequence === 0,
      lacing: [body.length],
      body: [body],
      continued: false,
    }),
  );
  const gapSamples = 4 * 48_000 + 607;
  for (const [i, { data }] of packets.entries()) {
    const granule = (i + 1) * 960 + (i >= 100 ? gapSamples : 0);
    const isLast = i === packets.length - 1;
    const lacing = [...new Array<number>(Math.floor(data.length / 255)).fill(255), data.length % 255];
    pages.push(
      buildPage({ serial: 7, sequence: i + 2, granule, isLast, lacing, body: [data], continued: false }),
    );
  }
  const path = write("gap.opus", Buffer.concat(pages));
  const gap = gapSamples / 48_000;
  const { texts } = await assertBeeps(path, [1, 3 + gap, 5 + gap], 6.01 + gap);
  // No other note: a healthy file may have pauses.
  assert.deepEqual(texts, [
    "silence was put in at 1 place where the file has no sound, 4.0 s in all: 0:01–0:06",
  ]);
  assertHeard(`${path}, stored`, await listenToStored(path), [1, 3 + gap, 5 + gap], 6.01 + gap);
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

test("MP3 in AVI: chunks without bytes take the time of a frame, at the start and between", async () => {
  const frames = (await readTrack(join(fixtures, "sweep.mp3"))).packets.map(({ data }) => data);
  const frameSeconds = 576 / 16_000;
  const empty = (count: number) => new Array<Uint8Array>(count).fill(new Uint8Array());
  const chunks = [...empty(50), ...frames, ...empty(100), ...frames];
  const path = write("pauses.avi", writeAviMp3(chunks, 16_000, 576));
  const starts = [50, 150 + frames.length].map((count) => count * frameSeconds + 0.069);
  const { notes } = await assertBeeps(path, starts, chunks.length * frameSeconds);
  assert.deepEqual(notes, ["audio-starts-late", "audio-holes-filled"]);
  const whole = await listen(write("whole.avi", writeAviMp3([...frames, ...frames], 16_000, 576)));
  assert.deepEqual(whole.notes, []);
});

test("fragments of MP4 whose times jump (tfdt) have silence between them", async () => {
  for (const track of [
    { ...pcm, packets: makePcmBeeps(16_000) },
    { ...opus, packets: fromZero(makeOpusBeeps()) },
  ]) {
    const bytes = await muxPackets("fragmented mp4", [track]);
    // From the third fragment on, which begins at about 2 s, all is 3 s later.
    let count = 0;
    for (let at = bytes.indexOf("tfdt"); at >= 0; at = bytes.indexOf("tfdt", at + 4)) {
      const isLong = bytes[at + 4] === 1;
      const time = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : bytes.readUInt32BE(at + 8);
      if (count++ < 2) continue;
      const moved = time + 3 * track.config.sampleRate;
      if (isLong) bytes.writeBigUInt64BE(BigInt(moved), at + 8);
      else bytes.writeUInt32BE(moved, at + 8);
    }
    assert.ok(count > 4, `${count} fragments`);
    const { notes } = await assertBeeps(
      write("tfdt.mp4", bytes),
      [1, 6, 8],
      track.codec === "opus" ? 9.013 : 9,
    );
    assert.deepEqual([...new Set(notes)], ["audio-holes-filled"]);
  }
});

test("a single packet that a network lost is filled", async () => {
  const lost = (packets: TimedPacket[]) =>
    packets.filter(({ startSeconds }) => !(startSeconds >= 1.7 && startSeconds < 1.72));
  const webm = await muxPackets("webm", [{ ...opus, packets: fromZero(lost(makeOpusBeeps())) }]);
  const { notes } = await assertBeeps(write("lost.webm", webm), [1, 3, 5], 6.02);
  assert.deepEqual(notes, ["audio-holes-filled"]);
  const mkv = await muxPackets("mkv", [{ ...pcm, packets: lost(makePcmBeeps(16_000)) }]);
  await assertBeeps(write("lost.mkv", mkv), [1, 3, 5], 6);
});

test("jitter, milliseconds and one wrong time change nothing: the sound is the same to the bit", async () => {
  const wobble = (packets: TimedPacket[], millisecond: (i: number) => number) =>
    packets.map((packet, i) => ({ ...packet, startSeconds: packet.startSeconds + millisecond(i) / 1000 }));
  const hashOf = async (name: string, make: (packets: TimedPacket[]) => TimedPacket[]) => {
    const [first, second] = await Promise.all([
      muxPackets("mkv", [{ ...pcm, packets: make(makePcmBeeps(16_000)) }]),
      muxPackets("webm", [{ ...opus, packets: fromZero(make(makeOpusBeeps())) }]),
    ]);
    const heard = [await listen(write(`${name}.mkv`, first)), await listen(write(`${name}.webm`, second))];
    assert.deepEqual(
      heard.flatMap(({ notes }) => notes),
      [],
      name,
    );
    return heard.map(({ soundHash }) => soundHash);
  };
  const even = await hashOf("even", (packets) => packets);
  assert.deepEqual(
    await hashOf("jitter", (packets) => wobble(packets, (i) => (i % 7 === 0 ? 0 : (i * 13) % 19))),
    even,
  );
  assert.deepEqual(await hashOf("wrong", (packets) => wobble(packets, (i) => (i === 100 ? 19 : 0))), even);
  const moved = await hashOf("moved", (packets) => moveInTime(packets, {})).then(() =>
    muxPackets("mkv", [{ ...pcm, packets: moveInTime(makePcmBeeps(16_000), { hole }) }]),
  );
  // Another timeline is another sound.
  assert.notEqual((await listen(write("hole.mkv", moved))).soundHash, even[0]);
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
  const mkv = await muxPackets("mkv", [{ ...pcm, packets: moveInTime(makePcmBeeps(16_000), { hole: 700 }) }]);
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
  const { beeps, seconds, notes } = await listen(path);
  assert.ok(notes.includes("audio-clock-jumps"), notes.join());
  // The sweep that ends the first file and the one that begins the second are heard as one.
  assert.equal(beeps.length, 7, beeps.join());
  assert.ok(Math.abs(seconds - 2 * 3.576) < 0.1, `${seconds}`);
});

test("sound is as long as it is where the picture goes on, and nothing is said to be missing", async () => {
  const long = makePcmBeeps(16_000);
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
