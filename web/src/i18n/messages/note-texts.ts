import type { NoteCode } from "../../api/api.ts";
import { backupNoteTexts } from "./backup-texts.ts";
import { verifyNoteTexts } from "./verify-note-texts.ts";

/** What the page says of every note of the catalogue (src/messages/notes.ts), by code; English comes from the server. */
const indexHint = "fonoteka status --check --repair исправит его; расшифровки не затронуты";

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

  "audio-damaged-places": {
    ru: ["пропущено или сглажено: {count|повреждённое место|повреждённых места|повреждённых мест}"],
  },
  "audio-damaged-at": {
    ru: [
      "пропущено или сглажено: {count|повреждённое место|повреждённых места|повреждённых мест} (около {places})",
    ],
  },
  "audio-reading-stopped": { ru: ["чтение прервалось на повреждённом месте: остальное потеряно"] },
  "audio-ends-early": { ru: ["нет конца записи: в файле {seconds} с из {totalSeconds} с"] },
  "audio-end-missing": { ru: ["нет конца записи: в файле {byteLength} из {stated} байт"] },
  "audio-end-lost": { ru: ["нет конца записи: файл обрывается"] },
  "audio-length-wrong": {
    ru: ["по заголовку звука {stated|байт|байта|байт}, в файле {byteLength}: прочитано всё"],
  },
  "audio-trailing-data": {
    ru: [
      "после конца звука не прочитано {byteLength|байт|байта|байт} ({kind})",
      "Если там тоже звук, разрежьте файл в этом месте и добавьте обе части",
    ],
  },
  "audio-joined-files": {
    ru: ["в файле соединены {count|файл|файла|файлов}: они взяты один за другим"],
  },
  "audio-part-silent": {
    ru: ["часть {part} из {parts} не удаётся прочитать ({error}): вместо неё {seconds} с тишины"],
  },
  "audio-part-missing": {
    ru: [
      "часть {part} из {parts} не удаётся прочитать ({error}): её {byteLength|байт|байта|байт} в записи нет",
    ],
  },
  "subtitles-not-taken": {
    ru: [
      "не взято: {count|дорожка субтитров|дорожки субтитров|дорожек субтитров}",
      "Сохраните субтитры в SRT программой, в которой сделан файл, затем: fonoteka transcribe ID --from FILE.srt",
    ],
  },
  "audio-starts-late": { ru: ["звук начинается через {seconds} с после начала файла: до этого тишина"] },
  "audio-start-cut": {
    ru: ["звук до начала часов файла ({seconds} с) отброшен, как это делают проигрыватели"],
  },
  "audio-holes-filled": {
    ru: ["где в файле нет звука, вставлена тишина: {count|место|места|мест}, всего {seconds} с ({places})"],
  },
  "audio-overlaps-cut": {
    ru: [
      "повторный звук за одно и то же время отброшен: {count|место|места|мест}, всего {seconds} с ({places})",
    ],
  },
  "audio-clock-jumps": {
    ru: ["часы файла скачут ({count|место|места|мест}: {places}); звук идёт там без перерыва"],
  },
  "audio-clock-slower": {
    ru: [
      "звук на {seconds} с короче, чем по часам файла: тишина вставлена в {count|тихом месте|тихих местах|тихих местах}",
    ],
  },
  "audio-clock-faster": {
    ru: [
      "звук на {seconds} с длиннее, чем по часам файла: он сокращён в {count|тихом месте|тихих местах|тихих местах}",
    ],
  },
  "ogg-damaged": { ru: ["файл Ogg повреждён ({flaw})"] },
  "other-tracks": {
    ru: [
      "это звуковая дорожка {track} из {count}; ещё в файле есть {others}",
      'Добавить другую: fonoteka import "{name}" --track НОМЕР',
    ],
  },
  "track-silent": { ru: ["в звуковой дорожке {track} нет звука"] },
  "tracks-silent": { ru: ["{count|дорожка|дорожки|дорожек} без звука: {tracks}"] },
  "tracks-without-decoder": { ru: ["{count|дорожка|дорожки|дорожек} с неизвестным кодеком: {tracks}"] },
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
  "not-audio": { ru: ["не аудиофайл ({kind})"] },
  "import-skipped": { ru: ["пропущено: {error}"] },

  "heard-left-channel": {
    ru: ["распознан только левый канал", "Чтобы распознать оба вместе: расшифруйте ещё раз с --channels mix"],
  },
  "heard-right-channel": {
    ru: [
      "распознан только правый канал",
      "Чтобы распознать оба вместе: расшифруйте ещё раз с --channels mix",
    ],
  },
  "heard-difference": { ru: ["каналы записаны в противофазе: распознана их разность"] },
  "heard-channels-apart": {
    ru: [
      "два канала распознаны как два собеседника",
      "Чтобы распознать оба вместе: расшифруйте ещё раз с --channels mix",
    ],
  },
  "quiet-speech-raised": {
    ru: ["очень тихая речь ({seconds} с) усилена при распознавании, не более чем на {decibels} дБ"],
  },

  "transcript-not-attached": {
    ru: [
      "расшифровка {path} не добавлена: запись уже была в архиве",
      "fonoteka transcribe {recordingId} --from {path}",
    ],
  },
  "transcript-other-form": {
    ru: ["не добавлено: {files} (другие виды расшифровки {path})"],
  },
  "transcript-without-audio": {
    ru: ["расшифровка, рядом с которой нет аудиофайла с тем же именем", "Добавьте её на странице записи"],
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
  "transcript-timeline-shifted": {
    ru: [
      "время в расшифровке начинается с {start}, как в программах монтажа: столько вычтено из каждого времени, чтобы она подошла к записи",
    ],
  },
  "transcript-wall-clock": {
    ru: ["в расшифровке время суток: первая строка, сказанная в {start}, поставлена в начало записи"],
  },
  "transcript-frame-rate": {
    ru: ["расшифровка считает кадры, но не говорит, сколько их в секунде: прочитано по {rate} в секунду"],
  },
  "transcript-hundredths": {
    ru: [
      "в расшифровке не сказано, что считают её числа: прочитаны как сотые доли секунды, с ними она подходит к записи",
    ],
  },
  "transcript-sounds-left-out": {
    ru: [
      "из расшифровки {count|опущен|опущено|опущено} {count|звук|звука|звуков}, таких как смех или музыка",
    ],
  },
  "transcript-clock-restarted": {
    ru: [
      "отсчёт времени в расшифровке начинается заново {count|раз|раза|раз}: порядок сохранён, каждая часть поставлена вслед за предыдущей",
      "Проверьте несколько мест на слух: после первой части время может расходиться на несколько секунд",
    ],
  },
  "transcript-lines-sorted": {
    ru: [
      "в расшифровке {count|строка начинается|строки начинаются|строк начинаются} раньше той, что выше: все строки упорядочены по времени",
    ],
  },
  "transcript-lines-without-time": {
    ru: ["в расшифровке {count|строка|строки|строк} без верного времени: они помещены между соседними"],
  },
  "transcript-captions-rolled": {
    ru: [
      "бегущие субтитры: {count|субтитр повторяет|субтитра повторяют|субтитров повторяют} то, что уже было на экране; повторы убраны",
    ],
  },
  "transcript-letters-mended": {
    ru: ["буквы расшифровки, разрезанные надвое, собраны в {count|месте|местах|местах}"],
  },
  "transcript-letters-lost": {
    ru: ["в расшифровке {count|слово|слова|слов} с нечитаемыми буквами (\ufffd)"],
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
