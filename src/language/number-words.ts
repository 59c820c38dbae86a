/** The part of a number that a word stands for: `value` is added, or multiplies what came before it. */
export type NumberWord = {
  value: number;
  kind: "unit" | "teen" | "tens" | "hundreds" | "multiplier";
  /** Ends the number: «двадцать пятый», twenty-fifth. */
  ordinal: boolean;
  /** It is a number without others beside it. «Первый», first and second, «семью» and «сорока» are more often something else. */
  alone: boolean;
};

const all = new Map<string, NumberWord>();

/** The part a folded word has in a number, in any case and gender; undefined for any other word. */
export function findNumberWord(word: string): NumberWord | undefined {
  return all.get(word);
}

function kindOf(value: number): NumberWord["kind"] {
  if (value >= 1000) return "multiplier";
  if (value >= 100) return "hundreds";
  return value >= 20 ? "tens" : value >= 10 ? "teen" : "unit";
}

/** All forms of one value, separated by spaces. */
function add(value: number, forms: string, { ordinal = false, alone = true } = {}): void {
  for (const form of forms.trim().split(/\s+/)) {
    all.set(form, { value, kind: kindOf(value), ordinal, alone });
  }
}

const list = (text: string): string[] => text.trim().split(/\s+/);

function addEnglish(): void {
  list(
    `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen`,
  ).forEach((form, value) => {
    add(value, form);
  });
  list("twenty thirty forty fifty sixty seventy eighty ninety").forEach((form, at) => {
    add((at + 2) * 10, form);
    add((at + 2) * 10, form.replace(/y$/, "ieth"), { ordinal: true });
  });
  list(
    `first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth`,
  ).forEach((form, at) => {
    add(at + 1, form, { ordinal: true, alone: at >= 2 });
  });
  add(100, "hundred", { alone: false });
  add(100, "hundredth", { ordinal: true, alone: false });
  add(1000, "thousand", { alone: false });
  add(1e6, "million", { alone: false });
  add(1e9, "billion", { alone: false });
}

function addRussianCardinals(): void {
  add(0, "ноль нуль");
  add(1, "один одна одно одного одной одному одну одним одном одною");
  add(2, "два две двух двум двумя");
  add(3, "три трех трем тремя");
  add(4, "четыре четырех четырем четырьмя");
  add(5, "пять пяти пятью");
  add(6, "шесть шести шестью");
  add(7, "семь семи");
  add(7, "семью", { alone: false });
  add(8, "восемь восьми восемью восьмью");
  add(9, "девять девяти девятью");
  list(
    `десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат восемнадцат девятнадцат`,
  ).forEach((stem, at) => {
    add(at + 10, `${stem}ь ${stem}и ${stem}ью`);
  });
  add(20, "двадцать двадцати двадцатью");
  add(30, "тридцать тридцати тридцатью");
  add(40, "сорок");
  add(40, "сорока", { alone: false });
  add(50, "пятьдесят пятидесяти пятьюдесятью");
  add(60, "шестьдесят шестидесяти шестьюдесятью");
  add(70, "семьдесят семидесяти семьюдесятью");
  add(80, "восемьдесят восьмидесяти восемьюдесятью восьмьюдесятью");
  add(90, "девяносто девяноста");
  add(100, "сто ста");
  add(200, "двести двухсот двумстам двумястами двухстах");
  add(300, "триста трехсот тремстам тремястами трехстах");
  add(400, "четыреста четырехсот четыремстам четырьмястами четырехстах");
  list("пят шест сем восем девят").forEach((stem, at) => {
    const bent = stem === "восем" ? "восьм" : stem;
    add((at + 5) * 100, `${stem}ьсот ${bent}исот ${bent}истам ${stem}ьюстами ${bent}истах`);
  });
  add(1000, "тысяча тысячу");
  add(1000, "тысячи тысяч тысяче тысячам тысячами тысячей тысячью тысячах тыс", { alone: false });
  for (const [value, stem] of [
    [1e6, "миллион"],
    [1e9, "миллиард"],
  ] as const) {
    const bent = list("а ов у ам ами ом ах е").map((ending) => stem + ending);
    add(value, `${stem} ${bent.join(" ")}`, { alone: false });
  }
  add(1e6, "млн", { alone: false });
  add(1e9, "млрд", { alone: false });
}

function addRussianOrdinals(): void {
  const endings = list("ый ой ая ое ого ому ым ом ую ою ые ых ыми");
  const addOrdinal = (value: number, stem: string, alone = true) =>
    add(value, endings.map((ending) => stem + ending).join(" "), { ordinal: true, alone });
  addOrdinal(1, "перв", false);
  addOrdinal(2, "втор");
  add(3, "третий третья третье третьего третьему третьим третьем третьей третью третьи третьих третьими", {
    ordinal: true,
  });
  list(
    `четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат
    восемнадцат девятнадцат`,
  ).forEach((stem, at) => {
    addOrdinal(at + 4, stem);
  });
  list("двадцат тридцат сороков пятидесят шестидесят семидесят восьмидесят девяност").forEach((stem, at) => {
    addOrdinal((at + 2) * 10, stem);
  });
  list("сот двухсот трехсот четырехсот пятисот шестисот семисот восьмисот девятисот").forEach((stem, at) => {
    addOrdinal((at + 1) * 100, stem, false);
  });
  addOrdinal(1000, "тысячн", false);
}

addEnglish();
addRussianCardinals();
addRussianOrdinals();
