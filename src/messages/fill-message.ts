/**
 * Messages with placeholders: `{path}` stands for a value, `{count|passage|passages}` for a number with its noun in the
 * right form. English has two forms, Russian three: «{count|отрывок|отрывка|отрывков}». The page fills its own texts with
 * the same function.
 */

/** What a message is about. Another message (why a transcript was not attached) is a value, too. */
export type MessageValue = string | number | InnerMessage;
export type MessageValues = Record<string, MessageValue>;
export type InnerMessage = {
  reason: string;
  values: Record<string, string | number>;
  message: string;
  hint: string;
};

type NameOf<Placeholder extends string> = Placeholder extends `${infer Name}|${string}` ? Name : Placeholder;

/** The names of a text's placeholders, so that a missing value is a type error. */
export type PlaceholderNames<Text extends string> = Text extends `${string}{${infer Inside}}${infer Rest}`
  ? NameOf<Inside> | PlaceholderNames<Rest>
  : never;

const placeholder = /\{(\w+)((?:\|[^{}|]+)*)\}/g;
/** A long time comes as `1:01:00`, which needs no unit. */
const withUnit = /\{(\w*[sS]econds)\} [sс](?!\p{L})/gu;

const pluralRules = { en: new Intl.PluralRules("en"), ru: new Intl.PluralRules("ru") };
const pluralForms: Record<keyof typeof pluralRules, Intl.LDMLPluralRule[]> = {
  en: ["one", "other"],
  ru: ["one", "few", "many"],
};

type FillOptions = {
  language?: keyof typeof pluralRules | undefined;
  formatNumber?: ((value: number) => string) | undefined;
  /** Text of a message inside the message. Default: its English one. */
  describe?: ((inner: InnerMessage) => string) | undefined;
};

/** Puts the values into the text. A placeholder without a value stays as it is. */
export function fillMessage(text: string, values: MessageValues, options: FillOptions = {}): string {
  const { language = "en", formatNumber = String, describe = ({ message }) => message } = options;
  const unitless = text.replace(withUnit, (whole, name: string) =>
    String(Object.hasOwn(values, name) ? values[name] : "").includes(":") ? `{${name}}` : whole,
  );
  return unitless.replace(placeholder, (whole, name: string, forms: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return whole;
    if (typeof value === "object") return describe(value);
    if (typeof value === "string") return value;
    if (forms === "") return formatNumber(value);
    const place = pluralForms[language].indexOf(pluralRules[language].select(value));
    const nouns = forms.slice(1).split("|");
    return `${formatNumber(value)} ${nouns[place] ?? nouns.at(-1)}`;
  });
}

/** Names of the placeholders in a text, sorted, each once. */
export function listPlaceholders(text: string): string[] {
  return [...new Set([...text.matchAll(placeholder)].map(([, name]) => name!))].sort();
}
