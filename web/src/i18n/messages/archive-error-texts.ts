import type { ErrorTexts } from "./error-text.ts";

/** The archive, its settings, its files and its database. */
export const archiveErrorTexts = {
  "archive-not-found": {
    ru: ["{path}: здесь нет архива", "Проверьте путь или создайте архив командой fonoteka import"],
  },
  "recording-not-found": {
    en: ["Recording {recording} is no longer in the archive", "Reload the page"],
    ru: ["Записи {recording} больше нет в архиве", "Обновите страницу"],
  },
  "recording-ambiguous": {
    ru: [
      "«{recording}» подходит к нескольким записям: {matches} …",
      "Укажите имя подробнее или номер записи",
    ],
  },
  "transcription-not-found": {
    en: ["Transcript {transcription} is no longer in the archive", "Reload the page"],
    ru: ["Расшифровки {transcription} больше нет в архиве", "Обновите страницу"],
  },
  "transcription-of-another-recording": {
    en: ["Transcript {transcription} does not belong to {recording}", "Reload the page"],
    ru: ["Расшифровка {transcription} относится не к записи {recording}", "Обновите страницу"],
  },
  "no-transcript-yet": {
    en: ["{recording} has no transcript yet", "Start the transcription on the recording's page"],
    ru: ["У записи {recording} ещё нет расшифровки", "Нажмите «Расшифровать» на странице записи"],
  },
  "invalid-date": {
    ru: ["Неверная дата: «{date}»", "Напишите её как 2024-01-15 или 2024-01-15T14:30"],
  },
  "invalid-part": { ru: ["неверная часть «{part}»", "Напишите так: 3/30 — третья из тридцати частей"] },
  "invalid-cursor": {
    en: ["The list has changed", "Reload the page"],
    ru: ["Список изменился", "Обновите страницу"],
  },
  "archive-read-only": {
    ru: ["Архив открыт только для чтения", "Откройте его там, где разрешена запись"],
  },
  "archive-busy": {
    ru: [
      "{path}: в архив сейчас пишет другая программа",
      "Подождите, пока она закончит, или остановите её и попробуйте снова",
    ],
  },
  "archive-in-use": {
    ru: [
      "{path}: архив открыт в другой программе",
      "Закройте её (fonoteka serve, идущий импорт) и снова запустите fonoteka rebuild",
    ],
  },
  "recordings-folder-missing": {
    ru: [
      "{path}: такой папки нет, восстановить data.db не из чего",
      "Проверьте путь и подключён ли диск с записями",
    ],
  },
  "sidecar-newer": {
    ru: ["{path}: файл создан более новой версией Fonoteka (версия формата {version})", "Обновите fonoteka"],
  },
  "index-being-rebuilt": {
    ru: [
      "Индекс уже строит заново процесс {process} на компьютере {host}",
      "Подождите или остановите тот процесс: действующий индекс цел",
    ],
  },
  "no-room-for-copy": {
    ru: [
      "{path}: файл нельзя прочитать на месте, а для его копии ({byteLength} байт) нет места в {folder}",
      "Освободите там место или укажите в TMPDIR папку, где оно есть",
    ],
  },
  "archive-newer": {
    ru: [
      "{path}: архив создан более новой версией Fonoteka (формат {version}, а эта версия читает до {newest})",
      "Обновите программу",
    ],
  },
  "archive-needs-upgrade": {
    ru: [
      "{path}: архив старого формата, перед чтением его нужно обновить",
      "Откройте его один раз там, где разрешена запись, или скопируйте в такое место",
    ],
  },
  "foreign-database": {
    ru: [
      "{path}: эта база данных принадлежит другой программе",
      "Укажите папку архива Fonoteka или пустую папку",
    ],
  },
  "not-a-database": {
    ru: [
      "{path}: это не база данных, или её начало перезаписано",
      "Проверьте путь; иначе восстановите data.db из резервной копии или создайте её заново командой fonoteka rebuild. Файлы в recordings/ не затронуты",
    ],
  },
  "database-damaged": {
    ru: [
      "{path}: базу данных не удаётся прочитать ({why})",
      "Сначала скопируйте архив в надёжное место. Затем восстановите data.db из резервной копии или создайте её заново командой fonoteka rebuild. Файлы в recordings/ не затронуты",
    ],
  },
  "index-damaged": {
    ru: [
      "{path}: поисковый индекс повреждён ({why})",
      "Выполните fonoteka rebuild-index: записи и расшифровки не затронуты",
    ],
  },
  "index-incomplete": {
    ru: [
      "{path}: поисковый индекс неполный",
      "Откройте архив один раз там, где разрешена запись: индекс построится заново",
    ],
  },
  "embedding-model-changed": {
    ru: [
      "{path}: архив теперь использует другую модель смысла",
      "Её сменила другая программа: перезапустите эту",
    ],
  },
  "path-escapes-recordings": {
    ru: [
      "{path}: путь к файлу записи ведёт за пределы recordings/: {filename}",
      "Кто-то изменил data.db: не пользуйтесь архивом, пока не узнаете, откуда он",
    ],
  },
  "database-gone": {
    ru: [
      "{path}: база данных пропала, хотя архив не новый",
      "Если recordings/ на другом диске, подключите его; команда fonoteka rebuild создаст базу заново по файлам из recordings/; или восстановите data.db из резервной копии",
    ],
  },
  "recordings-not-mounted": {
    ru: [
      "Папка recordings/ не подключена: в {path} нет ни одного файла архива",
      "Подключите её диск. Если файлы удалены, создайте в этой папке пустой файл .fonoteka: тогда их можно восстановить по одному",
    ],
  },
  "recordings-of-another-archive": {
    ru: [
      "Папка recordings/ от другого архива: в {path} нет файлов этого архива",
      "Подключите нужный диск или откройте архив, к которому относятся эти файлы",
    ],
  },
  "recording-file-missing": {
    ru: ["Нет файла recordings/{filename}", "Восстановите его из резервной копии"],
  },
  "recording-file-damaged": {
    ru: ["файл recordings/{filename} повреждён", "Восстановите его из резервной копии"],
  },
  "recording-in-work": {
    ru: ["{recording}: идёт расшифровка", "Дождитесь её окончания или остановите её и повторите"],
  },
  "forget-range-invalid": {
    ru: [
      "В записи {recording} длиной {lengthSeconds} с нет фрагмента с {startSeconds} по {endSeconds} с",
      "Укажите начало и конец внутри записи",
    ],
  },
  "stray-file-not-opus": {
    ru: [
      "recordings/{filename} — не файл Ogg Opus: оставить его там нельзя",
      "Уберите его из папки recordings/ и добавьте оттуда, куда убрали",
    ],
  },
  "stray-file-damaged": {
    ru: [
      "recordings/{filename} — повреждённый файл Ogg Opus: {flaw}",
      "Уберите его из папки recordings/ и добавьте оттуда, куда убрали: уцелевший звук сохранится в исправленном файле",
    ],
  },
  "trash-entry-not-found": {
    en: ["Recording {recording} is no longer in the trash", "Reload the page"],
    ru: ["Записи {recording} больше нет в корзине", "Обновите страницу"],
  },
  "trash-entry-damaged": {
    ru: [
      "{path}: файл изменён, восстановить запись нельзя",
      "Файл Opus рядом с ним можно добавить в архив заново",
    ],
  },
  "trash-rows-damaged": {
    ru: [
      "Корзина: сохранённые строки таблицы {table} изменены",
      "Посмотрите файл .json в папке trash/; файл Opus рядом с ним можно добавить в архив заново",
    ],
  },
  "recording-not-in-trash": {
    ru: ["Запись {recording} уже в архиве", "Восстанавливать нечего"],
  },
  "not-an-own-folder": {
    ru: [
      "{path}: это символическая ссылка или файл, а не папка архива",
      "По ссылкам из архива Fonoteka не ходит: поставьте на это место обычную папку",
    ],
  },
  "recording-not-a-file": {
    ru: [
      "recordings/{filename} — не обычный файл",
      "Ссылки, каналы и устройства не открываются: поставьте на это место сам файл Opus или восстановите его из резервной копии",
    ],
  },
  "text-not-valid": {
    ru: ["Поле «{field}»: недопустимые знаки (NUL или половина суррогатной пары)", "Уберите эти знаки"],
  },
  "settings-not-a-file": {
    ru: [
      "{path}: это не обычный файл",
      "Ссылки, каналы и устройства не открываются: положите на это место сам файл или удалите его",
    ],
  },
  "settings-not-json": {
    ru: ["{path}: неверный JSON", "Проверьте кавычки, запятые и скобки или удалите файл"],
  },
  "settings-not-an-object": {
    ru: ["{path}: это не объект JSON", "Запишите настройки одним объектом"],
  },
  "unknown-setting": {
    ru: ["{path}: неизвестная настройка «{setting}»", "Известные настройки: {known}"],
  },
  "invalid-setting": {
    ru: [
      "Настройка {setting}: неверное значение {value} (нужно: {expected})",
      "Настройки описаны в docs/cli.md",
    ],
  },
  "setting-outside-archive": {
    ru: [
      "{path}: {setting} {value} указывает за пределы архива",
      "Уберите это из файла и задайте на этом компьютере {environment}",
    ],
  },
  "path-not-found": { ru: ["{path}: нет такого файла или папки", "Проверьте путь"] },
  "path-not-a-folder": { ru: ["{path}: часть пути — не папка", "Проверьте путь"] },
  "path-is-a-folder": { ru: ["{path}: это папка, а не файл", "Укажите путь к файлу"] },
  "too-many-links": {
    ru: ["{path}: слишком много символических ссылок", "Укажите путь к самому файлу"],
  },
  "name-too-long": { ru: ["{path}: имя слишком длинное для этого диска", "Выберите имя короче"] },
  "no-permission": { ru: ["{path}: нет прав доступа", "Проверьте владельца и права доступа"] },
  "disk-read-only": {
    ru: ["{path}: диск доступен только для чтения", "Выберите место, куда можно писать"],
  },
  "archive-not-writable": {
    ru: ["{path}: в архив нельзя писать", "Проверьте владельца и права доступа папки архива и data.db"],
  },
  "archive-not-readable": {
    ru: ["{path}: архив не открывается", "Проверьте владельца и права доступа папки архива и data.db"],
  },
  "system-rejected": { ru: ["{path}: система отклонила действие ({code}, {call})", "Проверьте диск и путь"] },
  "disk-full": { ru: ["{path}: диск заполнен", "Освободите место и попробуйте снова: ничего не потеряно"] },
  "output-disk-full": {
    ru: ["{path}: диск заполнен", "Освободите место и запустите команду снова: вывод неполон"],
  },
  "disk-quota-used-up": {
    ru: ["{path}: исчерпана дисковая квота", "Освободите место и попробуйте снова: ничего не потеряно"],
  },
  "file-too-large": {
    ru: ["{path}: файл больше, чем допускает этот диск", "Выберите диск, который хранит большие файлы"],
  },
  "disk-error": {
    ru: [
      "{path}: диск сообщает об ошибке ({why})",
      "Проверьте диск и его подключение и попробуйте снова: сохранённое раньше цело",
    ],
  },
  "too-many-files": {
    ru: [
      "{path}: открыто слишком много файлов",
      "Закройте другие программы или поднимите предел (ulimit -n) и попробуйте снова",
    ],
  },
  "sqlite-too-old": {
    ru: [
      "SQLite {version} слишком старый: версии до {oldest} могут терять сохранённые данные",
      "Запустите fonoteka на Node 24.21 или новее",
    ],
  },
  "native-module-missing": {
    ru: [
      "Не загружается модуль {module} ({why})",
      "Установите fonoteka на этом компьютере заново ({platform}): его пакет {module} отсутствует или повреждён",
    ],
  },
} satisfies Partial<ErrorTexts>;
