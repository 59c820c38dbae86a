import type { NoteCode } from "../../api/api.ts";

/** What the page says of the notes about audio files and transcripts. */
export const soundNoteTexts = {
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
  "audio-incomplete": { ru: ["не хватает части записи: есть {seconds} с из {totalSeconds} с"] },
  "audio-part-lost": { ru: ["не хватает части записи: в файле {byteLength} из {stated} байт"] },
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
  "not-audio": { ru: ["не аудиофайл ({kind})"] },
  "import-skipped": { ru: ["пропущено: {error}"] },

  "heard-left-channel": {
    ru: [
      "распознан только левый канал",
      "Чтобы распознать оба: расшифруйте ещё раз с --channels mix (вместе) или --channels separate (каждый отдельно)",
    ],
  },
  "heard-right-channel": {
    ru: [
      "распознан только правый канал",
      "Чтобы распознать оба: расшифруйте ещё раз с --channels mix (вместе) или --channels separate (каждый отдельно)",
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
  "transcript-times-repaired": {
    ru: [
      "в расшифровке {count|строка|строки|строк} со временем меньше нуля или с концом раньше начала: взят ноль, а конец — по длине текста",
    ],
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
} satisfies Partial<Record<NoteCode, { ru: readonly [text: string, hint?: string] }>>;
