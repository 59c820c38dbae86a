import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decodeText } from "../../src/transcription/decode-text.ts";

const decode = (bytes: Uint8Array) => decodeText(bytes).text;

/** A text in a single-byte code page, by the page's own decoder turned round. */
function encode(text: string, page: string): Uint8Array {
  const decoder = new TextDecoder(page);
  const codes = new Map(
    Array.from({ length: 256 }, (_, code) => [decoder.decode(Uint8Array.of(code)), code]),
  );
  return Uint8Array.from([...text], (char) => {
    const code = codes.get(char);
    assert.ok(code !== undefined, `${page} has no ${char}`);
    return code;
  });
}

function srt(sentences: string[]): string {
  return sentences
    .map((sentence, i) => `${i + 1}\n00:00:0${i},000 --> 00:00:0${i},900\n${sentence}\n`)
    .join("\n");
}

const russian = [
  "Здравствуйте, начинаем нашу встречу.",
  "Ёлку поставим в углу, как в прошлый раз.",
  "Кто возьмёт слово первым?",
];

describe("Russian, in every code page, from one sentence on", () => {
  for (const page of ["windows-1251", "koi8-r", "ibm866", "iso-8859-5"]) {
    for (const sentences of [...russian.map((sentence) => [sentence]), russian]) {
      test(`${page}: ${sentences[0]} (${sentences.length})`, () => {
        assert.equal(decode(encode(srt(sentences), page)), srt(sentences));
      });
    }
    test(`${page}: all in capitals`, () => {
      const capitals = srt(russian).toUpperCase();
      assert.equal(decode(encode(capitals, page)), capitals);
    });
  }
  test("koi8-r: a sentence whose capitals would be words in windows-1251", () => {
    const text = srt(["С собой бутерброд и сменную обувь."]);
    assert.equal(decode(encode(text, "koi8-r")), text);
  });
});

describe("other languages", () => {
  const texts: [page: string, sentences: string[]][] = [
    ["windows-1252", ["Il va à Paris, où l'été est déjà là."]],
    ["windows-1252", ["Schöne Grüße aus München, auch an Jörg."]],
    [
      "windows-1250",
      [
        "Dzień dobry wszystkim, zaczynamy dzisiejsze spotkanie zespołu.",
        "Myślę, że najlepiej zrobi to Łukasz, bo zna ten moduł.",
        "W przyszłym miesiącu planujemy wyjazd integracyjny w góry.",
        "Proszę pamiętać o wysłaniu raportów do końca tygodnia.",
      ],
    ],
    [
      "windows-1253",
      [
        "Καλημέρα σε όλους, σήμερα θα συζητήσουμε το σχέδιο εργασίας.",
        "Δεν ξέρω τι να πω για την επόμενη εβδομάδα.",
      ],
    ],
    ["windows-1256", ["مرحبا بالجميع، سنناقش اليوم خطة العمل للأسبوع القادم والمهام الموكلة إلى الجميع."]],
  ];
  for (const [page, sentences] of texts) {
    test(`${page}: ${sentences[0]}`, () => {
      assert.equal(decode(encode(srt(sentences), page)), srt(sentences));
    });
  }

  test("Hebrew, whose letters would be frequent Russian ones", () => {
    const text = "שלום לכולם, היום נדון בתוכנית העבודה לשבוע הבא ובמשימות של כולם במחלקה.\n".repeat(10);
    assert.equal(decode(encode(text, "windows-1255")), text);
  });

  test("Japanese", () => {
    const bytes = Buffer.from("82b182f182c982bf82cd814195" + "4290e782cc8d7382ab82c582b7", "hex");
    assert.equal(decode(bytes), new TextDecoder("shift_jis").decode(bytes));
  });
});

describe("UTF-16 and UTF-8", () => {
  for (const [name, bytes] of [
    ["UTF-16 LE with a mark", Buffer.from(`\ufeff${srt(russian)}`, "utf16le")],
    ["UTF-16 LE without", Buffer.from(srt(russian), "utf16le")],
    ["UTF-16 BE with a mark", Buffer.from(`\ufeff${srt(russian)}`, "utf16le").swap16()],
    ["UTF-16 BE without", Buffer.from(srt(russian), "utf16le").swap16()],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${srt(russian)}`)],
    ["UTF-8", Buffer.from(srt(russian))],
  ] as const) {
    test(name, () => assert.equal(decode(bytes), srt(russian)));
  }
});
