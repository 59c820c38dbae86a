import type { NoteCode } from "../../api/api.ts";

/** What the page says of every note of the catalogue (src/messages/notes.ts), by code; English comes from the server. */
export const noteTexts: Record<NoteCode, { ru: readonly [text: string, hint?: string] }> = {
  "nothing-indexed": { ru: ["Искать пока негде: нет расшифрованной речи."] },
  "no-embedding-model": { ru: ["Нет модели смысла: поиск только по словам."] },
  "vectors-missing": {
    ru: ["Поиск по смыслу пока неполный: из {total|отрывка|отрывков|отрывков} ещё не обработано {missing}."],
  },
  "words-only": { ru: ["Поиск только по словам."] },
  "words-only-because": { ru: ["Поиск только по словам: {error}."] },
  "query-cut": {
    ru: ["Запрос очень длинный: учтены только первые {count|знак|знака|знаков}."],
  },
  "quote-not-closed": { ru: ["Кавычка не закрыта: слова после неё искались как обычные."] },
  "prefix-not-found": { ru: ["Ни одно слово не начинается на «{prefix}»."] },
  "spelling-replaced": { ru: ["Слова «{word}» нет: искали {replacements}."] },
  "no-confident-match": { ru: ["Уверенных совпадений нет; найденное может быть о другом."] },

  "audio-damaged-places": {
    ru: ["пропущено или сглажено: {count|повреждённое место|повреждённых места|повреждённых мест}"],
  },
  "audio-reading-stopped": { ru: ["чтение прервалось на повреждённом месте: остальное потеряно"] },
  "audio-ends-early": { ru: ["файл обрывается: в нём {seconds} с из {totalSeconds}"] },
  "audio-end-missing": { ru: ["нет конца файла: в нём {byteLength} байт из {stated}"] },
  "ogg-damaged": { ru: ["файл Ogg повреждён ({flaw})"] },
  "not-audio": { ru: ["не аудиофайл ({kind})"] },
  "import-skipped": { ru: ["пропущено: {error}"] },

  "transcript-not-attached": {
    ru: [
      "расшифровка {path} не добавлена: запись уже была в архиве",
      "fonoteka transcribe {recordingId} --from {path}",
    ],
  },
  "transcript-rejected": { ru: ["расшифровка {path} не добавлена: {error}"] },
  "transcript-runs-past-end": {
    ru: [
      "расшифровка кончается на {end}, а {recording} — на {length}: в конец перенесено {count|слово|слова|слов}",
    ],
  },
  "transcript-ends-early": {
    ru: ["расшифровка кончается на {end}, а {recording} — на {length}: дальше текста нет"],
  },

  "file-missing": {
    ru: [
      "нет файла recordings/{filename}",
      "Восстановите его из резервной копии; расшифровка цела, она в data.db",
    ],
  },
  "file-changed": {
    ru: [
      "в файле recordings/{filename} теперь {count|байт|байта|байт}, а сохранён он был с другим размером",
      "Сравните его с резервной копией",
    ],
  },
  "file-orphaned": {
    ru: ["файл recordings/{filename} не относится ни к одной записи", "Добавьте его: fonoteka import {path}"],
  },
  "trash-entry-stale": {
    ru: [
      "{path}: запись {recording} есть в архиве; файл остался от прерванного удаления или восстановления",
      "Удалите его и файл .opus рядом с ним",
    ],
  },
  "database-damaged": {
    ru: [
      "data.db повреждена ({why})",
      "Прекратите работу с архивом и восстановите резервную копию; файлы Opus целы",
    ],
  },
  "index-out-of-step": {
    ru: [
      "поисковый индекс разошёлся с расшифровками: {kind} ({count|строка|строки|строк})",
      "fonoteka status --check --repair исправит его; расшифровки не затронуты",
    ],
  },
};
