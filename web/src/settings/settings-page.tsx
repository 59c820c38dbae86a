import { useEffect, useState } from "preact/hooks";
import { api, type Setting } from "../api/api.ts";
import { status } from "../api/archive-state.ts";
import { asSentence, describeNote } from "../api/describe-error.ts";
import { Button } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { formatBytes, formatLength, formatNumber } from "../i18n/format.ts";
import { type LanguageChoice, language, languageChoice } from "../i18n/language.ts";
import { texts } from "../i18n/texts.ts";
import { isKeyHelpOpen } from "../layout/key-help.tsx";
import { Choice } from "./choice.tsx";
import "./settings-page.css";
import { type ThemeChoice, themeChoice } from "./theme.ts";
import { TrashList } from "./trash-list.tsx";

const words = texts({
  title: { en: "Settings", ru: "Настройки" },
  page: { en: "Appearance", ru: "Внешний вид" },
  language: { en: "Language", ru: "Язык" },
  byBrowser: { en: "Browser default", ru: "Как в браузере" },
  theme: { en: "Theme", ru: "Тема" },
  system: { en: "System", ru: "Как в системе" },
  light: { en: "Light", ru: "Светлая" },
  dark: { en: "Dark", ru: "Тёмная" },
  keys: { en: "Keyboard shortcuts", ru: "Горячие клавиши" },
  archive: { en: "Archive", ru: "Архив" },
  folder: { en: "Folder", ru: "Папка" },
  recordings: { en: "Recordings", ru: "Записи" },
  transcribed: { en: "Transcribed", ru: "Расшифровано" },
  words: { en: "Words", ru: "Слов" },
  audio: { en: "Audio on disk", ru: "Аудио на диске" },
  database: { en: "Database", ru: "База данных" },
  passages: { en: "Passages indexed by meaning", ru: "Отрывков с поиском по смыслу" },
  of: { en: "{part} of {all}", ru: "{part} из {all}" },
  version: { en: "Version", ru: "Версия" },
  problems: {
    en: { one: "A problem was found", other: "Problems were found" },
    ru: { one: "Обнаружена проблема", few: "Обнаружены проблемы", many: "Обнаружены проблемы" },
  },
  access: { en: "Access", ru: "Доступ" },
  readOnly: {
    en: "read only: nothing can be added or changed",
    ru: "только чтение: добавлять и менять ничего нельзя",
  },
  backup: { en: "Last backup", ru: "Резервная копия" },
  noBackup: { en: "none: fonoteka backup FOLDER makes one", ru: "нет; создать: fonoteka backup ПАПКА" },
  copies: { en: "Old copies of the database", ru: "Старые копии базы" },
  ago: {
    en: { one: "{count} day ago", other: "{count} days ago" },
    ru: { one: "{count} день назад", few: "{count} дня назад", many: "{count} дней назад" },
  },
  today: { en: "today", ru: "сегодня" },
  configuration: { en: "Configuration", ru: "Конфигурация" },
  configurationLead: {
    en: "Set in fonoteka.json in the archive folder, by environment variables or on the command line; read when the server starts.",
    ru: "Задаётся в файле fonoteka.json в папке архива, переменными среды или в командной строке; читается при запуске сервера.",
  },
  api: { en: "HTTP API of this server", ru: "HTTP API этого сервера" },
  licences: { en: "Licences of third-party software", ru: "Лицензии стороннего ПО" },
  flag: { en: "command line", ru: "командная строка" },
  environment: { en: "environment variable", ru: "переменная среды" },
  default: { en: "default", ru: "по умолчанию" },
});

/** The settings that have a name here; others are shown by their key. */
const settingNames = texts({
  languages: { en: "Spoken languages", ru: "Языки речи" },
  speechModel: { en: "Speech model", ru: "Модель речи" },
  embeddingModel: { en: "Embedding model", ru: "Модель смысла" },
  modelHub: { en: "Model source", ru: "Источник моделей" },
  modelCache: { en: "Model folder", ru: "Папка моделей" },
  threads: { en: "Threads", ru: "Потоки" },
  trashDays: { en: "Days in the trash (0: kept for ever)", ru: "Дней в корзине (0: хранить всегда)" },
  logLevel: { en: "Log level", ru: "Подробность журнала" },
  logFormat: { en: "Log format", ru: "Формат журнала" },
});

/** Values of the settings that are words. */
const valueNames: Record<string, Record<string, () => string>> = {
  logLevel: texts({
    off: { en: "off", ru: "выключен" },
    error: { en: "errors", ru: "ошибки" },
    warn: { en: "warnings", ru: "предупреждения" },
    info: { en: "events", ru: "события" },
    debug: { en: "everything", ru: "всё" },
  }),
  logFormat: texts({ text: { en: "text", ru: "текст" }, json: { en: "JSON", ru: "JSON" } }),
};

/** Appearance of the app, facts about the archive, and its configuration. */
export function SettingsPage() {
  return (
    <>
      <header class="page-head">
        <h1>{words.title()}</h1>
      </header>
      <section class="settings-section">
        <h2>{words.page()}</h2>
        <Choice<LanguageChoice>
          name={words.language()}
          value={languageChoice.value}
          choices={[
            ["browser", words.byBrowser()],
            ["ru", "Русский"],
            ["en", "English"],
          ]}
          onChoose={(choice) => (languageChoice.value = choice)}
        />
        <Choice<ThemeChoice>
          name={words.theme()}
          value={themeChoice.value}
          choices={[
            ["system", words.system()],
            ["light", words.light()],
            ["dark", words.dark()],
          ]}
          onChoose={(choice) => (themeChoice.value = choice)}
        />
        <p>
          <Button icon="keyboard" onClick={() => (isKeyHelpOpen.value = true)}>
            {words.keys()}
          </Button>
        </p>
      </section>
      <ArchiveFacts />
      <TrashList />
      <Configuration />
    </>
  );
}

function ArchiveFacts() {
  const facts = status.value;
  if (!facts) return null;
  const { recordings, index } = facts;
  const rows: [string, string][] = [
    [words.folder(), facts.folder],
    [words.recordings(), `${formatNumber(recordings.count)} · ${formatLength(recordings.durationSeconds)}`],
    [
      words.transcribed(),
      words.of({ part: formatNumber(recordings.transcribed), all: formatNumber(recordings.count) }),
    ],
    [words.words(), formatNumber(recordings.words)],
    [words.passages(), words.of({ part: formatNumber(index.vectors), all: formatNumber(index.passages) })],
    [words.audio(), formatBytes(recordings.byteLength)],
    [words.database(), formatBytes(facts.databaseByteLength)],
    ...(facts.readOnly ? [[words.access(), words.readOnly()] satisfies [string, string]] : []),
    [
      words.backup(),
      facts.backups
        .map(({ folder, lastSnapshot, lastAt }) => `${folder} · ${lastSnapshot} · ${describeAge(lastAt)}`)
        .join("\n") || words.noBackup(),
    ],
    ...(facts.databaseCopies.length > 0
      ? [
          [
            words.copies(),
            facts.databaseCopies
              .map(
                ({ path, byteLength, changedAt }) =>
                  `${path.split(/[/\\]/).at(-1)} · ${formatBytes(byteLength)} · ${describeAge(changedAt)}`,
              )
              .join("\n"),
          ] satisfies [string, string],
        ]
      : []),
    [words.version(), facts.version],
  ];
  return (
    <section class="settings-section">
      <h2>{words.archive()}</h2>
      {facts.problems.length > 0 && (
        <div class="problems">
          <p>
            <Icon name="warning" size={18} /> {words.problems({ count: facts.problems.length })}
          </p>
          <ul>
            {facts.problems.map(describeNote).map(({ text, hint }) => (
              <li key={text}>
                {asSentence(text)} {hint && asSentence(hint)}
              </li>
            ))}
          </ul>
        </div>
      )}
      <dl class="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="times">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function describeAge(iso: string): string {
  const days = Math.floor((Date.now() - Date.parse(iso)) / (24 * 3600_000));
  return days < 1 ? words.today() : words.ago({ count: days });
}

function Configuration() {
  const [settings, setSettings] = useState<Setting[]>([]);
  useEffect(() => {
    api.settings().then(
      (answer) => setSettings(answer.settings),
      () => {},
    );
  }, []);
  const names: Record<string, () => string> = settingNames;
  const origins: Record<string, string> = {
    flag: words.flag(),
    environment: words.environment(),
    default: words.default(),
  };
  return (
    <section class="settings-section" lang={language.value}>
      <h2>{words.configuration()}</h2>
      <p class="settings-lead">{words.configurationLead()}</p>
      <dl class="facts">
        {settings.map(({ name, value, origin }) => (
          <div key={name}>
            <dt>{names[name]?.() ?? name}</dt>
            <dd>
              {Array.isArray(value)
                ? value.join(", ")
                : (valueNames[name]?.[String(value)]?.() ?? String(value))}{" "}
              <span class="facts-origin">{origins[origin] ?? origin}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p>
        <a href="/api/openapi.json">{words.api()}</a>
      </p>
      <p>
        <a href="/third-party.txt" target="_blank" rel="noreferrer">
          {words.licences()}
        </a>
      </p>
    </section>
  );
}
