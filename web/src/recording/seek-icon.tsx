/** A circular arrow with the number of seconds in it. */
export function SeekIcon({ seconds }: { seconds: number }) {
  const isBack = seconds < 0;
  return (
    <svg class="icon" width={28} height={28} viewBox="0 0 28 28" fill="none" aria-hidden="true">
      <g
        transform={isBack ? undefined : "matrix(-1 0 0 1 28 0)"}
        stroke="currentColor"
        stroke-width="1.7"
        stroke-linecap="round"
        stroke-linejoin="round"
      >
        <path d="M7.200 7.600A9.500 9.500 0 1 1 4.500 14.250M7.500 3v5h5" />
      </g>
      <text x="14" y="18" text-anchor="middle" font-size="9" font-weight="650" fill="currentColor">
        {Math.abs(seconds)}
      </text>
    </svg>
  );
}
