import { seekBy, toggle, track } from "../player/player.ts";
import { path } from "../routing/router.ts";
import { isKeyHelpOpen } from "./key-help.tsx";

/** Shortcuts of every page. @returns removes them */
export function startKeys(): () => void {
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]") || isTyping(event.target)) return;
  // Also by the position of the key: a Russian layout has «/» and «?» elsewhere.
  const isSlash = event.key === "/" || (event.code === "Slash" && !event.shiftKey);
  const isQuestion = event.key === "?" || (event.code === "Slash" && event.shiftKey);
  if (isQuestion) isKeyHelpOpen.value = true;
  else if (isSlash) focusSearch();
  else if (!handlePlayerKey(event)) return;
  event.preventDefault();
}

/** The pages of a recording and of the recorder have their own keys. */
function handlePlayerKey(event: KeyboardEvent): boolean {
  if (!track.peek() || path.peek().startsWith("/recordings/") || path.peek() === "/record") return false;
  const isOnControl = (event.target as Element | null)?.closest?.("button, a, summary, [role]") !== null;
  if (event.key === " " && !isOnControl) toggle();
  else if (event.key === "ArrowLeft" && !isOnControl) seekBy(-5000);
  else if (event.key === "ArrowRight" && !isOnControl) seekBy(5000);
  else return false;
  return true;
}

function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>("#search");
  field?.focus();
  field?.select();
}

function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return Boolean(element?.closest?.("input, textarea, select, [contenteditable=true]"));
}
