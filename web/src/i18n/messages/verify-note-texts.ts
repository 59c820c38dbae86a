import type { NoteCode } from "../../api/api.ts";

const fileHint =
  "fonoteka verify --repair возьмёт целую копию из корзины или известной резервной копии; --from PATH укажет другую копию или исходный файл";
const indexHint = "fonoteka verify --repair создаст его заново; записи и расшифровки не затронуты";
const sidecarHint = "fonoteka verify --repair запишет его заново";
const databaseHint =
  "Скопируйте архив в надёжное место и создайте data.db заново из папки (fonoteka rebuild) или восстановите из резервной копии; файлы Opus не затронуты";

/** What the page says of the notes of `verify` (src/messages/verify-notes.ts). */
export const verifyNoteTexts = {
  "file-not-regular": {
    ru: [
      "recordings/{filename} — ссылка или особый файл, такие не открываются",
      "Положите на это место сам файл Opus",
    ],
  },
  "file-damaged": {
    ru: ["recordings/{filename} повреждён: его содержимое не то, что было сохранено", fileHint],
  },
  "file-damaged-pages": {
    ru: ["recordings/{filename} повреждён, звук потерян в {count|месте|местах|местах}", fileHint],
  },
  "file-flawed": { ru: ["recordings/{filename} повреждён: {flaw}", fileHint] },
  "file-wrong-length": {
    ru: ["в recordings/{filename} {seconds} с звука, а по data.db должно быть {stated} с", fileHint],
  },
  "file-unreadable": {
    ru: ["recordings/{filename} не читается: {why}", "Проверьте диск и права доступа"],
  },
  "sidecar-missing": {
    ru: ["рядом с recordings/{filename} нет файла с его расшифровками (.json)", sidecarHint],
  },
  "sidecar-outdated": {
    ru: ["файл с расшифровками рядом с recordings/{filename} старше, чем data.db", sidecarHint],
  },
  "sidecar-damaged": {
    ru: ["файл с расшифровками рядом с recordings/{filename} повреждён", sidecarHint],
  },
  "sidecar-different": {
    ru: [
      "файл с расшифровками рядом с recordings/{filename} и data.db расходятся: что-то одно повреждено или взято из резервной копии",
      "fonoteka verify --repair оставит то, что можно подтвердить, а другой вариант сохранит в папке damaged/",
    ],
  },
  "sidecar-newer": {
    ru: [
      "файл с расшифровками рядом с recordings/{filename} записан более новой версией Fonoteka",
      "Обновите fonoteka",
    ],
  },
  "sidecar-orphaned": {
    ru: [
      "recordings/{filename} — файл с расшифровками записи, которой нет в архиве",
      "fonoteka rebuild вернёт запись в data.db, если её файл Opus на месте; иначе посмотрите, что в нём, и удалите",
    ],
  },
  "database-unreadable": { ru: ["часть data.db не читается: {why}", databaseHint] },
  "schema-changed": { ru: ["data.db: определение {name} не такое, как у Fonoteka", databaseHint] },
  "numbers-reused": {
    ru: [
      "data.db: новая строка таблицы {table} получила бы номер, который уже был занят",
      "fonoteka verify --repair исправит счётчик",
    ],
  },
  "recording-contradictory": {
    ru: [
      "data.db: дата или метки записи {filename} противоречат друг другу",
      "fonoteka verify --repair возьмёт их из файла .json рядом с записью",
    ],
  },
  "recording-unreadable": {
    ru: [
      "data.db: строка записи {recording} не читается: {why}",
      "fonoteka verify --repair возьмёт её из файла .json рядом с записью",
    ],
  },
  "transcript-damaged": {
    ru: [
      "data.db: расшифровка {transcription} записи {filename} не та, что была сохранена",
      "fonoteka verify --repair возьмёт её из файла .json рядом с записью",
    ],
  },
  "index-unreadable": { ru: ["часть поискового индекса не читается: {why}", indexHint] },
  "index-wrong-passages": {
    ru: [
      "{count|расшифровка разделена|расшифровки разделены|расшифровок разделено} на отрывки не так, как в поисковом индексе",
      indexHint,
    ],
  },
  "index-wrong-stems": {
    ru: ["в индексе слов неверны слова {count|расшифровки|расшифровок|расшифровок}", indexHint],
  },
  "index-wrong-recording-stems": {
    ru: ["в индексе слов неверны название, заметки или метки {count|записи|записей|записей}", indexHint],
  },
  "index-wrong-totals": {
    ru: ["неверны общие данные индекса слов, по которым ранжируются ответы", indexHint],
  },
  "index-damaged-words": {
    ru: ["в словаре повреждено {count|слово|слова|слов}", indexHint],
  },
  "index-damaged-fingerprints": {
    ru: [
      "повреждены сведения о том, по каким правилам создан индекс ({count|строка|строки|строк})",
      indexHint,
    ],
  },
  "index-damaged-vectors": {
    ru: ["{count|вектор повреждён|вектора повреждены|векторов повреждено}", indexHint],
  },
  "index-damaged-sentences": {
    ru: ["повреждены векторы предложений в {count|отрывке|отрывках|отрывках}", indexHint],
  },
  "index-differing-vectors": {
    ru: [
      "{count|вектор различается|вектора различаются|векторов различаются} в двух местах data.db, где они хранятся",
      indexHint,
    ],
  },
  "index-contradictory-vectors": {
    ru: ["векторный индекс противоречит сам себе ({count|место|места|мест})", indexHint],
  },
  "index-wrong-counts": { ru: ["сохранённое число векторов неверно", indexHint] },
  "waveforms-damaged": {
    ru: [
      "{count|график звука повреждён|графика звука повреждены|графиков звука повреждено}",
      "fonoteka verify --repair удалит его; он появится снова при первом показе",
    ],
  },
  "trash-entry-unreadable": {
    ru: [
      "{path} не читается: эту запись нельзя вернуть из корзины",
      "Файл Opus рядом с ним можно добавить заново",
    ],
  },
  "trash-transcript-damaged": {
    ru: [
      "{path} повреждён: расшифровки в нём не те, что были сохранены",
      "Восстановите его из резервной копии",
    ],
  },
  "trash-sound-missing": {
    ru: [
      "нет файла {path}: без него эту запись нельзя вернуть из корзины",
      "Добавьте исходный файл ещё раз: запись вернётся вместе со звуком и расшифровками. Или восстановите файл из резервной копии",
    ],
  },
  "trash-sound-damaged": {
    ru: [
      "{path} повреждён",
      "Добавьте исходный файл ещё раз: запись вернётся вместе со звуком и расшифровками. Или восстановите файл из резервной копии",
    ],
  },
  "repaired-file": { ru: ["recordings/{filename} возвращён из {source}"] },
  "repaired-sidecar": { ru: ["записан файл с расшифровками рядом с {filename}"] },
  "repaired-transcript": {
    ru: [
      "расшифровка {transcription} записи {filename} взята из файла .json; повреждённые строки сохранены в {kept}",
    ],
  },
  "repaired-recording": {
    ru: ["название, дата и другие сведения о {filename} взяты из файла .json; прежние сохранены в {kept}"],
  },
  "repaired-current": { ru: ["снова известно, какая расшифровка записи {filename} текущая"] },
  "repaired-sidecar-replaced": {
    ru: ["файл с расшифровками рядом с {filename} записан по data.db; прежний сохранён как {kept}"],
  },
  "repaired-numbers": { ru: ["исправлен счётчик таблицы {table}"] },
  "repaired-database-indexes": { ru: ["индексы data.db созданы заново"] },
  "repaired-orphan-rows": {
    ru: ["удалено из индекса: {count|строка|строки|строк}, которые ни на что не ссылались"],
  },
  "repaired-text-index": {
    ru: ["поисковый индекс создан заново: {count|расшифровка|расшифровки|расшифровок}"],
  },
  "repaired-vectors": { ru: ["{count|вектор вычислен|вектора вычислены|векторов вычислено} заново"] },
  "repaired-vector-copies": { ru: ["векторный индекс заполнен заново"] },
  "repaired-waveforms": {
    ru: [
      "{count|повреждённый график звука удалён|повреждённых графика звука удалены|повреждённых графиков звука удалено}: появится снова при показе",
    ],
  },
} as const satisfies Partial<Record<NoteCode, { ru: readonly [text: string, hint?: string] }>>;
