import { useEffect, useState } from "preact/hooks";
import { api, type Setting } from "../api/api.ts";
import { status } from "../api/archive-state.ts";
import { Button } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { formatBytes, formatLanguage, formatLength, formatNumber } from "../i18n/format.ts";
import { type LanguageChoice, language, languageChoice } from "../i18n/language.ts";
import { texts } from "../i18n/texts.ts";
import { isKeyHelpOpen } from "../layout/key-help.tsx";
import { Choice } from "./choice.tsx";
import "./settings-page.css";
import { type ThemeChoice, themeChoice } from "./theme.ts";
import { TrashList } from "./trash-list.tsx";

const words = texts({
  title: { en: "Settings", ru: "Настройки" },
  page: { en: "This page", ru: "Эта страница" },
  language: { en: "Language", ru: "Язык" },
  byBrowser: { en: "As the browser ({language})", ru: "Как в браузере ({language})" },
  theme: { en: "Theme", ru: "Тема" },
  system: { en: "As the system", ru: "Как в системе" },
  light: { en: "Light", ru: "Светлая" },
  dark: { en: "Dark", ru: "Тёмная" },
  keys: { en: "Keyboard shortcuts", ru: "Сочетания клавиш" },
  archive: { en: "Archive", ru: "Архив" },
  folder: { en: "Folder", ru: "Папка" },
  recordings: { en: "Recordings", ru: "Записи" },
  transcribed: { en: "Transcribed", ru: "Распознано" },
  words: { en: "Words", ru: "Слов" },
  sound: { en: "Sound on disk", ru: "Звук на диске" },
  database: { en: "Database", ru: "База" },
  passages: { en: "Passages with meaning", ru: "Отрывков со смыслом" },
  of: { en: "{part} of {all}", ru: "{part} из {all}" },
  version: { en: "Version", ru: "Версия" },
  problems: { en: "Something is not right", ru: "Что-то не в порядке" },
  program: { en: "How the program is set", ru: "Как настроена программа" },
  programLead: {
    en: "Set in fonoteka.json in the archive's folder, in the environment or on the command line; read when the server starts.",
    ru: "Задаётся в fonoteka.json в папке архива, переменными среды или в командной строке; читается при запуске сервера.",
  },
  api: { en: "HTTP API of this server", ru: "HTTP API этого сервера" },
  flag: { en: "command line", ru: "командная строка" },
  environment: { en: "environment", ru: "переменная среды" },
  default: { en: "default", ru: "по умолчанию" },
  languages: { en: "Languages of recognition", ru: "Языки распознавания" },
  speechModel: { en: "Speech model", ru: "Модель речи" },
  embeddingModel: { en: "Meaning model", ru: "Модель смысла" },
  modelHub: { en: "Where models come from", ru: "Откуда берутся модели" },
  modelCache: { en: "Folder of models", ru: "Папка моделей" },
  threads: { en: "Threads", ru: "Потоки" },
});

/** How this page looks, and how the archive is. */
export function SettingsPage() {
  const browserLanguage = formatLanguage(
    navigator.languages.find((tag) => /^(ru|en)/i.test(tag))?.slice(0, 2) ?? "en",
  );
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
            ["browser", words.byBrowser({ language: browserLanguage })],
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
      <ProgramSettings />
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
    [words.sound(), formatBytes(recordings.byteLength)],
    [words.database(), formatBytes(facts.databaseByteLength)],
    [words.version(), facts.version],
  ];
  return (
    <section class="settings-section">
      <h2>{words.archive()}</h2>
      {facts.problems.length > 0 && (
        <div class="problems">
          <p>
            <Icon name="warning" size={18} /> {words.problems()}
          </p>
          <ul>
            {facts.problems.map(({ message, hint }) => (
              <li key={message}>
                {message}: {hint}
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

function ProgramSettings() {
  const [settings, setSettings] = useState<Setting[]>([]);
  useEffect(() => {
    api.settings().then(
      (answer) => setSettings(answer.settings),
      () => {},
    );
  }, []);
  const names: Record<string, () => string> = words;
  const origins: Record<string, string> = {
    flag: words.flag(),
    environment: words.environment(),
    default: words.default(),
  };
  return (
    <section class="settings-section" lang={language.value}>
      <h2>{words.program()}</h2>
      <p class="settings-lead">{words.programLead()}</p>
      <dl class="facts">
        {settings.map(({ name, value, origin }) => (
          <div key={name}>
            <dt>{names[name]?.() ?? name}</dt>
            <dd>
              {Array.isArray(value) ? value.join(", ") : String(value)}{" "}
              <span class="facts-origin">{origins[origin] ?? origin}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p class="settings-api">
        <a href="/api/reference">{words.api()}</a>
      </p>
    </section>
  );
}
