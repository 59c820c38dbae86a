import { activeJobs, status } from "../api/archive-state.ts";
import { unfinishedCount } from "../bring-in/uploads.ts";
import { Icon, type IconName } from "../components/icon.tsx";
import { formatLength } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { path } from "../routing/router.ts";
import { isKeyHelpOpen } from "./key-help.tsx";

const words = texts({
  pages: { en: "Pages", ru: "Страницы" },
  search: { en: "Search", ru: "Поиск" },
  library: { en: "Library", ru: "Записи" },
  bringIn: { en: "Bring in", ru: "Добавить" },
  record: { en: "Record", ru: "Диктофон" },
  work: { en: "Work", ru: "Работа" },
  settings: { en: "Settings", ru: "Настройки" },
  keys: { en: "Keyboard", ru: "Клавиши" },
  home: { en: "Fonoteka: to the search", ru: "Fonoteka: к поиску" },
  recordings: {
    en: { one: "{count} recording", other: "{count} recordings" },
    ru: { one: "{count} запись", few: "{count} записи", many: "{count} записей" },
  },
  running: {
    en: { one: "{count} running", other: "{count} running" },
    ru: { one: "{count} выполняется", few: "{count} выполняются", many: "{count} выполняются" },
  },
});

type Place = { href: string; icon: IconName; label: () => string; count?: () => number };

const places: Place[] = [
  { href: "/", icon: "search", label: words.search },
  { href: "/library", icon: "library", label: words.library },
  { href: "/bring-in", icon: "bringIn", label: words.bringIn, count: () => unfinishedCount.value },
  { href: "/record", icon: "microphone", label: words.record },
  { href: "/work", icon: "work", label: words.work, count: () => activeJobs.value.length },
];

const settingsPlace: Place = { href: "/settings", icon: "settings", label: words.settings };

function NavLink({ href, icon, label, count }: Place) {
  const isHere = href === path.value || (href === "/library" && path.value.startsWith("/recordings/"));
  const number = count?.() ?? 0;
  return (
    <a class="nav-link" href={href} aria-current={isHere ? "page" : undefined}>
      <Icon name={icon} />
      <span>{label()}</span>
      {number > 0 && (
        <span class="nav-count">
          {number}
          <span class="only-heard"> {words.running({ count: number }).replace(/^\S+\s/, "")}</span>
        </span>
      )}
    </a>
  );
}

export function Sidebar() {
  const counts = status.value?.recordings;
  return (
    <nav class="sidebar" aria-label={words.pages()}>
      <a class="brand" href="/" aria-label={words.home()}>
        <img src="/icons/fonoteka.svg" alt="" width="26" height="26" />
        Fonoteka
      </a>
      <ul>
        {[...places, settingsPlace].map((place) => (
          <li key={place.href}>
            <NavLink {...place} />
          </li>
        ))}
      </ul>
      <div class="sidebar-foot">
        {counts && counts.count > 0 && (
          <p class="times">
            {words.recordings({ count: counts.count })}
            <br />
            {formatLength(counts.durationSeconds)}
          </p>
        )}
        <p>
          <button type="button" class="foot-keys" onClick={() => (isKeyHelpOpen.value = true)}>
            {words.keys()} <kbd>?</kbd>
          </button>
        </p>
      </div>
    </nav>
  );
}

/** The same on a phone, under the thumb. */
export function BottomBar() {
  return (
    <nav class="bottom-bar" aria-label={words.pages()}>
      <ul>
        {places.map((place) => (
          <li key={place.href}>
            <NavLink {...place} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** On a phone the settings are beside the search field. */
export function SettingsLink() {
  return (
    <a
      class="icon-button settings-link"
      href="/settings"
      aria-label={words.settings()}
      title={words.settings()}
    >
      <Icon name="settings" />
    </a>
  );
}
