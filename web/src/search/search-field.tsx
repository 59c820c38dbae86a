import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Icon } from "../components/icon.tsx";
import { texts } from "../i18n/texts.ts";
import { searchAddress } from "../routing/addresses.ts";
import { changeQuery, go, path } from "../routing/router.ts";
import { isSearching, isTyping, sortByRelevance } from "./run-search.ts";
import "./search-field.css";
import { searchRequest } from "./search-request.ts";

const words = texts({
  label: { en: "Search all recordings", ru: "Поиск по всем записям" },
  hint: { en: "Search your recordings…", ru: "Поиск по записям…" },
  clear: { en: "Clear", ru: "Очистить" },
});

/** A query that stood this long gets its own history entry: the next letter starts a new one. */
const settleMs = 2000;

const text = signal(searchRequest.peek().q);
let isDraft = false;
let settleTimer: ReturnType<typeof setTimeout> | undefined;

/** Back, Forward and links change the field; typing changes the address. */
effect(() => {
  const { q } = searchRequest.value;
  if (q.trim() === text.peek().trim()) return;
  text.value = q;
  isTyping.value = false;
});

/** The search field of every page. */
export function SearchField() {
  useEffect(() => {
    // Only with a mouse: on a phone the keyboard would cover the page.
    if (path.peek() === "/" && window.matchMedia("(pointer: fine)").matches) {
      document.querySelector<HTMLInputElement>("#search")?.focus();
    }
  }, []);
  return (
    <search class="search-place">
      <form
        class={`search-field ${isSearching.value ? "search-busy" : ""}`}
        onSubmit={(event) => {
          event.preventDefault();
          settle();
          sortByRelevance();
        }}
      >
        <Icon name="search" />
        <input
          id="search"
          type="search"
          name="q"
          value={text.value}
          placeholder={words.hint()}
          aria-label={words.label()}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          enterkeyhint="search"
          onInput={(event) => write(event.currentTarget.value)}
          onBlur={settle}
          onKeyDown={onKeyDown}
        />
        {text.value ? (
          <button
            type="button"
            class="search-clear"
            aria-label={words.clear()}
            title={words.clear()}
            onClick={() => {
              write("");
              document.querySelector<HTMLInputElement>("#search")?.focus();
            }}
          >
            <Icon name="close" size={16} />
          </button>
        ) : (
          <kbd>/</kbd>
        )}
      </form>
    </search>
  );
}

function write(value: string): void {
  text.value = value;
  isTyping.value = value !== "";
  clearTimeout(settleTimer);
  if (path.peek() !== "/") {
    if (value.trim()) go(searchAddress({ q: value.trim() }));
  } else if (value.trim() !== searchRequest.peek().q) {
    changeQuery({ q: value.trim() }, { replace: isDraft });
  }
  isDraft = true;
  settleTimer = setTimeout(settle, settleMs);
}

function settle(): void {
  clearTimeout(settleTimer);
  isDraft = false;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.key === "ArrowDown") {
    document.querySelector<HTMLElement>(".hit-play")?.focus();
    event.preventDefault();
  } else if (event.key === "Escape") {
    if (text.peek()) write("");
    else (event.currentTarget as HTMLElement).blur();
    event.preventDefault();
  }
}
