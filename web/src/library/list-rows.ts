import type { RecordingSummary } from "../api/api.ts";

/** A line of the list: the heading of a month, or a recording. */
export type MonthRow = {
  kind: "month";
  key: string;
  top: number;
  height: number;
  createdAt: string;
  count: number;
  seconds: number;
};

export type RecordingRow = {
  kind: "recording";
  key: string;
  top: number;
  height: number;
  recording: RecordingSummary;
  /** 0, 1, 2 … in the whole list. */
  index: number;
  /** Position among the recordings of its day, if sorted by date. The first two rows show the day. */
  indexInDay: number;
  day: Day | null;
};

type Day = { createdAt: string; count: number; seconds: number };
export type Row = MonthRow | RecordingRow;
type RowHeights = { month: number; recording: number };

/** Lays out the recordings below their months and days; without either if the order is not by date. */
export function layOutRows(list: readonly RecordingSummary[], byDay: boolean, heights: RowHeights): Row[] {
  const rows: Row[] = [];
  let top = 0;
  let month: MonthRow | undefined;
  let day: Day | null = null;
  for (const [index, recording] of list.entries()) {
    const { createdAt, durationSeconds } = recording;
    if (byDay && month?.createdAt.slice(0, 7) !== createdAt.slice(0, 7)) {
      const key = `month-${createdAt.slice(0, 7)}`;
      month = { kind: "month", key, top, height: heights.month, createdAt, count: 0, seconds: 0 };
      rows.push(month);
      top += heights.month;
    }
    if (byDay && day?.createdAt.slice(0, 10) !== createdAt.slice(0, 10)) {
      day = { createdAt, count: 0, seconds: 0 };
    }
    for (const sum of [month, day]) {
      if (!sum) continue;
      sum.count += 1;
      sum.seconds += durationSeconds;
    }
    rows.push({
      kind: "recording",
      key: String(recording.id),
      top,
      height: heights.recording,
      recording,
      index,
      indexInDay: day ? day.count - 1 : 0,
      day,
    });
    top += heights.recording;
  }
  return rows;
}

/** The rows that overlap a part of the list. */
export function rowsWithin(rows: readonly Row[], fromTop: number, toBottom: number): readonly Row[] {
  const first = bisect(rows, (row) => row.top + row.height > fromTop);
  const end = bisect(rows, (row) => row.top > toBottom);
  return rows.slice(first, end);
}

/** First index for which the test holds; it must hold for all later ones. */
function bisect(rows: readonly Row[], holds: (row: Row) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(rows[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
