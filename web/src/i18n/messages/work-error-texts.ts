import type { ErrorTexts } from "./error-text.ts";

/** Import, recognition, search, models, and bugs of the program. */
export const workErrorTexts = {
  cancelled: {
    en: ["Cancelled", "Start it again: it continues where it stopped"],
    ru: ["Отменено", "Запустите снова: работа продолжится с того же места"],
  },
  "not-confirmed": { ru: ["Не подтверждено: ничего не изменено", "Ответьте yes или добавьте --yes"] },
  "confirmation-needed": {
    ru: ["Это нельзя отменить, а спросить негде: терминала нет", "Добавьте --yes, если уверены"],
  },
  "internal-error": {
    ru: ["Непредвиденная ошибка ({why})", "Это ошибка в Fonoteka: сообщите о ней вместе с этим текстом"],
  },
  "server-error": {
    ru: [
      "Непредвиденная ошибка сервера",
      "Это ошибка в Fonoteka: сообщите о ней вместе с тем, что вывел сервер",
    ],
  },
  "stored-error": { ru: ["{message}", "{hint}"] },
  "engine-stopped": {
    ru: [
      "Процесс с моделями неожиданно остановился ({how})",
      "Попробуйте снова: архив цел; если не хватило памяти, закройте другие программы или выберите модель поменьше",
    ],
  },
  "engine-error": {
    ru: [
      "Сбой процесса с моделями ({why})",
      "Попробуйте снова; если на той же записи сбой повторится, сообщите о нём вместе с этим текстом",
    ],
  },
  "telemetry-not-disabled": {
    ru: [
      "Среда ONNX Runtime не загружена: из этого рабочего потока нельзя отключить её телеметрию",
      "Сначала откройте архив в главном потоке или создайте рабочий поток с параметром env: SHARE_ENV",
    ],
  },
  "checkpoint-unusable": {
    ru: [
      "{path}: расшифровку нельзя продолжить с места остановки: звук в файле уже другой",
      "Запустите снова: расшифровка начнётся с начала",
    ],
  },
  "ended-each-time": {
    en: [
      "Fonoteka stopped unexpectedly each time it processed this",
      "Check that there is enough memory, then start it again here",
    ],
    ru: [
      "Каждый раз при этой обработке программа неожиданно завершалась",
      "Проверьте, хватает ли памяти, и запустите работу ещё раз отсюда",
    ],
  },
  "search-thread-stopped": { ru: ["Поток поиска остановился ({how})", "Повторите поиск"] },
  "search-engine-failed": {
    ru: ["Сбой поискового движка {engine} ({how})", "Проверьте, работает ли он"],
  },
  "search-engine-silent": {
    ru: ["Поисковый движок {engine} не ответил за {seconds} с", "Проверьте, работает ли он"],
  },
  "search-engine-busy": {
    ru: ["В поисковый движок {engine} пишет другой процесс", "Повторите, когда он закончит"],
  },
  "search-engine-answer-invalid": {
    ru: [
      "Поисковый движок {engine} прислал неверный ответ",
      "Проверьте, подходит ли он к этой версии «Фонотеки»",
    ],
  },
  "options-for-one-file": {
    ru: ["--date, --title и --transcript относятся только к одному файлу", "Добавьте этот файл отдельно"],
  },
  "options-not-for-a-folder": {
    ru: [
      "{path}: --date, --title и --transcript относятся к одному файлу, а не к папке",
      "Добавьте этот файл отдельно",
    ],
  },
  "not-a-regular-file": { ru: ["{path}: это не обычный файл", "Укажите аудио- или видеофайл либо папку"] },
  "file-changed": {
    ru: [
      "{path}: файл изменился во время чтения",
      "Дождитесь, пока он запишется целиком, и добавьте его снова",
    ],
  },
  "name-not-utf8": {
    ru: ["{path}: имя файла не в кодировке UTF-8", "Переименуйте файл и добавьте его снова"],
  },
  "output-is-a-folder": { ru: ["{path}: это папка, а не файл", "Укажите путь к файлу"] },
  "output-not-a-file": { ru: ["{path}: это не обычный файл", "Укажите путь к файлу"] },
  "output-in-archive": { ru: ["{path}: этот файл принадлежит архиву", "Выберите место вне архива"] },
  "file-exists": { ru: ["{path}: файл уже существует", "Выберите другое имя"] },
  "export-file-and-folder": {
    ru: ["Экспорт: --out и --to нельзя указать вместе", "Укажите --out ФАЙЛ или --to ПАПКА"],
  },
  "export-many-to-one-file": {
    ru: [
      "Экспорт: {count|запись|записи|записей} нельзя сохранить в один файл",
      "Выберите одну запись или укажите папку",
    ],
  },
  "export-without-target": {
    ru: ["Экспорт: не указано, куда сохранять", "Укажите --out ФАЙЛ для одной записи или --to ПАПКА"],
  },
  "export-without-recordings": {
    ru: ["Экспорт: не указаны записи", "Назовите записи или используйте --all"],
  },
  "export-all-and-recordings": {
    ru: ["Экспорт: --all нельзя указать вместе с записями", "Уберите --all или записи"],
  },
  "export-audio-without-folder": { ru: ["Экспорт: для звука нужна папка", "Укажите папку"] },
  "query-empty": { ru: ["Запрос пуст", "Введите слово, вопрос или фразу в кавычках"] },
  "query-without-words": {
    ru: ["В запросе «{query}» нет слов", "Введите слово, вопрос или фразу в кавычках"],
  },
  "query-only-exclusions": {
    ru: ["В запросе «{query}» только исключения", "Добавьте перед минусом слово, которое нужно найти"],
  },
  "unknown-search-mode": { ru: ["Неизвестный режим поиска «{mode}»", "Выберите один из режимов: {known}"] },
  "invalid-limit": { ru: ["Неверное число результатов: {limit}", "Укажите целое число от 1 до 1000"] },
  "invalid-offset": { ru: ["Неверное смещение: {offset}", "Укажите 0 или больше"] },
  "search-needs-model": {
    en: [
      "Search mode {mode} needs an embedding model, and there is none",
      "Download one on the Activity page",
    ],
    ru: ["Для режима поиска {mode} нужна модель смысла, а её нет", "Скачайте её на странице «Обработка»"],
  },
  "invalid-moment-count": {
    ru: ["Неверное число предложений: {count}", "Укажите целое число от 1 до 10000"],
  },
  "nothing-to-evaluate": {
    en: ["No speech to evaluate the search with", "Transcribe a recording first"],
    ru: ["Нет речи, на которой можно проверить поиск", "Сначала расшифруйте хотя бы одну запись"],
  },
  "not-an-evaluation": {
    ru: ["{path}: это не результат команды fonoteka eval", "Сохраните его так: fonoteka eval --json > ФАЙЛ"],
  },
  "model-not-installed": {
    en: ["The model {model} is not installed", "Download it on the Activity page"],
    ru: ["Модель {model} не установлена", "Скачайте её на странице «Обработка»"],
  },
  "bundled-model-damaged": {
    ru: [
      "Модель {model}: файл {file} пакета {package} отсутствует или неполон",
      "Установите fonoteka заново: эта модель входит в неё",
    ],
  },
  "model-file-missing": {
    en: [
      "{path}: a file of the model is missing",
      "Download the model again on the Activity page, or install fonoteka again",
    ],
    ru: [
      "{path}: нет файла модели",
      "Скачайте модель ещё раз на странице «Обработка» или установите fonoteka заново",
    ],
  },
  "model-unusable": {
    en: [
      "{path}: not usable as a model: {why}",
      "Download the model again on the Activity page, or install fonoteka again",
    ],
    ru: [
      "{path}: модель не загружается ({why})",
      "Скачайте модель ещё раз на странице «Обработка» или установите fonoteka заново",
    ],
  },
  "model-not-found": { ru: ["Нет модели «{model}»", "Обновите страницу"] },
  "unknown-model": { ru: ["Неизвестная модель «{model}»", "Выберите одну из моделей: {known}"] },
  "not-an-embedding-model": {
    ru: ["{model} — модель вида {kind}, а не модель смысла", "Выберите одну из моделей: {known}"],
  },
  "invalid-model-hub": { ru: ["Хранилище моделей {hub}: это не адрес", "Укажите адрес вида {example}"] },
  "download-failed": {
    ru: [
      "Не удалось скачать с {host} ({why})",
      "Проверьте соединение и попробуйте снова: скачивание продолжится с того же места; зеркало задаётся в FONOTEKA_MODEL_HUB",
    ],
  },
  "download-rejected": {
    ru: ["{host} ответил {status}", "Попробуйте позже или укажите зеркало в FONOTEKA_MODEL_HUB"],
  },
  "download-not-there": {
    ru: [
      "{host} ответил {status}",
      "Проверьте адрес хранилища (FONOTEKA_MODEL_HUB): на зеркале должна быть эта модель",
    ],
  },
  "checksum-mismatch": {
    ru: [
      "Контрольная сумма не совпадает: у присланного {host} файла SHA-256 не {sha256}",
      "Попробуйте позже или укажите другое хранилище в FONOTEKA_MODEL_HUB",
    ],
  },
  "language-not-supported": {
    ru: ["Речевая модель не знает языка «{language}»", "Выберите один из языков: {known}"],
  },
  "speech-model-unusable": {
    ru: ["{path}: речевая модель не загружается ({why})", "Установите модель заново"],
  },
  "recognition-failed": {
    ru: [
      "{path}: не удалось распознать речь ({why})",
      "Попробуйте снова; если сбой повторится, сообщите о нём вместе с этим текстом",
    ],
  },
  "resampling-failed": {
    ru: ["Не удалось преобразовать звук ({why})", "Освободите память и попробуйте снова"],
  },
  "embedding-failed": { ru: ["Сбой модели {model} ({why})", "Попробуйте снова или выберите другую модель"] },
} satisfies Partial<ErrorTexts>;
