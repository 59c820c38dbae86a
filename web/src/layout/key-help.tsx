import { signal } from "@preact/signals";
import { Dialog } from "../components/dialog.tsx";
import { texts } from "../i18n/texts.ts";
import "./key-help.css";

export const isKeyHelpOpen = signal(false);

const words = texts({
  title: { en: "Keyboard", ru: "Клавиши" },
  everywhere: { en: "Everywhere", ru: "Везде" },
  search: { en: "search", ru: "поиск" },
  help: { en: "this help", ru: "эта подсказка" },
  playPause: { en: "play, pause", ru: "слушать, пауза" },
  fiveSeconds: { en: "5 s back, forward", ru: "на 5 с назад, вперёд" },
  inResults: { en: "In the results", ru: "В результатах" },
  toResults: { en: "from the field to the first place", ru: "из поля к первому месту" },
  byRelevance: { en: "sort by relevance, keep in history", ru: "упорядочить по близости, запомнить" },
  upDown: { en: "next, previous place", ru: "следующее, предыдущее место" },
  playHit: { en: "play the place", ru: "слушать место" },
  openHit: { en: "open the recording there", ru: "открыть запись на этом месте" },
  inRecording: { en: "In a recording", ru: "В записи" },
  jkl: { en: "back, pause, forward", ru: "назад, пауза, вперёд" },
  byWord: { en: "previous, next word", ru: "предыдущее, следующее слово" },
  speed: { en: "slower, faster", ru: "медленнее, быстрее" },
  inLibrary: { en: "In the library", ru: "В списке записей" },
  range: { en: "select a range", ru: "выделить подряд" },
  unselect: { en: "select nothing", ru: "снять выделение" },
  click: { en: "click", ru: "щелчок" },
});

/** What the keys do; opened with `?`. */
export function KeyHelp() {
  const groups: [string, [string[], string][]][] = [
    [
      words.everywhere(),
      [
        [["/"], words.search()],
        [["␣"], words.playPause()],
        [["←", "→"], words.fiveSeconds()],
        [["?"], words.help()],
      ],
    ],
    [
      words.inResults(),
      [
        [["↓"], words.toResults()],
        [["Enter"], words.byRelevance()],
        [["↑", "↓"], words.upDown()],
        [["␣"], words.playHit()],
        [["O"], words.openHit()],
      ],
    ],
    [
      words.inRecording(),
      [
        [["J", "K", "L"], words.jkl()],
        [[",", "."], words.byWord()],
        [["<", ">"], words.speed()],
      ],
    ],
    [
      words.inLibrary(),
      [
        [["Shift", words.click()], words.range()],
        [["Esc"], words.unselect()],
      ],
    ],
  ];
  return (
    <Dialog title={words.title()} onClose={() => (isKeyHelpOpen.value = false)}>
      <div class="keys">
        {groups.map(([name, rows]) => (
          <section key={name}>
            <h3>{name}</h3>
            <dl>
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
          </section>
        ))}
      </div>
    </Dialog>
  );
}
