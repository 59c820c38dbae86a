import { formatNumber } from "../i18n/format.ts";
import { language } from "../i18n/language.ts";
import type { ErrorText } from "../i18n/messages/error-text.ts";
import { errorTexts } from "../i18n/messages/error-texts.ts";
import { noteTexts } from "../i18n/messages/note-texts.ts";
import { translateValues } from "../i18n/messages/translate-values.ts";
import { ApiError, type ErrorInfo, fillMessage, type Note } from "./api.ts";

type Message = Pick<ErrorInfo, "reason" | "values" | "message" | "hint">;

/** An error for a person: what happened, and what to try. */
export function describeError(error: unknown): string {
  if (error instanceof ApiError) return describeErrorInfo(error);
  return error instanceof Error ? error.message : String(error);
}

/** The same for an error that came as data, such as a failed job's. */
export function describeErrorInfo(info: Message): string {
  const [text, hint] = fillTexts(info);
  return [toSentence(text, info.values), toSentence(hint, info.values)].join(" ").trim();
}

/** A note of a search or an import, a problem of the archive: its text, and what to try if there is something. */
export function describeNote({ code, values, text, hint }: Note): { text: string; hint: string } {
  const known = Object.hasOwn(noteTexts, code) ? noteTexts[code as keyof typeof noteTexts] : undefined;
  if (language.value === "en" || !known) return { text, hint: hint ?? "" };
  const [ownText, ownHint = ""] = known.ru;
  return { text: fill(ownText, values), hint: fill(ownHint, values) };
}

/** Text and hint in the page's language; in English they are the server's, unless the page knows a better way out. */
function fillTexts({ reason, values, message, hint }: Message): ErrorText {
  const known = Object.hasOwn(errorTexts, reason) ? errorTexts[reason as keyof typeof errorTexts] : undefined;
  const texts = known?.[language.value];
  return texts ? [fill(texts[0], values), fill(texts[1], values)] : [message, hint];
}

function fill(text: string, values: ErrorInfo["values"]): string {
  return fillMessage(text, translateValues(values), {
    language: language.value,
    formatNumber,
    describe: (inner) => fillTexts(inner)[0],
  });
}

/** Values that are names: a sentence that begins with one keeps its first letter. */
const names = ["path", "filename", "name", "recording", "model", "option", "address"];

function beginsWithName(text: string): boolean {
  return /^(fonoteka |\S*[/.]\S)/.test(text);
}

/** A text of a note as a sentence of its own; a name of a file or a command at its beginning stays as it is. */
export function asSentence(text: string): string {
  if (text === "") return "";
  const begun = beginsWithName(text) ? text : text.charAt(0).toLocaleUpperCase() + text.slice(1);
  return /[.…!?]$/.test(begun) ? begun : `${begun}.`;
}

function toSentence(text: string, values: ErrorInfo["values"]): string {
  if (text === "") return "";
  const begins = beginsWithName(text) || names.some((name) => text.startsWith(String(values[name] ?? "\0")));
  const capitalised = begins ? text : text.charAt(0).toLocaleUpperCase() + text.slice(1);
  return /[.…!?]$/.test(text) ? capitalised : `${capitalised}.`;
}
