import { signal } from "@preact/signals";
import { Dialog } from "../components/dialog.tsx";
import { texts } from "../i18n/texts.ts";
import "./key-help.css";

export const isKeyHelpOpen = signal(false);

const words = texts({
  title: { en: "Keyboard shortcuts", ru: "Горячие клавиши" },
  everywhere: { en: "All pages", ru: "Все страницы" },
  search: { en: "search", ru: "поиск" },
  help: { en: "this list", ru: "этот список" },
  playPause: { en: "play, pause", ru: "слушать, пауза" },
  fiveSeconds: { en: "5 s back, forward", ru: "на 5 с назад, вперёд" },
  inResults: { en: "Search results", ru: "Результаты поиска" },
  toResults: { en: "from the search field to the first match", ru: "из поля поиска к первому совпадению" },
  byRelevance: { en: "sort by relevance", ru: "сортировать по релевантности" },
  upDown: { en: "previous, next match", ru: "предыдущее, следующее совпадение" },
  playHit: { en: "play the match", ru: "слушать совпадение" },
  openHit: { en: "open the recording at the match", ru: "открыть запись на этом месте" },
  inRecording: { en: "Recording", ru: "Страница записи" },
  jkl: { en: "back, pause, forward", ru: "назад, пауза, вперёд" },
  byWord: { en: "previous, next word", ru: "предыдущее, следующее слово" },
  speed: { en: "slower, faster", ru: "медленнее, быстрее" },
  inLibrary: { en: "Library", ru: "Список записей" },
  range: { en: "select a range", ru: "выделить подряд" },
  unselect: { en: "clear the selection", ru: "снять выделение" },
  click: { en: "click", ru: "щелчок" },
});

/** The list of keyboard shortcuts; `?` opens it. */
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
