import { Button, IconButton } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { Menu } from "../components/menu.tsx";
import { texts } from "../i18n/texts.ts";
import { exportRecordings, removeRecordings, transcribeAgain } from "./actions.ts";
import { recordings } from "./recording-list.ts";
import { selectAll, selected, selectNone } from "./selection.ts";

const words = texts({
  label: { en: "Selected recordings", ru: "Выбранные записи" },
  selected: { en: "{count} selected", ru: "Выбрано: {count}" },
  all: { en: "Select all shown", ru: "Выбрать все показанные" },
  none: { en: "Clear selection", ru: "Снять выделение" },
  export: { en: "Export", ru: "Экспорт" },
  again: { en: "Transcribe again", ru: "Расшифровать заново" },
  remove: { en: "Remove", ru: "Удалить" },
  txt: { en: "Text", ru: "Текст" },
  subtitles: { en: "Subtitles", ru: "Субтитры" },
  wordTimes: { en: "Words with times", ru: "Слова с отметками времени" },
});

/** Actions for the selected recordings. It takes the place of the filters, so that nothing moves. */
export function SelectionBar() {
  const list = recordings.value.filter(({ id }) => selected.value.has(id));
  const formats: ["txt" | "md" | "srt" | "vtt" | "json", string][] = [
    ["txt", words.txt()],
    ["md", `${words.txt()}, Markdown`],
    ["srt", `${words.subtitles()}, SRT`],
    ["vtt", `${words.subtitles()}, WebVTT`],
    ["json", `${words.wordTimes()}, JSON`],
  ];
  return (
    <section class="selection" aria-label={words.label()}>
      <IconButton icon="close" size={18} label={words.none()} onClick={selectNone} />
      <p class="times" aria-live="polite">
        {words.selected({ count: list.length })}
      </p>
      <IconButton
        icon="list"
        size={18}
        label={words.all()}
        onClick={() => selectAll(recordings.value.map(({ id }) => id))}
      />
      <span class="selection-space" />
      <Menu
        align="end"
        label={words.export()}
        button={
          <>
            <Icon name="download" size={18} />
            <span class="selection-word">{words.export()}</span>
          </>
        }
        items={formats.map(([format, label]) => ({
          label,
          run: () => void exportRecordings(list, format),
        }))}
      />
      <Button icon="again" aria-label={words.again()} onClick={() => void transcribeAgain(list)}>
        <span class="selection-word">{words.again()}</span>
      </Button>
      <Button
        variant="danger"
        icon="trash"
        aria-label={words.remove()}
        onClick={() => void removeRecordings(list)}
      >
        <span class="selection-word">{words.remove()}</span>
      </Button>
    </section>
  );
}
