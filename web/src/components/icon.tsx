/** Line icons on a 20-unit grid, drawn for this app. */
const paths = {
  search: "M8.75 3.5a5.25 5.25 0 1 1 0 10.500a5.250 5.250 0 0 1 0-10.500zM12.600 12.600 17 17",
  library: "M3.500 5.500h13v11h-13zM5.500 3h9M7 9.500v3M10 8v6M13 9.500v3",
  import: "M10 3v9.500M6.250 9 10 12.750 13.750 9M3.500 13v3.500h13V13",
  microphone:
    "M10 2.750a2.500 2.500 0 0 1 2.500 2.500v4a2.500 2.500 0 0 1-5 0v-4a2.500 2.500 0 0 1 2.500-2.500zM5 9.250a5 5 0 0 0 10 0M10 14.250V17",
  activity: "M3 10h3l2-5.500 4 11 2-5.500h3",
  settings: "M3 6h7M14 6h3M3 14h3M10 14h7M12 4v4M8 12v4",
  play: "M6.500 4.250v11.500L15.750 10z",
  pause: "M6.750 4.500v11M13.250 4.500v11",
  next: "M5 4.750v10.500L12.500 10zM15 4.750v10.500",
  previous: "M15 4.750v10.500L7.500 10zM5 4.750v10.500",
  back10: "M4 4v4h4M4.500 8a6.250 6.250 0 1 1-.7 4",
  forward10: "M16 4v4h-4M15.500 8a6.250 6.250 0 1 0 .7 4",
  close: "M5 5l10 10M15 5 5 15",
  check: "M4 10.500 8 14.500 16 5.500",
  more: "M4.500 10h.01M10 10h.01M15.500 10h.01",
  calendar: "M3.500 5h13v11.500h-13zM3.500 8.500h13M7 3v3M13 3v3",
  language:
    "M10 3a7 7 0 1 1 0 14a7 7 0 0 1 0-14zM3 10h14M10 3c2.500 2 3.250 4.500 3.250 7S12.500 15 10 17c-2.500-2-3.250-4.500-3.250-7S7.500 5 10 3z",
  trash: "M4 5.500h12M8 5.500V3.500h4v2M5.500 5.500l.75 11h7.500l.75-11M8.500 8.500v5M11.500 8.500v5",
  download: "M10 3v9.500M6.250 9 10 12.750 13.750 9M4 16.500h12",
  again: "M15.500 8A6 6 0 1 0 16 11M16 4v4h-4",
  warning: "M10 3.250 17.500 16.500h-15zM10 8v4M10 14.250h.01",
  word: "M3.500 14 7 5.500 10.500 14M4.750 11h4.500M16.250 9v5M16.250 11.500a2.250 2.500 0 1 1-4.500 0a2.250 2.500 0 0 1 4.500 0z",
  phrase:
    "M4 12.500c0-3 .75-5 3-6M4 12.500a1.500 1.500 0 1 0 3 0a1.500 1.500 0 0 0-3 0zM11.500 12.500c0-3 .75-5 3-6M11.500 12.500a1.500 1.500 0 1 0 3 0a1.500 1.500 0 0 0-3 0z",
  variant:
    "M5.500 6.250c1.500-1.750 3-1.750 4.500-.5s3 1.250 4.500-.5M13 9.750v6M13 12.750a3 3 0 1 1-6 0a3 3 0 0 1 6 0z",
  title: "M3.500 9.750V3.500h6.250L17 10.750 10.750 17zM6.750 6.750h.01",
  uncertain:
    "M10 3a7 7 0 1 1 0 14a7 7 0 0 1 0-14zM8 8a2 2 0 1 1 2.750 1.900c-.5.2-.75.55-.75 1.100v.25M10 13.750h.01",
  meaning: "M3 8c2-2 4-2 6.500 0s4.500 2 7.500 0M3 13c2-2 4-2 6.500 0s4.500 2 7.500 0",
  file: "M5 3h6.500L15 6.500V17H5zM11.500 3v3.500H15",
  folder: "M3 5h5l1.500 2H17v9H3z",
  keyboard:
    "M2.500 5.500h15v9h-15zM5.500 8.500h.01M8.500 8.500h.01M11.500 8.500h.01M14.500 8.500h.01M6.500 11.500h7",
  chevron: "M6 8l4 4 4-4",
  list: "M7 5.500h10M7 10h10M7 14.500h10M3.500 5.500h.01M3.500 10h.01M3.500 14.500h.01",
  undo: "M7.500 4 3.500 8l4 4M3.500 8H12a4.250 4.250 0 0 1 0 8.500H8",
  only: "M3.500 4.500h13L11.500 10.500V15.500L8.500 17V10.500z",
  info: "M10 3a7 7 0 1 1 0 14a7 7 0 0 1 0-14zM10 9v4.500M10 6.500h.01",
} as const;

export type IconName = keyof typeof paths;

const filled = new Set<IconName>(["play"]);

/** An icon. Hidden from screen readers: the text next to it says the same. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill={filled.has(name) ? "currentColor" : "none"}
      stroke="currentColor"
      stroke-width={name === "more" || name === "pause" ? 2.25 : 1.6}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
