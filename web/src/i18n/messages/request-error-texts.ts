import type { ErrorTexts } from "./error-text.ts";

const seeApi = "Все адреса описаны в /api/openapi.json";

/** Command line, server and service. */
export const requestErrorTexts = {
  "invalid-time": { ru: ["{option}: «{value}» — не время", "Например: 83, 1:23, 1:23.5 или 1:02:03"] },
  "stretch-without-end": {
    ru: [
      "--from: не указан конец отрезка",
      "Добавьте --to, например: fonoteka forget 3 --from 12:30 --to 13:05",
    ],
  },
  "recordings-or-all": {
    ru: [
      "date --from: укажите записи или --all, но не то и другое вместе",
      "Например: fonoteka date --from name 3 или fonoteka date --from name --all",
    ],
  },
  "date-arguments": {
    ru: ["date: укажите одну запись и дату для неё", "Например: fonoteka date 3 2024-01-15T14:30"],
  },
  "invalid-size": { ru: ["«{value}» — не размер", "Например: 500MB или 8GB"] },
  "invalid-number": {
    ru: ["{option}: «{value}» — не целое число от {min} до {max}", "Например: {option} {example}"],
  },
  "from-needs-one-recording": {
    ru: ["--from: нужна ровно одна запись", "Укажите номер или имя файла: fonoteka transcribe 3 --from ФАЙЛ"],
  },
  "option-needs-another": {
    ru: ["{option} действует только вместе с {other}", "Добавьте {other} или уберите {option}"],
  },
  "invalid-command-line": { ru: ["{why}", "{help}"] },
  "invalid-request": { ru: ["Неверный запрос ({why})", seeApi] },
  "value-too-long": { ru: ["Поле «{field}»: больше {max|знака|знаков|знаков}", "Сократите текст"] },
  "too-many-values": { ru: ["Поле «{field}»: больше {max|значения|значений|значений}", "Уберите лишние"] },
  "value-too-large": { ru: ["Поле «{field}»: число больше {max}", "Укажите число меньше"] },
  "value-too-small": { ru: ["Поле «{field}»: число меньше {min}", "Укажите число больше"] },
  "value-missing": { ru: ["Поле «{field}» не заполнено", seeApi] },
  "value-invalid": { ru: ["Поле «{field}»: нужно другое значение ({expected})", seeApi] },
  "value-not-known": { ru: ["Поле «{field}»: неизвестное значение", "Выберите одно из: {known}"] },
  "field-unknown": { ru: ["Неизвестное поле «{field}»", seeApi] },
  "nothing-to-change": { ru: ["Нечего менять", "Укажите название, заметки, метки или дату"] },
  "body-not-json": { ru: ["Тело запроса — неправильный JSON", "Проверьте кавычки, запятые и скобки"] },
  "content-type-not-accepted": { ru: ["Этот адрес не принимает такой Content-Type", seeApi] },
  "route-not-found": { ru: ["Нет адреса {method} {path}", seeApi] },
  "method-not-allowed": { ru: ["{path}: {method} не разрешён, только {allowed}", seeApi] },
  "page-file-not-found": { ru: ["Нет файла {path}", "Откройте /"] },
  "request-timeout": {
    ru: [
      "Тело запроса не пришло за {count|секунду|секунды|секунд}",
      "Отправьте ещё раз по более быстрой сети",
    ],
  },
  "too-many-guesses": {
    ru: [
      "Слишком много запросов с неверным ключом доступа",
      "Подождите минуту и откройте адрес, который вывела команда fonoteka serve",
    ],
  },
  "token-too-weak": {
    ru: [
      "Ключ доступа слишком легко угадать",
      "Уберите --token, тогда ключ создастся сам, или задайте не меньше 22 случайных букв и цифр",
    ],
  },
  "host-not-allowed": {
    ru: ["Host {host}: у этого сервера нет такого имени", "Разрешите его: --allow-host ИМЯ"],
  },
  "foreign-origin": { ru: ["Запрос с другого сайта", "Откройте страницу этого сервера"] },
  "token-required": { ru: ["Нужен ключ доступа", "Откройте адрес, который вывела команда fonoteka serve"] },
  "body-too-large": { ru: ["Тело запроса больше {limit} байт", "Отправляйте меньше за один раз"] },
  "body-too-large-unknown": { ru: ["Тело запроса слишком велико", "Отправляйте меньше за один раз"] },
  "range-not-satisfiable": {
    ru: ["В файле {count|байт|байта|байт}", "Запросите диапазон в пределах файла"],
  },
  "form-without-file": { ru: ["В форме нет файла", "Отправьте его в поле file"] },
  "upload-invalid": {
    ru: ["Неверная отправка файла ({why})", "Смотрите https://tus.io/protocols/resumable-upload"],
  },
  "upload-longer-than-announced": {
    ru: ["Пришло больше данных, чем было объявлено", "Укажите настоящую длину файла"],
  },
  "upload-not-found": { ru: ["Отправки {upload} больше нет", "Отправьте файл ещё раз"] },
  "track-not-offered": {
    ru: [
      "{name}: звуковой дорожки {track} нет среди предложенных",
      "Выберите одну из дорожек в списке или отправьте файл ещё раз, указав offerTracks true в Upload-Metadata",
    ],
  },
  "host-needs-token": { ru: ["Адрес {host} доступен другим устройствам", "Задайте ключ доступа"] },
  "port-in-use": {
    ru: [
      "{address}: этот адрес занят другой программой, возможно, другой Fonoteka",
      "Выберите другой порт (--port) или остановите ту программу",
    ],
  },
  "port-not-permitted": { ru: ["{address}: нет прав занять этот адрес", "Выберите порт больше 1023"] },
  "address-not-available": {
    ru: ["{address}: у этого компьютера нет такого адреса", "Используйте 127.0.0.1"],
  },
  "samples-not-installed": {
    ru: ["В этой установке нет примеров", "Установите программу заново"],
  },
  "transcribed-elsewhere": {
    ru: [
      "{recording}: запись уже расшифровывает процесс {process} на компьютере {host}; она за ним до {until} и дольше, пока он работает",
      "Подождите или остановите тот процесс",
    ],
  },
  "incoming-not-found": {
    ru: ["Отправки или записи {id} больше нет", "Она завершена или отменена; начните заново"],
  },
  "more-than-announced": {
    ru: [
      "Пришло больше {limit} байт, чем было объявлено или разрешено",
      "Укажите настоящую длину файла или увеличьте предел отправки",
    ],
  },
  "upload-too-large": {
    ru: [
      "{name}: {byteLength} байт, а предел — {limit}",
      "Увеличьте предел отправки или добавьте файл командой fonoteka import",
    ],
  },
  "upload-no-space": {
    ru: [
      "{name}: на диске мало места",
      "Нужно {needed} байт, свободно {free}: освободите место или удалите незаконченные загрузки",
    ],
  },
  "too-many-uploads": {
    ru: ["Слишком много незаконченных загрузок: {count}", "Закончите их или удалите на странице «Обработка»"],
  },
  "offset-mismatch": {
    ru: ["На сервере {stored} байт, а не {sent}", "Продолжите с {stored}"],
  },
  "upload-complete": { ru: ["Файл уже отправлен целиком", "Посмотрите, чем закончилось добавление"] },
  "upload-in-use": { ru: ["Этот файл уже отправляет другой запрос", "Подождите, пока он закончит"] },
  "uploaded-file-gone": { ru: ["{name}: файла больше нет", "Отправьте его ещё раз"] },
  "live-recording-finished": { ru: ["Эта запись уже завершена", "Начните новую"] },
  "too-many-listeners": {
    ru: ["Уже открыто слишком много страниц ({count})", "Закройте лишние"],
  },
  "job-not-found": { ru: ["Работы {job} больше нет", "Обновите страницу"] },
  "job-not-cancellable": { ru: ["Работу {job} уже нельзя отменить ({state})", "Обновите страницу"] },
  "job-not-retryable": { ru: ["Работу {job} нельзя повторить ({state})", "Обновите страницу"] },
} satisfies Partial<ErrorTexts>;
