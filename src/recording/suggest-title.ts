import { monthNumber } from "./month-words.ts";

/** Words of automatic file names: they say nothing about the content. */
const machineWords = new Set(
  (
    "rec recording record voice audio aud ptt call memo note track sound mic msg message whatsapp telegram zoom gmt wa at am pm new " +
    "img vid video mov dvr file untitled signal утра дня вечера ночи года год запись голос аудио звонок новая новый диктофон голосовое сообщение видео файл без названия"
  ).split(" "),
);

/**
 * A title for a recording without one: the source's file name if a person chose it, else empty.
 * `Interview with Ivan 2024-01-15.mp3` → `Interview with Ivan 2024-01-15`; `REC_20260502_151230.mp3` → ``.
 */
export function suggestTitle(filename: string): string {
  const stem = filename
    .replace(/^.*[/\\]/u, "")
    .replace(/\.[A-Za-z0-9]{1,5}$/u, "")
    .normalize("NFC");
  const words = stem.toLowerCase().match(/\p{L}+/gu) ?? [];
  const isDescriptive = words.some(
    (word) => word.length > 2 && !machineWords.has(word) && monthNumber(word) === 0,
  );
  return isDescriptive ? stem.replaceAll(/[\s_]+/gu, " ").trim() : "";
}
