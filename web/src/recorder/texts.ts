import { texts } from "../i18n/texts.ts";

export const recorderTexts = texts({
  title: { en: "Record", ru: "Диктофон" },
  about: {
    en: "The sound is written to this server's disk every second while you speak. A closed tab or a power cut costs one second at most.",
    ru: "Пока вы говорите, звук каждую секунду ложится на диск сервера. Закрытая вкладка или отключённый свет стоят самое большее секунды.",
  },
  start: { en: "Start recording", ru: "Начать запись" },
  asking: { en: "Allow the microphone in the browser…", ru: "Разрешите микрофон в браузере…" },
  pause: { en: "Pause", ru: "Пауза" },
  resume: { en: "Go on", ru: "Продолжить" },
  finish: { en: "Finish", ru: "Закончить" },
  finishing: { en: "Finishing…", ru: "Запись завершается…" },
  discard: { en: "Discard", ru: "Не сохранять" },
  discardTitle: { en: "Discard this recording?", ru: "Не сохранять эту запись?" },
  discardAbout: {
    en: "{length} were recorded. The server keeps what it has in its trash.",
    ru: "Записано {length}. То, что уже на сервере, останется в его корзине.",
  },
  keep: { en: "Keep recording", ru: "Писать дальше" },
  recording: { en: "Recording", ru: "Идёт запись" },
  paused: { en: "Paused", ru: "Пауза" },
  elapsed: { en: "Recorded time", ru: "Время записи" },
  titleField: { en: "Title", ru: "Название" },
  titlePlaceholder: { en: "What is it about? You can say it later", ru: "О чём запись? Можно назвать потом" },
  input: { en: "Microphone", ru: "Микрофон" },
  defaultInput: { en: "The system's microphone", ru: "Микрофон по умолчанию" },
  inputNumber: { en: "Microphone {number}", ru: "Микрофон {number}" },
  level: { en: "Level", ru: "Уровень" },
  levelValue: { en: "{value} decibels", ru: "{value} децибел" },
  silent: {
    en: "Nothing is heard. Is the microphone muted, or is another one meant?",
    ru: "Ничего не слышно. Может, микрофон выключен или нужен другой?",
  },
  clipping: { en: "Too loud: the sound is distorted.", ru: "Слишком громко: звук искажается." },
  onDisk: {
    en: "On the server's disk: all but the last moment",
    ru: "На диске сервера: всё, кроме последнего мига",
  },
  trouble: {
    en: "The server does not answer. Recording goes on: {size} wait in this browser and will be sent.",
    ru: "Сервер не отвечает. Запись идёт дальше: {size} ждут в этом браузере и будут отправлены.",
  },
  again: {
    en: "The server was restarted: the whole recording was sent to it again. What it had before is a recording of its own.",
    ru: "Сервер перезапускался: вся запись отправлена ему заново. То, что у него было, сохранено отдельной записью.",
  },
  finishWaits: {
    en: "The server does not answer. Nothing is lost: the recording is finished as soon as it is back.",
    ru: "Сервер не отвечает. Ничего не потеряно: запись завершится, как только он вернётся.",
  },
  unplugged: {
    en: "The microphone was unplugged. What was recorded is safe.",
    ru: "Микрофон отключился. Всё записанное цело.",
  },
  saved: { en: "Recording saved", ru: "Запись сохранена" },
  discarded: { en: "Recording discarded", ru: "Запись не сохранена" },

  deniedTitle: { en: "The microphone is not allowed", ru: "Микрофон запрещён" },
  denied: {
    en: "Click the sign left of the address, allow the microphone for this page, then try again. On a Mac, System Settings, Privacy, Microphone must allow the browser as well.",
    ru: "Нажмите на значок слева от адреса, разрешите этой странице микрофон и попробуйте снова. На Маке браузер должен быть разрешён ещё и в «Системные настройки — Конфиденциальность — Микрофон».",
  },
  noneTitle: { en: "No microphone was found", ru: "Микрофон не найден" },
  none: {
    en: "Plug one in or switch it on, then try again. A recording made elsewhere can be brought in as a file.",
    ru: "Подключите или включите его и попробуйте снова. Запись, сделанную в другом месте, можно добавить файлом.",
  },
  busyTitle: { en: "The microphone cannot be used now", ru: "Микрофон сейчас недоступен" },
  busy: {
    en: "Another program may be holding it. Close that program, or choose another microphone, then try again.",
    ru: "Возможно, его держит другая программа. Закройте её или выберите другой микрофон и попробуйте снова.",
  },
  insecureTitle: { en: "This address may not use the microphone", ru: "С этого адреса микрофон недоступен" },
  insecure: {
    en: "Browsers give the microphone only to pages from this computer (127.0.0.1, localhost) or over https.",
    ru: "Браузеры дают микрофон только страницам с этого компьютера (127.0.0.1, localhost) или по https.",
  },
  unsupportedTitle: { en: "This browser cannot record", ru: "Этот браузер не умеет записывать" },
  unsupported: {
    en: "A current Chrome, Edge, Firefox or Safari can.",
    ru: "Подойдёт свежий Chrome, Edge, Firefox или Safari.",
  },
  serverTitle: { en: "The recording could not be started", ru: "Не удалось начать запись" },
  tryAgain: { en: "Try again", ru: "Повторить" },
  bringIn: { en: "Bring in a file", ru: "Добавить файл" },

  unfinishedTitle: {
    en: { one: "A recording was not finished", other: "{count} recordings were not finished" },
    ru: {
      one: "Осталась незаконченная запись",
      few: "Остались {count} незаконченные записи",
      many: "Осталось {count} незаконченных записей",
    },
  },
  unfinished: { en: "Begun {date}, {input}", ru: "Начата {date}, {input}" },
  unfinishedMore: {
    en: "{size} are still in this browser only",
    ru: "{size} есть пока только в этом браузере",
  },
  save: { en: "Save it", ru: "Сохранить" },
  elsewhere: {
    en: "If it is still being recorded in another tab, leave it alone.",
    ru: "Если она ещё пишется в другой вкладке, не трогайте её.",
  },
});
