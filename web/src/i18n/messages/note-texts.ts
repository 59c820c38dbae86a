import type { NoteCode } from "../../api/api.ts";
import { backupNoteTexts } from "./backup-texts.ts";
import { soundNoteTexts } from "./sound-note-texts.ts";
import { verifyNoteTexts } from "./verify-note-texts.ts";

const indexHint = "fonoteka status --check --repair исправит его; расшифровки не затронуты";

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
  "engine-unavailable": {
    ru: ["Поисковый движок {engine} не использован: {why}. Ответил собственный поиск архива."],
  },
  "no-confident-match": { ru: ["Уверенных совпадений нет; найденное может не относиться к запросу."] },

  ...soundNoteTexts,
  "stray-file-is-copy": {
    ru: [
      "recordings/{filename} — вторая копия записи {recording}",
      "Удалите её или уберите из папки recordings/",
    ],
  },
  "stored-file-damaged": {
    ru: [
      "recordings/{filename} — не тот файл, который был сохранён",
      "Добавьте файл, из которого сделана запись, или копию из резервной копии: файл записи восстановится",
    ],
  },
  "damaged-file-kept": {
    ru: ["повреждённый файл сохранён как {path}", "Удалите его, когда он будет не нужен"],
  },
  "restored-length-differs": {
    ru: [
      "длительность записи теперь {seconds} с, а была {previousSeconds} с: время слов в расшифровке может сместиться",
      "Послушайте запись в нескольких местах; новая расшифровка: fonoteka transcribe {recordingId} --again",
    ],
  },
  "not-restored-forgotten": {
    ru: [
      "файл записи {recording} утрачен или повреждён, но не восстановлен: в этом файле есть место, которое было удалено навсегда",
      "Восстановите recordings/{recording} из более новой резервной копии",
    ],
  },
  "recording-in-trash": {
    ru: ["запись {recording} в корзине", "Вернуть её: fonoteka trash restore {recordingId}"],
  },
  "database-gone": {
    ru: [
      "база данных пропала: файл {path} перемещён, удалён или заменён во время работы программы; изменения не сохраняются",
      "Остановите программу и верните файл на место или создайте его заново: fonoteka rebuild",
    ],
  },
  "file-missing": {
    ru: [
      "нет файла recordings/{filename}",
      "fonoteka verify --repair возьмёт его из корзины или резервной копии; можно и снова добавить исходный файл. Расшифровка цела",
    ],
  },
  "folder-not-mounted": {
    ru: [
      "папка recordings/ не подключена: в {path} нет ни одного файла архива",
      "Подключите её диск. Если файлы удалены, создайте в этой папке пустой файл .fonoteka: тогда их можно восстановить по одному",
    ],
  },
  "folder-of-another-archive": {
    ru: [
      "папка recordings/ от другого архива: в {path} нет файлов этого архива",
      "Подключите нужный диск или откройте архив, к которому относятся эти файлы",
    ],
  },
  "file-changed": {
    ru: [
      "в файле recordings/{filename} теперь {count|байт|байта|байт}, а сохранён он был с другим размером",
      "fonoteka verify --repair возьмёт целую копию из корзины или резервной копии; можно и снова добавить исходный файл",
    ],
  },
  "stretch-forgotten": {
    ru: ["фрагмент с {startSeconds} по {endSeconds} с стёрт: там тишина"],
  },
  "forget-unfinished": {
    ru: [
      "recordings/{filename} стёрта ещё не везде: работа прервалась, или резервная копия была недоступна",
      "Закончите: fonoteka forget",
    ],
  },
  "forget-log-held": {
    ru: [
      "другая программа читает прежнее состояние архива: стёртый текст ещё есть в data.db-wal",
      "Закройте другие программы, которые работают с архивом, и выполните: fonoteka forget",
    ],
  },
  "forget-text-found": {
    ru: [
      "в файле {path} остался текст этой записи",
      "Удалите файл или текст в нём и выполните: fonoteka forget",
    ],
  },
  "forget-text-in-database": {
    ru: [
      "в индексе базы данных {path} остался текст этой записи",
      "Создайте индекс заново: fonoteka rebuild-index; затем выполните: fonoteka forget",
    ],
  },
  "forget-copy-unreadable": {
    ru: [
      "копию базы данных {path} не удалось прочитать, в ней может быть эта запись",
      "Удалите её, если она больше не нужна",
    ],
  },
  "forget-backup-unreachable": {
    ru: [
      "в папке {path} лежат копии этого архива, и она недоступна: запись может быть там",
      "Подключите этот диск и выполните: fonoteka forget",
    ],
  },
  "forget-snapshot-unreadable": {
    ru: [
      "копию {path} изменить нельзя: запись может быть в ней",
      "Удалите её, если она больше не нужна, и выполните: fonoteka forget",
    ],
  },
  "forget-not-searched": {
    ru: ["это продолжение после перерыва: слова уже стёрты, искать их следы было не по чему"],
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
  "sidecars-outdated": {
    ru: [
      "Файлы .json устарели у {count|записи|записей|записей}: {error}",
      "Освободите место или проверьте права на папку recordings/: файлы обновятся, как только это станет возможно",
    ],
  },
  "sidecars-unwritten": {
    ru: ["У {count|записи|записей|записей} нет файла Opus, а файл .json старее, чем заменённый data.db"],
  },
  "sidecar-name-taken": {
    ru: [
      "recordings/{filename} — чужой файл: данные записи {recording} лежат в {sidecar}",
      "Если ему там не место, уберите его из папки recordings/",
    ],
  },
  "sidecar-kept-aside": {
    ru: [
      "Файл recordings/{filename} повреждён ({why}) и сохранён под именем {filename}.damaged",
      "Сравните запись с резервной копией",
    ],
  },
  "sidecar-written-anew": {
    ru: [
      "Файл recordings/{filename} был повреждён ({why}): он записан заново по data.db, а повреждённый сохранён под именем {filename}.damaged",
    ],
  },
  "recording-carried-over": {
    ru: [
      "В папке recordings/ нет ни файла {filename}, ни его файла .json: данные записи взяты из прежнего data.db",
      "Восстановите файл из резервной копии или удалите запись: fonoteka remove {filename}",
    ],
  },
  "sidecar-not-used": {
    ru: [
      "Файл recordings/{filename} не использован: данные записи {recording} взяты из другого файла",
      "Сравните их и уберите лишний из папки recordings/",
    ],
  },
  "sidecar-renumbered": {
    ru: ["recordings/{filename}: номер {previous} занят другой записью, теперь это запись {recording}"],
  },
  "file-not-adopted": {
    ru: [
      "Файл recordings/{filename} не относится ни к одной записи: {error}",
      "Уберите его из папки recordings/ и добавьте оттуда, куда убрали",
    ],
  },
  "trash-leftover": {
    ru: [
      "{name}: остаток прерванного удаления",
      "Если эта запись есть в архиве, удалите файл; если нет, импортируйте файл Opus",
    ],
  },
  "incoming-leftover": {
    ru: [
      "{name}: в файле {count|байт|байта|байт}, но сведений о нём нет",
      "Импортируйте его, затем удалите его папку: fonoteka import {path}",
    ],
  },
  "folder-not-own": {
    ru: ["{name} — символическая ссылка или файл и не используется", "Поставьте на её место обычную папку"],
  },
  "part-file-left": {
    ru: [
      "recordings/{filename} — незаконченный файл другого компьютера или другой программы",
      "Если в него больше никто не пишет, удалите его",
    ],
  },
  "database-damaged": {
    ru: [
      "data.db повреждена ({why})",
      "Прекратите работу с архивом и восстановите резервную копию; файлы Opus целы",
    ],
  },
  ...verifyNoteTexts,
  "index-wrong-text": {
    ru: ["слова {count|отрывка|отрывков|отрывков} в поисковом индексе не те, что в расшифровке", indexHint],
  },
  "index-missing-stems": {
    ru: ["в индексе слов не хватает {count|отрывка|отрывков|отрывков}", indexHint],
  },
  "index-missing-passages": {
    ru: ["в поисковом индексе неполно: {count|расшифровка|расшифровки|расшифровок}", indexHint],
  },
  "index-missing-words": {
    ru: ["в словаре не хватает слов из {count|расшифровки|расшифровок|расшифровок}", indexHint],
  },
  "index-stray-text": {
    ru: ["в поисковом индексе лишнее: {count|текст|текста|текстов} без отрывка", indexHint],
  },
  "index-stray-stems": {
    ru: ["в индексе слов лишнее: {count|строка|строки|строк} без отрывка", indexHint],
  },
  "index-stray-vectors": {
    ru: ["в векторном индексе лишнее: {count|вектор|вектора|векторов} без отрывка", indexHint],
  },
  "index-missing-vectors": {
    ru: ["в векторном индексе не хватает {count|вектора|векторов|векторов}", indexHint],
  },
  "index-retired-passages": {
    ru: ["в поисковом индексе остались отрывки заменённых расшифровок ({count})", indexHint],
  },
  "index-wrong-recording-text": {
    ru: [
      "название, заметки или метки в поисковом индексе отсутствуют или устарели: {count|запись|записи|записей}",
      indexHint,
    ],
  },
  ...backupNoteTexts,
  "repaired-wrong-text": {
    ru: ["{count|отрывок|отрывка|отрывков} с неверными словами: нужно проиндексировать заново"],
  },
  "repaired-missing-stems": {
    ru: ["{count|отрывка|отрывков|отрывков} не было в индексе слов: нужно проиндексировать заново"],
  },
  "repaired-missing-passages": {
    ru: ["неполные в индексе расшифровки ({count}): нужно проиндексировать заново"],
  },
  "repaired-missing-words": {
    ru: ["расшифровки, чьих слов не было в словаре ({count}): нужно проиндексировать заново"],
  },
  "repaired-stray-text": { ru: ["удалено из индекса: {count|лишний текст|лишних текста|лишних текстов}"] },
  "repaired-stray-stems": {
    ru: ["удалено из индекса слов: {count|лишняя строка|лишние строки|лишних строк}"],
  },
  "repaired-stray-vectors": {
    ru: ["удалено из индекса: {count|лишний вектор|лишних вектора|лишних векторов}"],
  },
  "repaired-missing-vectors": { ru: ["возвращено в векторный индекс: {count|вектор|вектора|векторов}"] },
  "repaired-retired-passages": {
    ru: ["удалено из индекса: {count|отрывок|отрывка|отрывков} заменённых расшифровок"],
  },
  "repaired-wrong-recording-text": {
    ru: ["индекс названий, заметок и меток создан заново; ошибки были у {count|записи|записей|записей}"],
  },
};
