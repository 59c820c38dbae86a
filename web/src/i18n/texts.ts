import { language, type PageLanguage } from "./language.ts";

/** Plural forms, with the names of Intl.PluralRules. */
type EnglishForms = { one: string; other: string };
type RussianForms = { one: string; few: string; many: string };
/** One text in both languages; if it depends on `{count}`, with the plural forms of that language. */
type Message = { en: string | EnglishForms; ru: string | RussianForms };
type Values = Record<string, string | number>;
type Texts<Messages> = { [Name in keyof Messages]: (values?: Values) => string };

const pluralRules: Record<PageLanguage, Intl.PluralRules> = {
  en: new Intl.PluralRules("en"),
  ru: new Intl.PluralRules("ru"),
};

const numberFormats: Record<PageLanguage, Intl.NumberFormat> = {
  en: new Intl.NumberFormat("en"),
  ru: new Intl.NumberFormat("ru"),
};

/**
 * Turns each message into a function: `words.matches({ count: 3 })`. It reads the language signal, so a component that
 * shows it renders again when the language changes. A text missing in one language is a type error.
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
