import { useEffect, useState } from "preact/hooks";
import { api } from "../api/api.ts";
import { status } from "../api/archive-state.ts";
import { Button } from "../components/button.tsx";
import { MenuChip, RemovableChip } from "../components/chip.tsx";
import { Dialog } from "../components/dialog.tsx";
import { formatLanguage, formatShortDate } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { changeQuery } from "../routing/router.ts";
import { addDays, today } from "./calendar.ts";
import { result } from "./run-search.ts";
import { type SearchMode, searchRequest } from "./search-request.ts";
import "./search-chips.css";

const words = texts({
  filters: { en: "Search mode and filters", ru: "Режим поиска и фильтры" },
  mode: { en: "Mode", ru: "Режим" },
  hybrid: { en: "Words & meaning", ru: "Слова и смысл" },
  keyword: { en: "Words only", ru: "Только слова" },
  semantic: { en: "Meaning only", ru: "Только смысл" },
  date: { en: "Date", ru: "Дата" },
  anyDate: { en: "Any date", ru: "Любая дата" },
  last7: { en: "Last 7 days", ru: "Последние 7 дней" },
  last30: { en: "Last 30 days", ru: "Последние 30 дней" },
  thisYear: { en: "This year", ru: "Этот год" },
  choose: { en: "Choose dates…", ru: "Выбрать даты…" },
  since: { en: "since {from}", ru: "с {from}" },
  until: { en: "until {to}", ru: "по {to}" },
  from: { en: "From", ru: "С" },
  to: { en: "To", ru: "По" },
  apply: { en: "Apply", ru: "Применить" },
  cancel: { en: "Cancel", ru: "Отмена" },
  language: { en: "Language", ru: "Язык" },
  anyLanguage: { en: "Any language", ru: "Любой язык" },
  oneRecording: { en: "In one recording", ru: "В одной записи" },
  inRecording: { en: "In: {title}", ru: "В записи: {title}" },
});

/** Mode and filters. All of them are part of the address. */
export function SearchChips() {
  const { mode, from, to, language, recording } = searchRequest.value;
  const [isChoosing, setChoosing] = useState(false);
  const modeName: Record<SearchMode, string> = {
    hybrid: words.hybrid(),
    keyword: words.keyword(),
    semantic: words.semantic(),
  };
  const isRange = (start: string) => from === start && to === "";
  const ranges: [string, string][] = [
    [words.last7(), addDays(today(), -6)],
    [words.last30(), addDays(today(), -29)],
    [words.thisYear(), `${today().slice(0, 4)}-01-01`],
  ];
  return (
    <fieldset class="chips">
      <legend class="visually-hidden">{words.filters()}</legend>
      <MenuChip
        icon={mode === "keyword" ? "word" : "meaning"}
        name={words.mode()}
        label={modeName[mode]}
        isActive={mode !== "hybrid"}
        onRemove={() => changeQuery({ mode: null })}
        items={(["hybrid", "keyword", "semantic"] as const).map((choice) => ({
          label: modeName[choice],
          isChosen: choice === mode,
          run: () => changeQuery({ mode: choice === "hybrid" ? null : choice }),
        }))}
      />
      <MenuChip
        icon="calendar"
        name={words.date()}
        label={nameRange(from, to)}
        isActive={Boolean(from || to)}
        onRemove={() => changeQuery({ from: null, to: null })}
        items={[
          {
            label: words.anyDate(),
            isChosen: !from && !to,
            run: () => changeQuery({ from: null, to: null }),
          },
          ...ranges.map(([label, start]) => ({
            label,
            isChosen: isRange(start),
            run: () => changeQuery({ from: start, to: null }),
          })),
          { label: words.choose(), isChosen: false, run: () => setChoosing(true) },
        ]}
      />
      <MenuChip
        icon="language"
        name={words.language()}
        label={language ? formatLanguage(language) : words.anyLanguage()}
        isActive={language !== ""}
        onRemove={() => changeQuery({ language: null })}
        items={["", ...listLanguages(language)].map((code) => ({
          label: code ? formatLanguage(code) : words.anyLanguage(),
          isChosen: code === language,
          run: () => changeQuery({ language: code }),
        }))}
      />
      {recording !== null && <RecordingChip id={recording} />}
      {isChoosing && <DateDialog from={from} to={to} onClose={() => setChoosing(false)} />}
    </fieldset>
  );
}

function nameRange(from: string, to: string): string {
  if (from && to) return `${formatShortDate(from)} – ${formatShortDate(to)}`;
  if (from) return words.since({ from: formatShortDate(from) });
  if (to) return words.until({ to: formatShortDate(to) });
  return words.anyDate();
}

/** The configured languages, and the one in the address. */
function listLanguages(chosen: string): string[] {
  const setting = status.value?.settings.find(({ name }) => name === "languages")?.value;
  const known = Array.isArray(setting) ? setting.map(String) : ["ru", "en"];
  return [...new Set([...known, ...(chosen ? [chosen] : [])])];
}

function RecordingChip({ id }: { id: number }) {
  const [title, setTitle] = useState("");
  const found = result.value?.hits.find(({ recording }) => recording.id === id)?.recording.title;
  useEffect(() => {
    if (found) return;
    api.getRecording(id).then(
      ({ recording }) => setTitle(recording.title),
      () => setTitle(`№ ${id}`),
    );
  }, [id, found]);
  const name = found ?? title;
  return (
    <RemovableChip
      icon="file"
      label={name ? words.inRecording({ title: name }) : words.oneRecording()}
      onRemove={() => changeQuery({ recording: null })}
    />
  );
}

function DateDialog({ from, to, onClose }: { from: string; to: string; onClose: () => void }) {
  const [first, setFirst] = useState(from);
  const [last, setLast] = useState(to);
  return (
    <Dialog
      title={words.date()}
      onClose={onClose}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {words.cancel()}
          </Button>
          <Button
            variant="primary"
            onClick={() => {
              onClose();
              changeQuery({ from: first || null, to: last || null });
            }}
          >
            {words.apply()}
          </Button>
        </>
      }
    >
      <div class="date-fields">
        <label>
          {words.from()}
          <input
            type="date"
            value={first}
            max={last || undefined}
            onInput={(event) => setFirst(event.currentTarget.value)}
          />
        </label>
        <label>
          {words.to()}
          <input
            type="date"
            value={last}
            min={first || undefined}
            onInput={(event) => setLast(event.currentTarget.value)}
          />
        </label>
      </div>
    </Dialog>
  );
}
