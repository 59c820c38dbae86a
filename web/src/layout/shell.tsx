import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { isReachable } from "../api/reachable.ts";
import { Toasts } from "../components/toast.tsx";
import { texts } from "../i18n/texts.ts";
import { DropZone } from "../import/drop-zone.tsx";
import { MiniPlayer } from "../player/mini-player.tsx";
import { track } from "../player/player.ts";
import { path } from "../routing/router.ts";
import { SearchField } from "../search/search-field.tsx";
import { ArchiveNotice } from "./archive-notice.tsx";
import { isKeyHelpOpen, KeyHelp } from "./key-help.tsx";
import { startKeys } from "./keys.ts";
import { BottomBar, SettingsLink, Sidebar } from "./navigation.tsx";
import { RecoveredNotice } from "./recovered-notice.tsx";
import "./shell.css";

const words = texts({
  skip: { en: "Skip to content", ru: "Перейти к содержанию" },
  offline: {
    en: "The server is not responding. This page reconnects automatically.",
    ru: "Сервер не отвечает. Страница подключится к нему сама.",
  },
});

/** What stays while pages change: navigation, search field, player, messages. */
export function Shell({ title, children }: { title: string; children: ComponentChildren }) {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path.value);
  useEffect(startKeys, []);
  useEffect(() => {
    document.title = path.value === "/" ? "Fonoteka" : `${title} · Fonoteka`;
  }, [title]);
  useEffect(() => {
    // A new page takes the focus for keyboard and screen reader, but not from a field that is being typed in.
    if (shown.current === path.value) return;
    shown.current = path.value;
    if (!(document.activeElement instanceof HTMLInputElement)) main.current?.focus({ preventScroll: true });
  }, [path.value]);
  const hasPlayer = track.value !== null;
  return (
    <div class={`shell ${hasPlayer ? "shell-with-player" : ""}`}>
      <a class="skip" href="#content">
        {words.skip()}
      </a>
      <Sidebar />
      <div class="column">
        <header class="top-bar">
          <SearchField />
          {/* The recorder, which is loaded when it is first needed, shows here that it is running. */}
          <div class="recording-place" id="recording-place" />
          <SettingsLink />
        </header>
        {!isReachable.value && (
          <p class="offline" role="status">
            {words.offline()}
          </p>
        )}
        <ArchiveNotice />
        <main id="content" ref={main} tabIndex={-1} class="page">
          <RecoveredNotice />
          {children}
        </main>
      </div>
      {hasPlayer && <MiniPlayer />}
      <BottomBar />
      <Toasts />
      <DropZone />
      {isKeyHelpOpen.value && <KeyHelp />}
    </div>
  );
}
