/** Line icons that only the recording page needs, on the 20-unit grid of components/icon.tsx. */
const paths = {
  play: "M6.5 4.25v11.5L15.75 10z",
  pause: "M6.75 4.5v11M13.25 4.5v11",
  quote: "M8 6C5.500 6.500 4 8.500 4 11.500v2.500h4v-4H5.750M16 6c-2.500.5-4 2.500-4 5.500v2.500h4v-4h-2.250",
  link: "M8.500 11.500a3 3 0 0 0 4.250 0l2.500-2.500A3 3 0 0 0 11 4.750l-1 1M11.500 8.500a3 3 0 0 0-4.250 0l-2.500 2.500A3 3 0 0 0 9 15.250l1-1",
  scissors:
    "M5.500 3.750a2 2 0 1 1 0 4a2 2 0 0 1 0-4zM5.500 12.250a2 2 0 1 1 0 4a2 2 0 0 1 0-4zM7.250 6.750 16.500 14M7.250 13.250 16.500 6",
  zoomIn: "M10 4.500v11M4.500 10h11",
  zoomOut: "M4.500 10h11",
  up: "M5.500 12 10 7.500l4.500 4.500",
  down: "M5.500 8 10 12.500 14.500 8",
  search: "M8.750 3.500a5.250 5.250 0 1 1 0 10.500a5.250 5.250 0 0 1 0-10.500zM12.600 12.600 17 17",
  skip: "M3 10h3M14 10h3M8 6.500 11.500 10 8 13.500M11.500 6.500v7",
  target:
    "M10 5.500a4.500 4.500 0 1 1 0 9a4.500 4.500 0 0 1 0-9zM10 2.500v3M10 14.500v3M2.500 10h3M14.500 10h3",
  stop: "M5.500 5.500h9v9h-9z",
  pencil: "M4 16l.75-3.250L13.500 4a1.750 1.750 0 0 1 2.500 2.500L7.250 15.250z",
} as const;

type SmallIconName = keyof typeof paths;

const filled = new Set<SmallIconName>(["play", "stop"]);

export function SmallIcon({ name, size = 18 }: { name: SmallIconName; size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill={filled.has(name) ? "currentColor" : "none"}
      stroke="currentColor"
      stroke-width={name === "pause" ? 2.25 : 1.6}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
