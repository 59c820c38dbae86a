import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { search } from "../../src/search/search.ts";
import { type InventedArchive, inventArchive } from "./invent-archive.ts";

/** A text of one short recording, and questions that find it with the words they mark in it. */
type Kind = { text: string; asked: Record<string, string> };

const kinds: Record<string, Kind[]> = {
  "initials, with and without dots and spaces": [
    {
      text: "Роман написал Л.Н. Толстой в Ясной Поляне.",
      asked: {
        '"Л. Н. Толстой"': "Л.Н Толстой",
        '"Л.Н.Толстой"': "Л.Н Толстой",
        '"Л Н Толстой"': "Л.Н Толстой",
        "л н толстой": "Л.Н Толстой",
        "Толстой Л. Н.": "Л.Н Толстой",
      },
    },
    {
      text: "Затем выступала Иванова А. П. с докладом.",
      asked: { '"Иванова А.П."': "Иванова А П", '"Иванова А П"': "Иванова А П", "Иванова АП": "Иванова А П" },
    },
    {
      text: "Книги, которые написал Дж. Р. Р. Толкин.",
      asked: { '"Дж.Р.Р. Толкин"': "Дж Р Р Толкин", "Дж.Р.Р.Толкин": "Дж Р Р Толкин" },
    },
    {
      text: "The books of J.R.R. Tolkien are long.",
      asked: {
        '"J. R. R. Tolkien"': "J.R.R Tolkien",
        '"J R R Tolkien"': "J.R.R Tolkien",
        "JRR Tolkien": "J.R.R Tolkien",
      },
    },
    {
      text: "She moved to the U. S. A. and took a Ph.D. in physics.",
      asked: { USA: "U S A", "U.S.A.": "U S A", PhD: "Ph.D", "Ph. D.": "Ph.D" },
    },
    { text: "Столы, стулья и т. п. купим позже.", asked: { "т.п.": "т п" } },
  ],
  "words together or apart": [
    {
      text: "Лекцию выложили на YouTube вчера.",
      asked: { "you tube": "YouTube", "you tube лекция": "Лекцию YouTube" },
    },
    {
      text: "The page is made in java script and the slides in Power Point.",
      asked: { javascript: "java script", JavaScript: "java script", powerpoint: "Power Point" },
    },
    {
      text: "We trained on a large data set with a time stamp and a key word.",
      asked: { dataset: "data set", datasets: "data set", timestamp: "time stamp", keywords: "key word" },
    },
    { text: "Она написала ВКонтакте и в Одноклассниках.", asked: { "в контакте": "ВКонтакте" } },
    { text: "Собрали хороший дата сет для обучения.", asked: { датасет: "дата сет", датасетов: "дата сет" } },
    { text: "Смотрели на видеохостинге до ночи.", asked: { "видео хостинг": "видеохостинге" } },
    { text: "Our login page uses a firewall.", asked: { "fire wall": "firewall" } },
    { text: "Позвони по вай-фай, то есть через wi-fi.", asked: { wifi: "wi-fi", "wi fi": "wi-fi" } },
  ],
  "names with signs, said or written": [
    {
      text: "Сервер мы пишем на C++ и немного на C#.",
      asked: {
        "си плюс плюс": "C++",
        "c plus plus": "C++",
        "си++": "C++",
        cpp: "C++",
        "си шарп": "C#",
        "c sharp": "C#",
      },
    },
    {
      text: "Старый код на си плюс плюс, новый на си шарпе.",
      asked: { "C++": "си плюс плюс", "С++": "си плюс плюс", "c#": "си шарпе" },
    },
    {
      text: "The engine is written in C plus plus.",
      asked: { "C++": "C plus plus", "си плюс плюс": "C plus plus" },
    },
    {
      text: "Бэкенд на .NET, фронтенд на Node.js.",
      asked: { "дот нет": ".NET", "нода джи эс": "Node.js", nodejs: "Node.js", "node js": "Node.js" },
    },
    { text: "Отчёты делают в один эс бухгалтерии.", asked: { "1С": "один эс", "1C": "один эс" } },
    { text: "Купили 1С и настроили обмен.", asked: { "один эс": "1С", "1C": "1С" } },
  ],
  "letters of the other script that look the same": [
    {
      text: "Пейте витамин В12 каждый день.",
      asked: { B12: "В12", '"витамин B12"': "витамин В12", "b 12": "В12" },
    },
    { text: "Take vitamin B6 in the morning.", asked: { В6: "B6" } },
    { text: "Открыли счёт в Cбербанке на год.", asked: { сбербанк: "Cбербанке" } },
    { text: "He paid in bitсоin twice.", asked: { bitcoin: "bitсоin" } },
    { text: "Формула воды Н2О проста.", asked: { H2O: "Н2О", "H₂O": "Н2О" } },
    { text: "Выгрузка лежит в PDFке и в XMLе.", asked: { pdf: "PDFке", XML: "XMLе" } },
  ],
  "digits of a number, however grouped": [
    {
      text: "Мой телефон +7 (926) 123-45-67, звоните после обеда.",
      asked: {
        "+79261234567": "7 926 123-45-67",
        "89261234567": "7 926 123-45-67",
        "8 926 123 45 67": "7 926 123-45-67",
        "9261234567": "7 926 123-45-67",
        "8-926-123-45-67": "7 926 123-45-67",
      },
    },
    {
      text: "Горячая линия восемь восемьсот пятьсот пятьдесят пять тридцать пять тридцать пять.",
      asked: {
        "8-800-555-35-35": "восемь восемьсот пятьсот пятьдесят пять тридцать пять тридцать пять",
        "+78005553535": "восемь восемьсот пятьсот пятьдесят пять тридцать пять тридцать пять",
      },
    },
    { text: "Call me at 555 0199 tonight.", asked: { "5550199": "555 0199", "555-0199": "555 0199" } },
    { text: "Our office is +1 (212) 555-0142.", asked: { "2125550142": "1 212 555-0142" } },
    { text: "Номер карты 4276 3800 1234 5678.", asked: { "4276380012345678": "4276 3800 1234 5678" } },
  ],
  "numbers in words, digits and other signs": [
    { text: "Площадь 45 м², объём 10³ литров, 2½ чашки.", asked: { м2: "м²", "10^3": "10³", "2,5": "2½" } },
    { text: "Пять с половиной часов ехали.", asked: { "5,5": "Пять с половиной", "5½": "Пять с половиной" } },
    { text: "We waited three and a half hours.", asked: { "3.5": "three and a half" } },
    { text: "Дворец построен в XIX веке.", asked: { "19 век": "XIX веке", "девятнадцатый век": "XIX веке" } },
    { text: "Король Людовик четырнадцатый правил долго.", asked: { "Людовик XIV": "Людовик четырнадцатый" } },
    { text: "Room number １７３ is upstairs.", asked: { "173": "１７３" } },
    { text: "В 90-е годы было иначе.", asked: { "90е": "90-е" } },
  ],
  dates: [
    {
      text: "Встретимся 15 марта 2024 года у входа.",
      asked: {
        "15.03.2024": "15 марта 2024",
        "2024-03-15": "15 марта 2024",
        "March 15, 2024": "15 марта 2024",
      },
    },
    {
      text: "The contract ends on May 9th, 2031.",
      asked: { "09.05.2031": "May 9th 2031", "9 мая 2031": "May 9th 2031" },
    },
    {
      text: "Срок до 01.09.2027 включительно.",
      asked: { "1 сентября": "01.09.2027", "September 1": "01.09.2027" },
    },
  ],
  "hyphens, apostrophes and other letters": [
    { text: "Вся эта инфор- мация нужна завтра.", asked: { информация: "инфор мация" } },
    { text: "The docu- mentation is missing.", asked: { documentation: "docu mentation" } },
    {
      text: "Ушли из-за дождя, говорили по-русски.",
      asked: { "из-за дождя": "дождя", "по русски": "по-русски" },
    },
    {
      text: "Мистер О'Нил и о’Генри приехали.",
      asked: { "О`Нил": "О'Нил", ОНил: "О'Нил", "О’Генри": "о’Генри" },
    },
    {
      text: "Mr O’Neil came with D'Arcy.",
      asked: { "O'Neil": "O’Neil", oneil: "O’Neil", "o neil": "O’Neil" },
    },
    { text: "Ёлку нарядили, ﬁnished it.", asked: { елка: "Ёлку", finish: "ﬁnished" } },
    { text: "Поезд Санкт–Петербург отправляется.", asked: { "санкт-петербург": "Санкт–Петербург" } },
  ],
  "writing without spaces": [
    {
      text: "我们讨论了数据库迁移的计划。",
      asked: { 数据库: "数 据 库", 数据库迁移: "数 据 库 迁 移", '"数据库"': "数 据 库" },
    },
    { text: "今日はデータベースの話をしました。", asked: { データベース: "デ ー タ ベ ー ス" } },
    { text: "เราคุยเรื่องฐานข้อมูล", asked: { ฐานข้อมูล: "ฐ า น ข้ อ มู ล" } },
  ],
};

describe("one thing written in several ways is found", () => {
  const all = Object.values(kinds).flat();
  let archive: InventedArchive;
  before(async () => {
    archive = await inventArchive(all.map(({ text }, at) => ({ title: `Запись ${at}`, passages: [text] })));
  });
  after(() => archive[Symbol.dispose]());

  const ask = (query: string) => search(archive, { query, mode: "keyword" });

  for (const [kind, texts] of Object.entries(kinds)) {
    for (const { text, asked } of texts) {
      for (const [query, marked] of Object.entries(asked)) {
        it(`${kind}: ${query} in “${text}”`, async () => {
          const { hits } = await ask(query);
          const hit = hits.find(({ excerpt }) => excerpt === text);
          assert.ok(hit, `found: ${hits.map(({ excerpt }) => excerpt).join(" | ")}`);
          assert.equal(hit.certainty, "confident");
          assert.equal(hit.highlights.map((one) => one.text).join(" "), marked);
          assert.equal(hit.playFromMs, hit.highlights[0]!.startMs);
          for (const { from, to, text: word } of hit.highlights)
            assert.equal(hit.excerpt.slice(from, to), word);
        });
      }
    }
  }
});

describe("the evidence of a hit", () => {
  const texts = ["Вся инфор- мация тут.", "It has a time stamp.", "The timestamp is wrong."];
  let archive: InventedArchive;
  before(async () => {
    archive = await inventArchive(texts.map((text, at) => ({ title: `Запись ${at}`, passages: [text] })));
  });
  after(() => archive[Symbol.dispose]());

  it("is the word where it is that word, and a variant where it is written apart; the word comes first", async () => {
    const evidence = async (query: string) => {
      const { hits } = await search(archive, { query, mode: "keyword" });
      return hits.map(({ excerpt, foundBy }) => [excerpt, ...foundBy]);
    };
    assert.deepEqual(await evidence("информация"), [[texts[0], "word"]]);
    assert.deepEqual(await evidence("timestamp"), [
      [texts[2], "word"],
      [texts[1], "variant"],
    ]);
    const { query } = await search(archive, { query: "timestamp", mode: "keyword" });
    assert.deepEqual(query.expansions, [{ written: "timestamp", found: ["time stamp"], why: "spacing" }]);
  });
});

describe("what only looks the same is not", () => {
  const texts = [
    "Объём 10³ литров, 2½ чашки, сноска 7①.",
    "Вода в воде, человек на работе.",
    "Он вместе с нами, в месте сбора.",
    "Пишем на Си и на Паскале, плюс немного магии.",
    "Время 12:30, стамп не нужен, time flies and the stamp is red.",
    "Мы из города, за рекой.",
    "数据很多，仓库也很大。",
  ];
  let archive: InventedArchive;
  before(async () => {
    archive = await inventArchive(texts.map((text, at) => ({ title: `Запись ${at}`, passages: [text] })));
  });
  after(() => archive[Symbol.dispose]());

  for (const query of ["103", "212", "71", "C++", "timestamp", "изза", "数据库"]) {
    it(`${query} finds nothing`, async () => {
      const { hits } = await search(archive, { query, mode: "keyword" });
      assert.deepEqual(
        hits.filter(({ certainty }) => certainty === "confident").map(({ excerpt }) => excerpt),
        [],
      );
    });
  }
});
