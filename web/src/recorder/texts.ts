import { texts } from "../i18n/texts.ts";

export const recorderTexts = texts({
  title: { en: "Record", ru: "Диктофон" },
  about: {
    en: "The recording is saved on the server every second. If the tab closes or the power fails, you lose at most one second.",
    ru: "Запись сохраняется на сервере каждую секунду. Если закроется вкладка или отключится электричество, пропадёт не больше секунды.",
  },
  start: { en: "Start recording", ru: "Начать запись" },
  asking: { en: "Allow the microphone in the browser…", ru: "Разрешите доступ к микрофону…" },
  pause: { en: "Pause", ru: "Пауза" },
  resume: { en: "Resume", ru: "Продолжить" },
  finish: { en: "Finish", ru: "Закончить" },
  finishing: { en: "Finishing…", ru: "Запись завершается…" },
  discard: { en: "Discard", ru: "Не сохранять" },
  discardTitle: { en: "Discard this recording?", ru: "Не сохранять эту запись?" },
  discardAbout: {
    en: "{length} recorded. What is already on the server goes to the trash of the archive.",
    ru: "Записано {length}. То, что уже есть на сервере, попадёт в корзину архива.",
  },
  keep: { en: "Keep recording", ru: "Продолжить запись" },
  recording: { en: "Recording", ru: "Идёт запись" },
  paused: { en: "Paused", ru: "Пауза" },
  elapsed: { en: "Recording time", ru: "Время записи" },
  titleField: { en: "Title", ru: "Название" },
  titlePlaceholder: { en: "Title (optional)", ru: "Название (необязательно)" },
  input: { en: "Microphone", ru: "Микрофон" },
  defaultInput: { en: "Default microphone", ru: "Микрофон по умолчанию" },
  inputNumber: { en: "Microphone {number}", ru: "Микрофон {number}" },
  level: { en: "Input level", ru: "Уровень звука" },
  levelValue: { en: "{value} decibels", ru: "{value} дБ" },
  silent: {
    en: "No sound. Is the microphone muted, or is another one selected?",
    ru: "Звука нет. Возможно, микрофон выключен или выбран не тот.",
  },
  clipping: { en: "Too loud: the recording is distorted.", ru: "Слишком громко: звук искажается." },
  onServer: {
    en: "Saved on the server",
    ru: "Сохранено на сервере",
  },
  failing: {
    en: "The server is not responding. Recording continues: {size} are kept in this browser and will be sent later.",
    ru: "Сервер не отвечает. Запись продолжается: {size} хранится в этом браузере и отправится позже.",
  },
  resent: {
    en: "The server was restarted, so the whole recording was sent again. The part it already had is saved as a separate recording.",
    ru: "Сервер перезапустился, поэтому вся запись отправлена заново. Часть, которая уже была на сервере, сохранена отдельной записью.",
  },
  finishWaits: {
    en: "The server is not responding. Nothing is lost: the recording is saved when the server is back.",
    ru: "Сервер не отвечает. Ничего не потеряно: запись сохранится, когда он снова заработает.",
  },
  unplugged: {
    en: "The microphone was disconnected. The recording so far is saved.",
    ru: "Микрофон отключился. Всё записанное сохранено.",
  },
  saved: { en: "Recording saved", ru: "Запись сохранена" },
  discarded: { en: "Recording discarded", ru: "Запись не сохранена" },

  deniedTitle: { en: "Microphone access is blocked", ru: "Доступ к микрофону запрещён" },
  denied: {
    en: "Click the icon to the left of the address, allow the microphone for this page and try again. On a Mac, also allow the browser in System Settings > Privacy & Security > Microphone.",
    ru: "Нажмите на значок слева от адреса, разрешите этой странице доступ к микрофону и попробуйте снова. На Mac разрешите его браузеру и в «Системные настройки» → «Конфиденциальность и безопасность» → «Микрофон».",
  },
  noneTitle: { en: "No microphone found", ru: "Микрофон не найден" },
  none: {
    en: "Connect a microphone or switch it on, then try again. You can also import a recording made elsewhere.",
    ru: "Подключите или включите микрофон и попробуйте снова. Можно и добавить готовую запись из файла.",
  },
  busyTitle: { en: "The microphone is unavailable", ru: "Микрофон сейчас недоступен" },
  busy: {
    en: "Another program may be using it. Close that program or choose another microphone, then try again.",
    ru: "Возможно, его использует другая программа. Закройте её или выберите другой микрофон и попробуйте снова.",
  },
  insecureTitle: {
    en: "The microphone is unavailable at this address",
    ru: "По этому адресу микрофон недоступен",
  },
  insecure: {
    en: "Browsers allow the microphone only on pages from this computer (127.0.0.1, localhost) or over HTTPS.",
    ru: "Браузеры разрешают микрофон только страницам с этого компьютера (127.0.0.1, localhost) или по HTTPS.",
  },
  unsupportedTitle: { en: "This browser cannot record", ru: "Этот браузер не умеет записывать" },
  unsupported: {
    en: "Use a current version of Chrome, Edge, Firefox or Safari.",
    ru: "Используйте свежую версию Chrome, Edge, Firefox или Safari.",
  },
  serverTitle: { en: "The recording could not be started", ru: "Не удалось начать запись" },
  tryAgain: { en: "Try again", ru: "Повторить" },
  import: { en: "Import a file", ru: "Добавить файл" },

  unfinishedTitle: {
    en: { one: "Unfinished recording", other: "{count} unfinished recordings" },
    ru: {
      one: "Незавершённая запись",
      few: "{count} незавершённые записи",
      many: "{count} незавершённых записей",
    },
  },
  unfinished: { en: "Started {date}, {input}", ru: "Начата {date}, {input}" },
  unfinishedMore: {
    en: "{size} exist only in this browser",
    ru: "{size} есть только в этом браузере",
  },
  save: { en: "Save", ru: "Сохранить" },
  elsewhere: {
    en: "If it is still being recorded in another tab, leave it as it is.",
    ru: "Если запись ещё идёт в другой вкладке, ничего не делайте.",
  },
});
