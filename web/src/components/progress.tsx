import "./progress.css";

/** A progress bar; `share` is 0…1, or null if unknown. */
export function Progress({ share, label }: { share: number | null; label: string }) {
  const now = share === null ? undefined : Math.round(share * 100);
  return (
    <div
      class={`progress ${share === null ? "progress-unknown" : ""}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={now}
      tabIndex={-1}
    >
      <span style={share === null ? {} : { transform: `scaleX(${Math.min(1, Math.max(0, share))})` }} />
    </div>
  );
}
