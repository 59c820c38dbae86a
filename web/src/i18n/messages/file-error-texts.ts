import type { ErrorTexts } from "./error-text.ts";

const playElsewhere = "Проверьте, открывается ли он в другой программе";
const getAgain = "Скачайте или скопируйте файл заново";

/** Audio files, and transcripts of other programs. */
export const fileErrorTexts = {
  "not-audio": {
    en: [
      "Not an audio file ({kind})",
      "Choose an audio or video file: WAV, MP3, M4A, Opus, FLAC, OGG, WebM, MP4 …",
    ],
    ru: [
      "Это не аудиофайл ({kind})",
      "Выберите аудио- или видеофайл: WAV, MP3, M4A, Opus, FLAC, OGG, WebM, MP4 …",
    ],
  },
  "no-audio-track": { ru: ["{path}: в файле нет звука ({kind})", "Выберите файл со звуком"] },
  "no-such-track": {
    ru: [
      "{path}: звуковой дорожки {track} в файле нет; в нём {tracks|дорожка|дорожки|дорожек}",
      "Выберите номер от 1 до {tracks}",
    ],
  },
  "one-track-only": {
    ru: ["{path}: звуковой дорожки {track} в файле нет; в нём одна дорожка", "Не указывайте номер дорожки"],
  },
  "codec-not-supported": {
    ru: ["{path}: кодек {codec} не поддерживается ({why})", "Преобразуйте файл в WAV, FLAC, MP3 или Opus"],
  },
  "no-opus-stream": { ru: ["{path}: в файле нет потока Opus", "Выберите аудио- или видеофайл"] },
  "audio-empty": { ru: ["{path}: файл пуст", getAgain] },
  "no-audio-in-file": { ru: ["{path}: в файле нет звука", playElsewhere] },
  "invalid-header": {
    ru: ["{path}: неверный заголовок ({channels|канал|канала|каналов}, {sampleRate} Гц)", playElsewhere],
  },
  "cannot-decode": {
    ru: [
      "{path}: файл не удаётся прочитать ({why})",
      `${playElsewhere}; если да, преобразуйте его в WAV, FLAC или MP3`,
    ],
  },
  "mp4-index-missing": {
    ru: [
      "{path}: в файле нет индекса (moov): так бывает, когда диктофон или камера выключились во время записи или копирование прервалось. Где в файле звук, неизвестно",
      "Скопируйте файл с устройства ещё раз; если индекса нет и там, восстановите его программой вроде untrunc по целому файлу с того же устройства и добавьте результат",
    ],
  },
  "nothing-decoded": {
    ru: [
      "{path}: в файле ничего не удаётся прочитать",
      `${playElsewhere}; если он неполный, скачайте или скопируйте его заново`,
    ],
  },
  "nothing-decoded-because": {
    ru: [
      "{path}: в файле ничего не удаётся прочитать ({why})",
      `${playElsewhere}; если он неполный, скачайте или скопируйте его заново`,
    ],
  },
  "nothing-recorded": { ru: ["Ничего не записалось", "Запишите ещё раз"] },
  "clip-not-in-recording": {
    ru: [
      "{path}: фрагмент с {startSeconds} по {endSeconds} с не помещается в записи длиной {lengthSeconds} с",
      "Выберите начало и конец внутри записи",
    ],
  },
  "clip-range-invalid": {
    ru: [
      "Начало и конец фрагмента — неотрицательные числа секунд",
      "Выберите начало раньше конца, оба внутри записи",
    ],
  },
  "clip-ends-before-start": {
    ru: [
      "Начало фрагмента ({startSeconds} с) должно быть раньше конца ({endSeconds} с)",
      "Поменяйте их местами или выберите другие",
    ],
  },
  "clip-replaces-recording": {
    ru: ["{path}: фрагмент не может заменить свою запись", "Выберите другое имя"],
  },
  "clip-without-audio": { ru: ["{path}: на отметке {startMs} мс нет звука", "Выберите другой отрезок"] },

  "plain-text-beside": {
    en: [
      "It has no times, and may be something else than a transcript",
      "If it is one, attach it on the recording's page",
    ],
    ru: [
      "В нём нет времени, и это может быть не расшифровка",
      "Если это расшифровка, добавьте её на странице записи",
    ],
  },
  "transcript-beside-forgotten": {
    en: [
      "A stretch of this recording was forgotten, and the transcript may have its words",
      "If it has not, attach it on the recording's page",
    ],
    ru: [
      "Отрывок этой записи стёрт, а в расшифровке могут быть его слова",
      "Если их там нет, добавьте её на странице записи",
    ],
  },
  "transcript-is-binary": {
    ru: ["Это не расшифровка (двоичные данные)", "Выберите текстовый файл: SRT, VTT, JSON, TXT"],
  },
  "transcript-is-rtf": {
    ru: ["Это не расшифровка (документ RTF)", "Сохраните его как простой текст, SRT или VTT"],
  },
  "transcript-is-packed": {
    ru: [
      "Это не расшифровка (документ Office или архив ZIP или gzip)",
      "Сохраните документ как простой текст либо скачайте SRT или VTT (в Teams: «Скачать как .vtt»), либо сначала распакуйте архив",
    ],
  },
  "transcript-is-pdf": {
    ru: ["Это не расшифровка (документ PDF)", "Сохраните его как простой текст, SRT или VTT"],
  },
  "transcript-is-audio": {
    ru: ["Это не расшифровка (аудио- или видеофайл)", "Добавьте его в архив как запись"],
  },
  "transcript-too-large": {
    ru: [
      "{path}: файл слишком велик для расшифровки (предел — {limitMegabytes} МБ)",
      "Проверьте, тот ли это файл",
    ],
  },
  "transcript-empty": { ru: ["Расшифровка пуста", "Проверьте, тот ли это файл"] },
  "transcript-without-words": {
    ru: [
      "В расшифровке нет слов",
      "Проверьте, тот ли это файл: он может быть пуст или содержать только время",
    ],
  },
  "transcript-only-times": {
    ru: ["В расшифровке есть время, но нет текста", "Экспортируйте её вместе с текстом"],
  },
  "transcript-without-cues": {
    ru: [
      "В файле {ending} нет правильных субтитров",
      "Проверьте метки времени или скачайте файл заново; тексту без времени нужно расширение .txt",
    ],
  },
  "transcript-format-unknown": {
    ru: [
      "Формат расшифровки неизвестен: строка {line} — не обычный текст ({sample})",
      "Преобразуйте файл в SRT или VTT; если это текст без времени, удалите такие строки",
    ],
  },
  "transcript-without-times": {
    ru: [
      "В расшифровке нет времени, а длина записи неизвестна",
      "Укажите длину в секундах или выберите расшифровку с отметками времени (SRT, VTT, JSON)",
    ],
  },
  "unknown-json-transcript": {
    ru: [
      "Этот JSON — не расшифровка известного формата (его поля: {fields})",
      "Читаются списки строк с текстом и временем начала и JSON программ: Whisper и похожие, ElevenLabs, Parakeet, Gladia, Rev, Deepgram, AssemblyAI, Soniox, Яндекс, SaluteSpeech, Azure, Google, Amazon и другие; или сохраните расшифровку как SRT или VTT",
    ],
  },
  "unknown-xml-transcript": {
    ru: [
      "Этот XML — не расшифровка известного формата",
      "Известны TTML/DFXP, субтитры YouTube, ELAN и aeneas; или преобразуйте файл в SRT или VTT",
    ],
  },
  "transcript-of-several-recordings": {
    ru: [
      "В файле расшифровки {count|записи|записей|записей}",
      "Сохраните расшифровку каждой записи отдельным файлом",
    ],
  },
  "scc-not-supported": {
    ru: ["Субтитры SCC не поддерживаются: в них коды вместо текста", "Сначала преобразуйте их в SRT или VTT"],
  },
  "transcript-json-invalid": {
    ru: ["JSON неверен или неполон ({why})", "Сохраните или скачайте файл ещё раз"],
  },
  "transcript-xml-too-deep": {
    ru: [
      "Вложенность XML — более {count|уровня|уровней|уровней}",
      "Проверьте файл: таких расшифровок не бывает",
    ],
  },
  "transcript-version-newer": {
    ru: [
      "fonoteka-transcript версии {version}: эта программа читает до версии {newest}",
      "Обновите fonoteka или экспортируйте расшифровку как SRT или VTT",
    ],
  },
  "fonoteka-transcript-invalid": {
    ru: [
      "Неверный файл fonoteka-transcript ({why})",
      "Файл изменён вручную или другой программой: экспортируйте его заново",
    ],
  },
  "transcript-does-not-fit": {
    en: [
      "The transcript does not fit the recording: it ends at {end}, {recording} at {length}",
      "Check that it belongs to this recording",
    ],
    ru: [
      "Расшифровка не подходит к записи: она кончается на {end}, а {recording} — на {length}",
      "Проверьте, от этой ли записи расшифровка",
    ],
  },
  "unknown-channels": { ru: ["Такого выбора каналов нет: {channels}", "Можно выбрать: {known}"] },
  "unknown-language": { ru: ["Неизвестный язык «{language}»", "Укажите код из двух букв: ru, en"] },
} satisfies Partial<ErrorTexts>;
