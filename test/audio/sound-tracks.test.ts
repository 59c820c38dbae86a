/** Files with several sound tracks: which is read, and what is said of the others. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openAudio } from "../../src/audio/open-audio.ts";
import { writeOpus } from "../../src/audio/opus/write-opus.ts";
import { isArchiveError } from "../../src/errors.ts";
import { type MadeTrack, writeLateTrack, writeTracks } from "../support/write-tracks.ts";
import { correlate, makeFolder, readAll } from "./make-wav.ts";
import { collect, tone } from "./opus/opus-fixtures.ts";

const seconds = 1;
const low = tone(seconds, { hz: 300 });
const high = tone(seconds, { hz: 900 });
const silence = new Float32Array(48_000 * seconds);

const kinds: [ending: string, codec: MadeTrack["codec"]][] = [
  ["mp4", "opus"],
  ["mov", "pcm-s16"],
  ["mkv", "opus"],
  ["mkv", "pcm-s16"],
  ["webm", "opus"],
  ["ogg", "opus"],
];

async function write(ending: string, codec: MadeTrack["codec"], ...tracks: Omit<MadeTrack, "codec">[]) {
  return writeTracks(
    join(makeFolder(), `two.${ending}`),
    tracks.map((track) => ({ ...track, codec })),
  );
}

for (const [ending, codec] of kinds) {
  test(`the second track is read where the first is silent: ${codec} in ${ending}`, async () => {
    const path = await write(ending, codec, { samples: silence }, { samples: high });
    const source = await openAudio(path);
    assert.equal(source.track, 2);
    assert.deepEqual(
      source.tracks?.map(({ number, problem }) => [number, problem]),
      [
        [1, "silent"],
        [2, undefined],
      ],
    );
    assert.ok(correlate((await readAll(source))[0]!, high) > 0.99);
    const target = join(makeFolder(), "written.opus");
    await writeOpus(source, target);
    await using written = await openAudio(target);
    assert.ok(correlate((await collect(written.samples()))[0]!, high) > 0.95);
  });

  test(`each track can be read by its number: ${codec} in ${ending}`, async () => {
    const path = await write(ending, codec, { samples: low }, { samples: high });
    const first = await openAudio(path);
    assert.equal(first.track, 1);
    assert.ok(correlate((await readAll(first))[0]!, low) > 0.99);
    const second = await openAudio(path, { track: 2 });
    assert.equal(second.track, 2);
    assert.ok(correlate((await readAll(second))[0]!, high) > 0.99);
    await assert.rejects(openAudio(path, { track: 3 }), (error) => isArchiveError(error, "invalid-input"));
  });
}

test("the default track is taken, and each is known by language and name", async () => {
  const path = await write(
    "mkv",
    "opus",
    { samples: low, language: "eng", name: "Commentary", isDefault: false },
    { samples: high, language: "rus", isDefault: true },
    { samples: silence, name: "Microphone", isDefault: false },
  );
  const source = await openAudio(path);
  assert.equal(source.track, 2);
  const facts = source.tracks?.map(({ number, language, title, isDefault, problem }) => ({
    number,
    language,
    title,
    isDefault,
    problem,
  }));
  assert.deepEqual(facts, [
    { number: 1, language: "eng", title: "Commentary", isDefault: false, problem: undefined },
    { number: 2, language: "rus", title: undefined, isDefault: true, problem: undefined },
    { number: 3, language: undefined, title: "Microphone", isDefault: false, problem: "silent" },
  ]);
});

test("a silent beginning does not disqualify a track", async () => {
  const late = new Float32Array(48_000 * 61);
  late.set(high, 48_000 * 60);
  const path = await write("mov", "pcm-s16", { samples: silence }, { samples: late });
  assert.equal((await openAudio(path)).track, 2);
});

test("of silent tracks the default is taken, with its constant offset and its clicks below hearing", async () => {
  const offset = new Float32Array(48_000).fill(0.2);
  const faint = tone(1, { level: 0.0002 });
  for (const ending of ["mov", "mkv"]) {
    const source = await openAudio(await write(ending, "pcm-s16", { samples: offset }, { samples: faint }));
    assert.equal(source.track, 1);
    assert.deepEqual(
      source.tracks?.map(({ problem }) => problem),
      ["silent", "silent"],
    );
  }
});

test("a track without a decoder is named and not taken", async () => {
  for (const [ending, id, other] of [
    ["mkv", "A_OPUS", "A_OPUX"],
    ["mp4", "Opus", "apac"],
  ] as const) {
    const path = await write(ending, "opus", { samples: low }, { samples: high });
    const bytes = readFileSync(path);
    // The codec of the first track becomes one that nothing decodes.
    bytes.write(other, bytes.indexOf(id), "latin1");
    writeFileSync(path, bytes);
    const source = await openAudio(path);
    assert.equal(source.track, 2, ending);
    assert.equal(source.tracks?.[0]?.problem, "no-decoder", ending);
    assert.ok(correlate((await readAll(source))[0]!, high) > 0.99);
    await assert.rejects(openAudio(path, { track: 1 }), (error) =>
      isArchiveError(error, "unsupported-audio"),
    );
  }
});

test("of a file with one track nothing is said, and another than its first is refused", async () => {
  for (const ending of ["ogg", "mp4"]) {
    const path = await write(ending, "opus", { samples: low });
    await using source = await openAudio(path, { track: 1 });
    assert.equal(source.track, undefined);
    assert.equal(source.tracks, undefined);
    await assert.rejects(openAudio(path, { track: 2 }), (error) => {
      assert.ok(isArchiveError(error, "invalid-input"));
      assert.match(`${error.message} ${error.hint}`, /one track.*leave out/);
      return true;
    });
  }
});

test("a track of MPEG-TS is found by its sound, also when it begins long after the others", async () => {
  const adts = fileURLToPath(new URL("fixtures/sweep.aac", import.meta.url));
  for (const startSeconds of [0, 20]) {
    const path = await writeLateTrack(join(makeFolder(), "two.ts"), adts, startSeconds);
    const source = await openAudio(path);
    assert.equal(source.track, 2);
    assert.deepEqual(
      source.tracks?.map(({ number, channels, problem }) => ({ number, channels, problem })),
      [
        { number: 1, channels: 1, problem: "silent" },
        { number: 2, channels: 1, problem: undefined },
      ],
    );
    const [samples] = await readAll(source);
    const begins = samples!.findIndex((sample) => Math.abs(sample) > 0.1) / source.sampleRate;
    assert.ok(Math.abs(begins - startSeconds) < 0.1, `${begins} s`);
  }
});
