import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Tokenizer } from "@huggingface/tokenizers";
import { splitWords } from "../../../src/speech/whisper/split-words.ts";
import { readTokenizer } from "../../../src/speech/whisper/whisper-tokenizer.ts";

const modelFolder = join(import.meta.dirname, "../../../models/whisper-base");
const tokenizer = await readTokenizer(modelFolder);
const json = JSON.parse(readFileSync(join(modelFolder, "tokenizer.json"), "utf8"));
const encoder = new Tokenizer(json, {});
const encode = (text: string) => encoder.encode(text, { add_special_tokens: false }).ids;
const words = (text: string, language = "ru") =>
  splitWords(tokenizer, encode(text), language).map((word) => word.text);

test("decoding gives back what another tokenizer encoded", () => {
  for (const text of [
    " Привет, мир! Ёжик в тумане — 2026.",
    " Kubernetes's café costs €5",
    " 日本語",
    " 👍🏽 ok",
  ]) {
    assert.equal(tokenizer.decode(encode(text)), text);
  }
});

test("special tokens have ids and no text", () => {
  assert.equal(tokenizer.findSpecial("<|ru|>"), 50_263);
  assert.equal(tokenizer.decode([50_257, 50_258, 50_263]), "");
  assert.equal(tokenizer.findSpecial("<|klingon|>"), undefined);
});

test("words keep their punctuation and hyphens and have no spaces", () => {
  assert.deepEqual(words(" Кто-нибудь, вечером… придёт?"), ["Кто-нибудь,", "вечером…", "придёт?"]);
  assert.deepEqual(words(' He said, "well-known" (it\'s 1,000.5%)!', "en"), [
    "He",
    "said,",
    '"well-known"',
    "(it's",
    "1,000.5%)!",
  ]);
});

test("a dash between two spaces is nobody's word", () => {
  assert.deepEqual(words(" - Москва - столица."), ["Москва", "столица."]);
});

test("a letter torn over two tokens stays one letter", () => {
  const ids = encode(" Жюльверн ёлка");
  const found = splitWords(tokenizer, ids, "ru");
  assert.deepEqual(
    found.map(({ text }) => text),
    ["Жюльверн", "ёлка"],
  );
  assert.equal(found[1]!.from, found[0]!.to);
  assert.equal(found[1]!.to, ids.length);
});

test("a letter that was never finished leaves no torn character", () => {
  const ids = encode(" ё");
  for (const { text } of splitWords(tokenizer, [...encode(" да"), ...ids.slice(0, -1)], "ru"))
    assert.ok(!text.includes("\ufffd"));
});

test("a language without spaces gives a word for each character", () => {
  assert.deepEqual(words("今日は、元気", "ja").join(""), "今日は、元気");
  assert.ok(words("今日は、元気", "ja").length >= 3);
});

test("the time of a word covers what is spoken of it, not its punctuation", () => {
  const ids = encode(" Да, нет.");
  const [yes] = splitWords(tokenizer, ids, "ru");
  assert.equal(tokenizer.decode(ids.slice(yes!.from, yes!.to)).trim(), "Да");
});
