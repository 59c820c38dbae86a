import { language, type PageLanguage } from "./language.ts";

/** A number's forms as Intl.PluralRules names them. */
type EnglishForms = { one: string; other: string };
type RussianForms = { one: string; few: string; many: string };
/** One text in both languages; where it depends on `{count}`, in that language's plural forms. */
export type Message = { en: string | EnglishForms; ru: string | RussianForms };
export type Values = Record<string, string | number>;
export type Texts<Messages> = { [Name in keyof Messages]: (values?: Values) => string };

const pluralRules: Record<PageLanguage, Intl.PluralRules> = {
  en: new Intl.PluralRules("en"),
  ru: new Intl.PluralRules("ru"),
};

const numberFormats: Record<PageLanguage, Intl.NumberFormat> = {
  en: new Intl.NumberFormat("en"),
  ru: new Intl.NumberFormat("ru"),
};

/**
 * Makes a function of every message: `words.places({ count: 3 })`. It reads the language signal, so that what shows it
 * follows the switch. A text missing in one language is a type error.
 */
export function texts<const Messages extends Record<string, Message>>(messages: Messages): Texts<Messages> {
  const made: Record<string, (values?: Values) => string> = {};
  for (const [name, message] of Object.entries(messages)) {
    made[name] = (values = {}) => fill(chooseForm(message, language.value, values), values, language.value);
  }
  return made as Texts<Messages>;
}

function chooseForm(message: Message, chosen: PageLanguage, { count }: Values): string {
  const forms: string | Partial<Record<Intl.LDMLPluralRule, string>> = message[chosen];
  if (typeof forms === "string") return forms;
  const rule = pluralRules[chosen].select(Number(count ?? 0));
  return forms[rule] ?? forms.other ?? forms.many ?? "";
}

function fill(text: string, values: Values, chosen: PageLanguage): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? numberFormats[chosen].format(value) : value;
  });
}
