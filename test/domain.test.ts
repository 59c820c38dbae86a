import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { audioFileEndings, hasAudioFileEnding } from "../src/domain.ts";

test("a file is named as audio by its ending, in any case, with dots before it", () => {
  for (const name of ["a.mp3", "A.MP3", "talk.2024.m4a", "Запись.opus", "clip.MOV", "x.aifc"])
    assert.ok(hasAudioFileEnding(name), name);
  for (const name of ["mp3", "a.mp3.txt", "a.srt", "main.ts", "photo.jpg", "a.", "", "amp3"])
    assert.ok(!hasAudioFileEnding(name), name);
});

test("every audio fixture has one of the endings, and no ending is listed twice", () => {
  const fixtures = readdirSync(join(import.meta.dirname, "audio", "fixtures"));
  for (const name of fixtures) if (name !== "README.md") assert.ok(hasAudioFileEnding(name), name);
  assert.equal(new Set(audioFileEndings).size, audioFileEndings.length);
});
