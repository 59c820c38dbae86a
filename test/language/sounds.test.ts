import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { editDistance, letterBits, minDistance } from "../../src/language/edit-distance.ts";
import { keyAlphabet, phoneticKey, soundsOf } from "../../src/language/phonetic-key.ts";
import { soundDistance } from "../../src/language/sound-distance.ts";

const keyOf = (word: string) => phoneticKey(soundsOf(word, /[а-я]/.test(word) ? "cyrillic" : "latin"));
const distance = (latin: string, cyrillic: string) =>
  soundDistance(soundsOf(latin, "latin"), soundsOf(cyrillic, "cyrillic"));

describe("the sound key", () => {
  for (const [latin, cyrillic] of [
    ["washington", "вашингтон"],
    ["shakespeare", "шекспир"],
    ["philips", "филипс"],
    ["chicago", "чикаго"],
    ["judge", "джадж"],
    ["wright", "райт"],
    ["knight", "найт"],
    ["quebec", "квебек"],
    ["mozart", "моцарт"],
    ["promotion", "промоушн"],
    ["mcdonald", "макдональд"],
    ["cambridge", "кембридж"],
  ] as const) {
    it(`of ${latin} is that of ${cyrillic}`, () => assert.equal(keyOf(latin), keyOf(cyrillic)));
  }

  it("of words that sound otherwise is another", () => {
    const words = ["мёд".replace("ё", "е"), "код", "дом", "атом", "слак", "слон", "redis", "kafka"];
    assert.equal(new Set(words.map(keyOf)).size, words.length);
  });

  it("has only signs of its alphabet, whatever the word", () => {
    const letters = [..."abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюя"];
    const word = fc.string({ unit: fc.constantFrom(...letters), maxLength: 12 });
    const alphabet = new RegExp(`^[${keyAlphabet}]*$`);
    fc.assert(fc.property(word, (text) => assert.match(keyOf(text), alphabet)));
  });
});

describe("the distance of sounds", () => {
  it("is small for spellings of one name and large for other words of the same key", () => {
    assert.equal(distance("slack", "слак"), 0);
    assert.ok(distance("python", "пайтон") < 0.2);
    assert.ok(distance("london", "лондон") < 0.1);
    assert.ok(distance("sabbat", "заботить") > 0.3);
    assert.ok(distance("redis", "родос") > distance("redis", "редис"));
  });

  it("does not depend on the order, and is 0 for the same", () => {
    const sounds = fc.string({ unit: fc.constantFrom(..."pbtdkgszfvmnlrhjcaeiou"), maxLength: 10 });
    fc.assert(
      fc.property(sounds, sounds, (a, b) => {
        assert.equal(soundDistance(a, a), 0);
        assert.ok(Math.abs(soundDistance(a, b) - soundDistance(b, a)) < 1e-9);
      }),
    );
  });
});

describe("the distance of spellings", () => {
  it("counts letters inserted, dropped, changed and swapped", () => {
    assert.equal(editDistance("нейросеит", "нейросети", 2), 1);
    assert.equal(editDistance("kuberntes", "kubernetes", 2), 1);
    assert.equal(editDistance("kitten", "sitting", 3), 3);
    assert.equal(editDistance("кот", "собака", 2), 3);
  });

  it("is never below the bound its letters give, and symmetrical", () => {
    const word = fc.string({ unit: fc.constantFrom(..."абвгд"), maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const found = editDistance(a, b, 10);
        assert.ok(minDistance(letterBits(a), letterBits(b)) <= found);
        assert.equal(found, editDistance(b, a, 10));
        assert.equal(editDistance(a, b, 2), Math.min(found, 3));
      }),
    );
  });
});
