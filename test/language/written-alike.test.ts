import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { analyseText, indexStems } from "../../src/language/analyse-text.ts";
import { foldWord } from "../../src/language/fold-word.ts";
import { showWord } from "../../src/language/show-word.ts";
import { stemWord } from "../../src/language/stem-word.ts";

/** Everything a text is found by. */
function stemsOf(text: string): Set<string> {
  return new Set(indexStems(text).split(" "));
}

/** True when what the whole of one text says is among what the other is found by. */
function meet(a: string, b: string): boolean {
  return stemsOf(a).intersection(stemsOf(b)).size > 0;
}

/** Doubles of the two scripts: the test has its own list, the other way round. */
const doubles = new Map([..."ABEKMHOPCTYX"].map((letter, at) => [letter, "АВЕКМНОРСТУХ"[at]!]));
const capitals = fc.constantFrom(..."АБВГДЕЖЗКЛМНОПРСТУФХЦЧШЭЮ");
const digits = (length: number) => fc.stringMatching(new RegExp(`^[2-9][0-9]{${length - 1}}$`));

describe("the analyser says the same of the same", () => {
  it("initials with any dots and spaces before a name", () => {
    fc.assert(
      fc.property(fc.array(capitals, { minLength: 2, maxLength: 3 }), (letters) => {
        const forms = [". ", "."].flatMap((joint) => [
          `${letters.join(joint)}. Волков`,
          `Волков ${letters.join(joint)}.`,
        ]);
        for (const form of [...forms, `${letters.join("")} Волков`, `${letters.join(".")}.Волков`])
          assert.ok(stemsOf(form).has(stemWord(foldWord(letters.join("")))), form);
      }),
    );
  });

  it("codes of letters and digits in either script, in capitals or not", () => {
    const code = fc.tuple(
      fc.array(fc.constantFrom(...doubles.keys()), { minLength: 1, maxLength: 3 }),
      digits(2),
    );
    fc.assert(
      fc.property(
        code,
        fc.boolean(),
        fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        ([letters, number], first, swap) => {
          const write = (own: string[]) => (first ? own.join("") + number : number + own.join(""));
          const latin = write(letters);
          const mixed = write(letters.map((letter, at) => (swap[at] ? doubles.get(letter)! : letter)));
          const cyrillic = write(letters.map((letter) => doubles.get(letter)!));
          assert.equal(foldWord(cyrillic), foldWord(latin));
          assert.equal(foldWord(mixed), foldWord(latin));
          assert.equal(foldWord(cyrillic.toLowerCase()), foldWord(latin));
        },
      ),
    );
  });

  it("a Russian word with any of its letters from the other script", () => {
    const words = ["СБЕРБАНК", "Москва", "РЕКЛАМА", "КОНТЕЙНЕР", "Воркута", "Ростов"];
    const toLatin = new Map([...doubles].map(([latin, cyrillic]) => [cyrillic, latin]));
    for (const [small, double] of [..."аеорсух"].map((one, at) => [one, "aeopcyx"[at]!] as const))
      toLatin.set(small, double);
    fc.assert(
      fc.property(fc.constantFrom(...words), fc.infiniteStream(fc.boolean()), (word, swaps) => {
        const mixed = [...word]
          .map((letter) => (swaps.next().value ? (toLatin.get(letter) ?? letter) : letter))
          .join("");
        assert.equal(foldWord(mixed), word.toLowerCase(), mixed);
      }),
    );
  });

  it("a phone number with any grouping, with +7, 8 or neither", () => {
    const ways = [
      (n: string) => `+7${n}`,
      (n: string) => `8${n}`,
      (n: string) => n,
      (n: string) => `+7 (${n.slice(0, 3)}) ${n.slice(3, 6)}-${n.slice(6, 8)}-${n.slice(8)}`,
      (n: string) => `8-${n.slice(0, 3)}-${n.slice(3, 6)}-${n.slice(6, 8)}-${n.slice(8)}`,
      (n: string) => `8 ${n.slice(0, 3)} ${n.slice(3, 6)} ${n.slice(6, 8)} ${n.slice(8)}`,
      (n: string) => `(${n.slice(0, 3)}) ${n.slice(3, 6)}-${n.slice(6)}`,
      (n: string) => `8(${n.slice(0, 3)})${n.slice(3, 6)}-${n.slice(6)}`,
    ];
    fc.assert(
      fc.property(digits(10), (number) => {
        for (const way of ways) assert.ok(stemsOf(`звоните ${way(number)} вечером`).has(number), way(number));
      }),
    );
  });

  it("a date in words and digits, in both languages", () => {
    const russian = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(
      " ",
    );
    const english =
      "January February March April May June July August September October November December".split(" ");
    const two = (value: number) => String(value).padStart(2, "0");
    fc.assert(
      fc.property(
        fc.integer({ min: 1900, max: 2099 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        (year, month, day) => {
          const ways = [
            `${day} ${russian[month - 1]} ${year} года`,
            `${english[month - 1]} ${day}, ${year}`,
            `${day} ${english[month - 1]!.slice(0, 3)} ${year}`,
            `${two(day)}.${two(month)}.${year}`,
            `${year}-${two(month)}-${two(day)}`,
            `${day}/${month}/${year}`,
          ];
          for (const way of ways) assert.ok(stemsOf(`до ${way}`).has(`${year}y${month}m${day}d`), way);
          for (const way of ways) assert.ok(stemsOf(`до ${way}`).has(`${month}m${day}d`), way);
        },
      ),
    );
  });

  it("a century in Roman and other digits", () => {
    const romans = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI".split(" ");
    for (const [at, roman] of romans.entries()) {
      assert.ok(meet(`${roman} век`.replace("век", "века"), `${at + 1}`), roman);
      // With Cyrillic Х, as it is often typed.
      assert.ok(meet(`${roman.replaceAll("X", "Х")} века`, `${at + 1}`), roman);
    }
  });
});

describe("the analyser keeps apart", () => {
  for (const [a, b] of [
    ["10³", "103"],
    ["10³", "10"],
    ["10³", "10⁻³"],
    ["10₂", "102"],
    ["2½", "212"],
    ["2½", "2"],
    ["1⅓", "113"],
    ["10①", "101"],
    ["т. е. и т. д.", "т"],
    ["C", "C++"],
    ["C#", "C++"],
    ["В", "B"],
    ["сор", "cop"],
    ["MIX", "1009"],
    ["2019 2020 2021", "2021"],
  ] as const) {
    const sameNumber = b === "2021" || b === "т";
    it(`${a} and ${b}`, () => {
      // A list of years is no number; the letters of an abbreviation are found by themselves.
      if (sameNumber) assert.ok([...stemsOf(a)].every((stem) => stem.length <= 4));
      else assert.ok(!meet(a, b), `${[...stemsOf(a)]} | ${[...stemsOf(b)]}`);
    });
  }

  it("abbreviations with dots at the end of one sentence and the beginning of the next", () => {
    const words = analyseText("Витамин C. E. coli. Пункт А. Он сказал. 800 г. н. э.").tokens.map(
      ({ word }) => word,
    );
    assert.ok(words.includes("он") && words.includes("нэ") && words.includes("пункт"));
    // Joined by mistake, the letters can be found all the same.
    assert.ok(stemsOf("Витамин C. E. coli.").has("e"));
  });

  it("the groups of a phone number and other numbers", () => {
    const stems = stemsOf("+7 926 123-45-67");
    assert.deepEqual([...stems].sort(), [
      "123",
      "1234567",
      "45",
      "67",
      "7",
      "79261234567",
      "926",
      "9261234567",
    ]);
  });

  it("ordinary hyphens and broken lines: both ways find «из-за»", () => {
    assert.ok(meet("из-за", "изза"));
    assert.ok(stemsOf("двух- и трёхкомнатные").has("трехкомнатн"));
  });
});

it("a form of the index is shown as people write it", () => {
  const shown = ["3point5", "cplusplus", "csharp", "dotnet", "2024y3m15d", "3m15d", "10pow3", "слово"].map(
    showWord,
  );
  assert.deepEqual(shown, ["3.5", "C++", "C#", ".NET", "2024-03-15", "03-15", "10^3", "слово"]);
});
