import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Tokenizer as HubTokenizer } from "@huggingface/tokenizers";
import fc from "fast-check";
import { readUnigramTokenizer } from "../../src/embedding/unigram-tokenizer.ts";
import { getModelFiles } from "../../src/models/model-files.ts";
import { defaultEmbeddingModel, getModel } from "../../src/models/registry.ts";

const { folder } = getModelFiles(getModel(defaultEmbeddingModel), "/nowhere");
const json = readFileSync(join(folder, "tokenizer.json"));
const tokenizer = readUnigramTokenizer(json)!;
const reference = new HubTokenizer(
  JSON.parse(json.toString("utf8")) as object,
  JSON.parse(readFileSync(join(folder, "tokenizer_config.json"), "utf8")) as object,
);
const all = Number.MAX_SAFE_INTEGER;

function assertSameIds(text: string): void {
  assert.deepEqual(
    tokenizer.encode(text, all),
    reference.encode(text).ids,
    JSON.stringify(text.slice(0, 200)),
  );
}

test("the ids are those of Hugging Face's reader for every sample's transcript, Russian and English", () => {
  const samples = join(import.meta.dirname, "../../samples");
  const files = readdirSync(samples).filter((name) => name.endsWith(".txt"));
  assert.ok(files.length > 0);
  for (const name of files) {
    const text = readFileSync(join(samples, name), "utf8");
    assertSameIds(text);
    for (const line of text.split(/(?<=[.?!])\s+/)) assertSameIds(`passage: ${line}`);
  }
});

test("the ids are the same for odd text: emoji, marks, spaces of all kinds, foreign letters, very long words", () => {
  const odd = [
    "",
    "  \t\n ",
    "ёлка Ёж й \u0438\u0306 e\u0301",
    "👩‍👩‍👧 🇷🇺 😀😀😀",
    "a\u200Bb\u200Cc\u200Dd\u00A0e\u3000f\u2028g\uFEFFh\uFFFDi\u2581j",
    "\u0001\u0007bell\u007F\u008F\u009F del",
    "½ ² ﬁ Ⅷ № ｆｕｌｌ ～ ¨",
    "中文 漢字 日本語 한국어",
    'quotes "x" \\ back / slash «ёлочки»',
    "https://example.org/путь?q=1&b=%20",
    "kubernetes-кластер, iPhone14, C++/C#",
    "<unk><pad",
    "ы".repeat(3000),
    "😀".repeat(300),
  ];
  for (const text of odd.filter((one) => !one.includes("<unk>"))) assertSameIds(text);
});

test("the ids are the same for any text", () => {
  const letters = fc.constantFrom(..."абвгёйъ eэtяaoи.,!-0189«»—😀中\u0301\u200B \t");
  const text = fc.oneof(
    fc.string({ unit: letters, maxLength: 60 }),
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.string({ unit: "binary", maxLength: 40 }).map((one) => one.toWellFormed()),
  );
  // NUL and the names of special tokens are where we differ on purpose; the two tests below say how.
  const plain = text.filter((one) => !one.includes("\0") && !one.includes("<"));
  fc.assert(fc.property(plain, assertSameIds), { numRuns: 300 });
});

test("a special token's name in the text is text", () => {
  const special = new Set([0, 1, 2]);
  for (const text of ["</s>", "a <s> b", "<pad>", "конец</s>начало"]) {
    const inner = tokenizer.encode(text, all).slice(1, -1);
    assert.ok(inner.length > 0 && inner.every((id) => !special.has(id)), text);
  }
});

test("NUL is deleted, and a lone surrogate is a space", () => {
  assert.deepEqual(tokenizer.encode("ку\0бик", all), tokenizer.encode("кубик", all));
  assert.deepEqual(tokenizer.encode("a\uD800b", all), tokenizer.encode("a b", all));
});

test("a long text is cut to the number of ids asked for, the end mark kept", () => {
  const text = "Пчёлы танцуют, чтобы показать дорогу. ".repeat(100);
  const whole = tokenizer.encode(text, all);
  const cut = tokenizer.encode(text, 512);
  assert.equal(cut.length, 512);
  assert.deepEqual(cut, [...whole.slice(0, 511), whole.at(-1)!]);
  assert.equal(tokenizer.encode("слово", 2).length, 2);
});

test("a text of half a million characters takes no longer for each than one of fifty thousand", () => {
  const costMs = (times: number) => {
    const before = process.threadCpuUsage();
    assert.equal(tokenizer.encode("Переоборудование производства ".repeat(times), 512).length, 512);
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  };
  costMs(1700);
  const [short, long] = [costMs(1700), costMs(17_000)];
  // A millisecond of grace for the clock of the system, which is no finer.
  assert.ok(long < 40 * (short + 1), `${short} ms, and ${long} ms for ten times as much`);
});

/** A vocabulary of our own, to say how the file may be written. */
function tinyFile(indent: number | undefined, model: object = {}, normalizer?: object): Buffer {
  const vocab = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁a", '"', "\\", "\n", "б", "▁б", "аб", "1e"].map(
    (piece, i) => [piece, i < 4 ? 0 : -i - 0.25],
  );
  vocab[10]![1] = -1.5e-3;
  const special = ["<s>", "<pad>", "</s>", "<unk>"].map((content, id) => ({ id, content, special: true }));
  const file = {
    added_tokens: special,
    normalizer: normalizer ?? {
      type: "Sequence",
      normalizers: [{ type: "Replace" }, { type: "Replace" }, { type: "NFKC" }],
    },
    pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true },
    post_processor: null,
    model: { type: "Unigram", unk_id: 3, vocab, ...model },
  };
  return Buffer.from(JSON.stringify(file, null, indent));
}

test("it reads a file with line breaks, escaped pieces and exponents", () => {
  for (const indent of [undefined, 2]) {
    const tiny = readUnigramTokenizer(tinyFile(indent))!;
    assert.deepEqual(tiny.encode('a"\\ б ю', all), [0, 5, 6, 7, 10, 4, 3, 2]);
  }
});

test("the compiled normaliser of other XLM-R files is read as Hugging Face's own reader for JavaScript does", () => {
  const compiled = { type: "Precompiled", precompiled_charsmap: "" };
  const vocab = ["<s>", "<pad>", "</s>", "<unk>", "▁", "x", "y", "～", "~"].map((piece, i) => [
    piece,
    i < 4 ? 0 : -i,
  ]);
  const file = tinyFile(undefined, { vocab }, compiled);
  const parsed = JSON.parse(file.toString("utf8")) as { post_processor: unknown; decoder: unknown };
  parsed.decoder = null;
  const mark = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  parsed.post_processor = {
    type: "TemplateProcessing",
    single: [mark("<s>"), { Sequence: { id: "A", type_id: 0 } }, mark("</s>")],
    special_tokens: { "<s>": { ids: [0], tokens: ["<s>"] }, "</s>": { ids: [2], tokens: ["</s>"] } },
  };
  const own = readUnigramTokenizer(file)!;
  const hub = new HubTokenizer(parsed, { tokenizer_class: "XLMRobertaTokenizer", unk_token: "<unk>" });
  for (const text of ["x～y ~ ｘ", "\u0001x\u200By"]) {
    assert.deepEqual(own.encode(text, all), hub.encode(text).ids, text);
  }
  assert.deepEqual(own.encode("x～~", all), [0, 4, 5, 7, 8, 2]);
});

test("a file of another kind is left to another reader", () => {
  assert.equal(readUnigramTokenizer(tinyFile(undefined, { byte_fallback: true })), undefined);
  assert.equal(readUnigramTokenizer(tinyFile(undefined, { type: "BPE" })), undefined);
  assert.equal(
    readUnigramTokenizer(Buffer.from('{"model":{"type":"WordPiece","vocab":{"a":0}}}')),
    undefined,
  );
});

test("a file that breaks off is a syntax error, never an endless loop", () => {
  const file = tinyFile(undefined);
  for (let length = file.indexOf('"vocab"') + 9; length < file.length; length += 3) {
    assert.throws(() => readUnigramTokenizer(file.subarray(0, length)), SyntaxError);
  }
});
