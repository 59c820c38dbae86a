import { computed, signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { formatLength, formatMonth } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { layOutRows, type MonthRow, type Row, rowsWithin } from "./list-rows.ts";
import { fetchMore, recordings, total } from "./recording-list.ts";
import { RecordingLine } from "./recording-row.tsx";

const words = texts({
  list: { en: "Recordings", ru: "Записи" },
  monthCount: {
    en: { one: "{count} recording", other: "{count} recordings" },
    ru: { one: "{count} запись", few: "{count} записи", many: "{count} записей" },
  },
});

/** Rows this far beyond the screen are already in the document. */
const overscanPx = 600;
/** The next page is fetched this far before the end of the loaded rows. */
const fetchAhead = 2000;

/** Height of the bar with the search field, as --top-bar. */
const topBarHeight = 64;

const viewTop = signal(0);
const viewHeight = signal(900);
const isNarrow = signal(false);
/** Rounded, so that scrolling by a pixel causes no rendering. */
const viewStart = computed(() => Math.floor((viewTop.value - overscanPx) / 200) * 200);

/** The list. Only the rows near the screen are in the document, so 10 000 recordings scroll like ten. */
export function RecordingTable({ byDay }: { byDay: boolean }) {
  const box = useRef<HTMLUListElement>(null);
  useEffect(() => followScreen(box.current!), []);
  const list = recordings.value;
  const rows = useMemo(
    () =>
      layOutRows(list, byDay, isNarrow.value ? { month: 64, recording: 68 } : { month: 68, recording: 52 }),
    [list, byDay, isNarrow.value],
  );
  const last = rows.at(-1);
  const height = last ? last.top + last.height : 0;
  const shown = rowsWithin(rows, viewStart.value, viewStart.value + viewHeight.value + 2 * overscanPx + 200);
  useEffect(() => {
    if (viewTop.value + viewHeight.value + fetchAhead > height) void fetchMore();
  }, [viewStart.value, height]);
  // With another page, the list may still be shorter than the screen.
  useLayoutEffect(() => measure(box.current!), [height]);
  const order = useMemo(() => list.map(({ id }) => id), [list]);
  return (
    <>
      {byDay && <StickyMonth rows={rows} />}
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

/** The month whose heading has been scrolled away. The only part that renders at every scroll event. */
function StickyMonth({ rows }: { rows: readonly Row[] }) {
  const edge = viewTop.value + topBarHeight + 1;
  const month = rows.findLast((row): row is MonthRow => row.kind === "month" && row.top + row.height <= edge);
  return month ? (
    <p class="month-sticky" aria-hidden="true">
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
