import type { ErrorTexts } from "./error-text.ts";

/** Backups, and archives restored from them. */
export const backupErrorTexts = {
  "backup-inside-archive": {
    ru: ["{path}: эта папка внутри архива", "Выберите папку вне архива, лучше всего на другом диске"],
  },
  "archive-inside-backup": {
    ru: [
      "{path}: архив находится внутри этой папки",
      "Выберите папку вне архива, лучше всего на другом диске",
    ],
  },
  "backup-inside-snapshot": {
    ru: ["{path}: эта папка — готовый снимок или внутри него", "Укажите папку, в которой лежит снимок"],
  },
  "backup-folder-not-mounted": {
    ru: [
      "{path}: прежних снимков здесь нет (последний — {snapshot})",
      "Подключите диск; если снимки удалены намеренно, добавьте --start-anew",
    ],
  },
  "backup-busy": {
    ru: [
      "{path}: в эту папку пишет другая программа",
      "Дождитесь, пока она закончит, или остановите её и попробуйте снова",
    ],
  },
  "backup-of-another-archive": {
    ru: ["{path}: это снимок другого архива", "Для каждого архива нужна своя папка"],
  },
  "backup-disk-full": {
    ru: [
      "{path}: нужно {needed} МБ, свободно {free} МБ",
      "Освободите место или выберите другой диск; ничего не записано",
    ],
  },
  "restore-disk-full": {
    ru: ["{path}: нужно {needed} МБ, свободно {free} МБ", "Освободите место или выберите другой диск"],
  },
  "backup-manifest-damaged": {
    ru: ["{path}: опись снимка не читается", "Возьмите другой снимок; файлы этого можно скопировать вручную"],
  },
  "backup-not-found": {
    ru: [
      "{path}: здесь нет готового снимка",
      "Укажите папку, которая была дана команде fonoteka backup; запись из корзины восстановит fonoteka trash restore",
    ],
  },
  "snapshot-not-found": { ru: ["{path}: снимка «{snapshot}» нет", "Есть: {names}"] },
  "snapshot-without-verify": {
    ru: [
      "«{snapshot}»: имя снимка указывают только вместе с --verify",
      "fonoteka backup FOLDER создаст новый снимок; имя выберет программа",
    ],
  },
  "restore-is-for-backups": {
    ru: [
      "{recording}: команде restore нужна папка с резервной копией",
      "Запись {recording} вернёт из корзины fonoteka trash restore {recording}",
    ],
  },
  "restore-target-not-empty": {
    ru: [
      "{path}: папка не пуста",
      "Восстановите архив в новую папку (--to) или добавьте --replace: прежние файлы останутся рядом",
    ],
  },
  "restore-database-damaged": {
    ru: [
      "{path}: файл в этом снимке повреждён",
      "Выберите другой снимок (--snapshot); какие целы, покажет fonoteka backup --verify FOLDER",
    ],
  },
} satisfies Partial<ErrorTexts>;

export const backupNoteTexts = {
  "backup-without-links": {
    ru: [
      "на этом диске нет жёстких ссылок: неизменные файлы скопированы, каждый снимок занимает полный объём",
    ],
  },
  "backup-copy-damaged": { ru: ["{path}: файл повреждён в снимке {snapshot}, он больше не используется"] },
  "backup-source-damaged": {
    ru: [
      "файл recordings/{filename} в архиве повреждён; сохранена целая копия из снимка {snapshot}",
      "Копию вернёт fonoteka verify --repair",
    ],
  },
  "backup-source-damaged-no-copy": {
    ru: [
      "файл recordings/{filename} в архиве повреждён, целой копии нет ни в одном снимке: он скопирован как есть",
      "Добавьте исходный файл ещё раз, если он сохранился: fonoteka import FILE",
    ],
  },
  "backup-source-missing": {
    ru: [
      "в архиве нет файла recordings/{filename}; сохранена копия из снимка {snapshot}",
      "Копию вернёт fonoteka verify --repair",
    ],
  },
  "backup-source-missing-no-copy": {
    ru: [
      "в архиве нет файла recordings/{filename}, копии нет ни в одном снимке",
      "Добавьте исходный файл ещё раз, если он сохранился: fonoteka import FILE",
    ],
  },
  "backup-source-unreadable": {
    ru: [
      "файл recordings/{filename} не читается ({error}); сохранена копия из снимка {snapshot}",
      "Проверьте диск с архивом",
    ],
  },
  "backup-source-unreadable-no-copy": {
    ru: [
      "файл recordings/{filename} не читается ({error}), копии нет ни в одном снимке",
      "Проверьте диск с архивом",
    ],
  },
  "backup-recording-deleted": {
    ru: ["запись recordings/{filename} удалили навсегда, пока шло резервное копирование"],
  },
  "backup-orphan": {
    ru: [
      "файл recordings/{filename} не относится ни к одной записи; он тоже скопирован",
      "Подробнее: fonoteka status",
    ],
  },
  "backup-incoming": {
    ru: ["папка incoming/ не скопирована: загрузки и живые записи попадут в копию, когда войдут в архив"],
  },
  "backup-file-missing": { ru: ["снимок {snapshot}: нет файла {path}"] },
  "backup-file-damaged": { ru: ["снимок {snapshot}: файл {path} повреждён"] },
  "backup-file-unknown": { ru: ["снимок {snapshot}: файла {path} нет в описи"] },
  "backup-file-stored-damaged": {
    ru: ["снимок {snapshot}: файл {path} был повреждён в архиве ещё до копирования"],
  },
  "backup-database-damaged": { ru: ["снимок {snapshot}: data.db повреждена ({why})"] },
  "backup-recording-without-file": { ru: ["снимок {snapshot}: нет файла записи {filename}"] },
  "backup-snapshot-unfinished": {
    ru: ["{snapshot}: этот снимок прерван", "Следующий запуск fonoteka backup закончит его"],
  },
  "backup-snapshot-unreadable": {
    ru: [
      "{snapshot}: опись этого снимка повреждена или её нет",
      "Не рассчитывайте на него; файлы можно скопировать вручную",
    ],
  },
  "restore-copy-from": {
    ru: ["{path}: файл в снимке {snapshot} повреждён, взят из снимка {other}"],
  },
  "restore-file-lost": { ru: ["{path}: файл повреждён или отсутствует во всех снимках, он пропущен"] },
} satisfies Record<string, { ru: readonly [text: string, hint?: string] }>;
