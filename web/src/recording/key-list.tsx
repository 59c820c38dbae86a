import { signal } from "@preact/signals";
import { Dialog } from "../components/dialog.tsx";
import { recordingTexts as words } from "./texts.ts";

export const isKeyListOpen = signal(false);

/** Keyboard shortcuts of the recording page; `?` opens the list. */
export function KeyList() {
  if (!isKeyListOpen.value) return null;
  const rows: [keys: string[], meaning: string][] = [
    [["␣", "K"], words.keyToggle()],
    [["←", "→"], words.keySeek()],
    [["J", "L"], words.keySeekFar()],
    [[",", "."], words.keyWord()],
    [["<", ">"], words.keySpeed()],
    [["[", "]"], words.keySelect()],
    [["S"], words.keySkip()],
    [["G"], words.keyFollow()],
    [["F", "Ctrl F"], words.keyFind()],
    [["N", "⇧ N"], words.keyMatch()],
    [["?"], words.keyHelp()],
  ];
  return (
    <Dialog title={words.keysTitle()} onClose={() => (isKeyListOpen.value = false)}>
      <dl class="key-list">
        {rows.map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
