/** Days as `2026-03-01`, in the reader's own zone. */

export function today(): string {
  return toDay(new Date());
}

export function addDays(day: string, count: number): string {
  const [year, month, date] = day.split("-").map(Number);
  return toDay(new Date(year!, month! - 1, date! + count));
}

function toDay(date: Date): string {
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}
