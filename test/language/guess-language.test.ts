import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { guessLanguage } from "../../src/language/guess-language.ts";

const samplesFolder = join(import.meta.dirname, "../../samples");
const index = JSON.parse(readFileSync(join(samplesFolder, "index.json"), "utf8")) as {
  text: string;
  language: string;
}[];

for (const { text, language } of index) {
  test(`the sample ${text} is recognised as ${language}`, () => {
    assert.equal(guessLanguage(readFileSync(join(samplesFolder, text), "utf8")), language);
  });
}

const others = {
  Ukrainian:
    "Ми переїхали на нову систему минулого тижня, і все працює дуже добре, хоча спочатку було важко.",
  Bulgarian:
    "Миналата седмица преместихме всичко на нова система и работи много добре, макар че беше трудно.",
  Serbian: "Прошле недеље смо прешли на нови систем и све ради веома добро, иако је било тешко.",
  German:
    "Wir sind letzte Woche auf ein neues System umgezogen, und alles funktioniert sehr gut, obwohl es schwer war.",
  French:
    "La semaine dernière nous avons changé de système et tout marche très bien, même si c'était difficile.",
  Greek: "Την περασμένη εβδομάδα αλλάξαμε σύστημα.",
  "a list of names": "Kubernetes Docker Terraform Ansible",
  "numbers only": "1 2 3",
  nothing: "",
};
for (const [what, text] of Object.entries(others)) {
  test(`${what} is not taken for Russian or English`, () => assert.equal(guessLanguage(text), null));
}

test("a single short sentence is enough", () => {
  assert.equal(guessLanguage("We moved to Kubernetes."), "en");
  assert.equal(guessLanguage("Мы переехали на Kubernetes, и всё работает."), "ru");
});
