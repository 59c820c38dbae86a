import { computed, signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { formatLength, formatMonth } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { layRows, type MonthRow, type Row, rowsWithin } from "./list-rows.ts";
import { fetchMore, recordings, total } from "./recording-list.ts";
import { RecordingLine } from "./recording-row.tsx";

const words = texts({
  list: { en: "Recordings", ru: "Записи" },
  monthCount: {
    en: { one: "{count} recording", other: "{count} recordings" },
    ru: { one: "{count} запись", few: "{count} записи", many: "{count} записей" },
  },
});

/** Rows beyond the screen that are there before they are scrolled to. */
const spareHeight = 600;
/** How near the end of what is loaded the next page is fetched. */
const fetchAhead = 2000;

/** What the bar with the search field covers: --top-bar. */
const topBarHeight = 64;

const viewTop = signal(0);
const viewHeight = signal(900);
const isNarrow = signal(false);
/** In steps, so that scrolling a pixel draws nothing anew. */
const viewStart = computed(() => Math.floor((viewTop.value - spareHeight) / 200) * 200);

/** The list, of which only the rows near the screen are in the page: 10 000 recordings scroll like ten. */
export function RecordingTable({ byDay }: { byDay: boolean }) {
  const box = useRef<HTMLUListElement>(null);
  useEffect(() => followScreen(box.current!), []);
  const list = recordings.value;
  const rows = useMemo(
    () => layRows(list, byDay, isNarrow.value ? { month: 64, recording: 68 } : { month: 68, recording: 52 }),
    [list, byDay, isNarrow.value],
  );
  const last = rows.at(-1);
  const height = last ? last.top + last.height : 0;
  const shown = rowsWithin(rows, viewStart.value, viewStart.value + viewHeight.value + 2 * spareHeight + 200);
  useEffect(() => {
    if (viewTop.value + viewHeight.value + fetchAhead > height) void fetchMore();
  }, [viewStart.value, height]);
  // After a page is in, the list may still be shorter than the screen is high.
  useLayoutEffect(() => measure(box.current!), [height]);
  const order = useMemo(() => list.map(({ id }) => id), [list]);
  return (
    <>
      {byDay && <MonthNow rows={rows} />}
      <ul
        ref={box}
        class={`rows ${byDay ? "" : "rows-undated"}`}
        aria-label={words.list()}
        style={{ height: `${height}px` }}
      >
        {shown.map((row) => (
          <li
            key={row.key}
            class={`row-place row-${row.kind}`}
            aria-posinset={row.kind === "recording" ? row.index + 1 : undefined}
            aria-setsize={row.kind === "recording" ? (total.value ?? -1) : undefined}
            style={{ transform: `translateY(${row.top}px)`, height: `${row.height}px` }}
          >
            {row.kind === "recording" ? <RecordingLine row={row} order={order} /> : <Month row={row} />}
          </li>
        ))}
      </ul>
    </>
  );
}

/** The month whose heading has been scrolled away: it is said above the list. Alone in being drawn at every scroll. */
function MonthNow({ rows }: { rows: readonly Row[] }) {
  const edge = viewTop.value + topBarHeight + 1;
  const month = rows.findLast((row): row is MonthRow => row.kind === "month" && row.top + row.height <= edge);
  return month ? (
    <p class="month-now" aria-hidden="true">
      <span>{formatMonth(month.createdAt)}</span>
    </p>
  ) : null;
}

function Month({ row: { createdAt, count, seconds } }: { row: MonthRow }) {
  return (
    <h2>
      <span>{formatMonth(createdAt)}</span>
      <span class="month-sum times">
        {words.monthCount({ count })} · {formatLength(seconds)}
      </span>
    </h2>
  );
}

function followScreen(box: HTMLElement): () => void {
  const read = () => measure(box);
  read();
  window.addEventListener("scroll", read, { passive: true });
  window.addEventListener("resize", read);
  return () => {
    window.removeEventListener("scroll", read);
    window.removeEventListener("resize", read);
  };
}

function measure(box: HTMLElement): void {
  viewTop.value = -box.getBoundingClientRect().top;
  viewHeight.value = window.innerHeight;
  isNarrow.value = window.innerWidth <= 640;
}
