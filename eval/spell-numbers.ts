/** Numbers in digits → in words, so that «нажмите 1» and «нажмите один» compare as equal. */

type Names = { small: string[]; tens: string[]; hundreds: string[]; thousand: (count: number) => string[] };

const list = (text: string) => text.split(" ");
const english: Names = {
  small: list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
  ),
  tens: list("- - twenty thirty forty fifty sixty seventy eighty ninety"),
  hundreds: list("- one two three four five six seven eight nine").map((name) => `${name} hundred`),
  thousand: (count) => [...spell(count, english), "thousand"],
};
const russian: Names = {
  small: list(
    "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать",
  ),
  tens: list("- - двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто"),
  hundreds: list("- сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот"),
  thousand: (count) => (count === 1 ? ["тысяча"] : [...spell(count, russian), "тысяч"]),
};

function spell(number: number, names: Names): string[] {
  const rest = (divisor: number) => (number % divisor === 0 ? [] : spell(number % divisor, names));
  if (number < 20) return [names.small[number] as string];
  if (number < 100) return [names.tens[Math.floor(number / 10)] as string, ...rest(10)];
  if (number < 1000) return [...list(names.hundreds[Math.floor(number / 100)] as string), ...rest(100)];
  return [...names.thousand(Math.floor(number / 1000)), ...rest(1000)];
}

/** Spells whole numbers below a million in the nominative; grammatical case and ordinals are not minded. */
export function spellNumbers(words: readonly string[], language: string): string[] {
  const names = language === "ru" ? russian : english;
  return words.flatMap((word) => (/^\d{1,6}$/u.test(word) ? spell(Number(word), names) : [word]));
}
