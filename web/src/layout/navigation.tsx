import { activeJobs, status } from "../api/archive-state.ts";
import { Icon, type IconName } from "../components/icon.tsx";
import { formatLength } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { unfinishedCount } from "../import/uploads.ts";
import { path } from "../routing/router.ts";
import { isKeyHelpOpen } from "./key-help.tsx";

const words = texts({
  pages: { en: "Pages", ru: "Страницы" },
  search: { en: "Search", ru: "Поиск" },
  library: { en: "Library", ru: "Записи" },
  import: { en: "Import", ru: "Импорт" },
  record: { en: "Record", ru: "Диктофон" },
  activity: { en: "Activity", ru: "Обработка" },
  settings: { en: "Settings", ru: "Настройки" },
  keys: { en: "Shortcuts", ru: "Горячие клавиши" },
  home: { en: "Fonoteka: search", ru: "Fonoteka: поиск" },
  recordings: {
    en: { one: "{count} recording", other: "{count} recordings" },
    ru: { one: "{count} запись", few: "{count} записи", many: "{count} записей" },
  },
  running: {
    en: { one: "{count} running or waiting", other: "{count} running or waiting" },
    ru: {
      one: "{count} выполняется или ждёт",
      few: "{count} выполняются или ждут",
      many: "{count} выполняются или ждут",
    },
  },
});

type NavItem = { href: string; icon: IconName; label: () => string; count?: () => number };

const navItems: NavItem[] = [
  { href: "/", icon: "search", label: words.search },
  { href: "/library", icon: "library", label: words.library },
  { href: "/import", icon: "import", label: words.import, count: () => unfinishedCount.value },
  { href: "/record", icon: "microphone", label: words.record },
  { href: "/activity", icon: "activity", label: words.activity, count: () => activeJobs.value.length },
];

const settingsItem: NavItem = { href: "/settings", icon: "settings", label: words.settings };

function NavLink({ href, icon, label, count }: NavItem) {
  const isCurrent = href === path.value || (href === "/library" && path.value.startsWith("/recordings/"));
  const number = count?.() ?? 0;
  return (
    <a class="nav-link" href={href} aria-current={isCurrent ? "page" : undefined}>
      <Icon name={icon} />
      <span>{label()}</span>
      {number > 0 && (
        <span class="nav-count">
          {number}
          <span class="visually-hidden"> {words.running({ count: number }).replace(/^\S+\s/, "")}</span>
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
        {[...navItems, settingsItem].map((item) => (
          <li key={item.href}>
            <NavLink {...item} />
          </li>
        ))}
      </ul>
      <div class="sidebar-footer">
        {counts && counts.count > 0 && (
          <p class="times">
            {words.recordings({ count: counts.count })}
            <br />
            {formatLength(counts.durationSeconds)}
          </p>
        )}
        <p>
          <button type="button" class="shortcuts-button" onClick={() => (isKeyHelpOpen.value = true)}>
            {words.keys()} <kbd>?</kbd>
          </button>
        </p>
      </div>
    </nav>
  );
}

/** The navigation of a phone. */
export function BottomBar() {
  return (
    <nav class="bottom-bar" aria-label={words.pages()}>
      <ul>
        {navItems.map((item) => (
          <li key={item.href}>
            <NavLink {...item} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** On a phone, settings are beside the search field. */
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
