import { useId, useState } from "preact/hooks";
import type { Hit } from "../api/api.ts";
import { Icon } from "../components/icon.tsx";
import { formatClock } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import {
  currentClip,
  currentMs,
  isPlaying,
  leadInMs,
  load,
  pause,
  play,
  playFrom,
  track,
} from "../player/player.ts";
import { recordingAddress } from "../routing/addresses.ts";
import { signsOf } from "./found-by.ts";
import { HitSigns } from "./hit-signs.tsx";
import { MarkedText } from "./marked-text.tsx";
import { hasPlace, nameHit } from "./merge-hits.ts";
import { NoPlace } from "./no-place.tsx";
import { asked } from "./search-request.ts";
import { WhyHere } from "./why-here.tsx";

const words = texts({
  play: { en: "Play from {time}", ru: "Слушать с {time}" },
  pause: { en: "Pause", ru: "Пауза" },
});

/** One place: its time, its words, how it was found; plays right here. */
export function HitRow({ hit, isAmongPerhaps }: { hit: Hit; isAmongPerhaps: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const panelId = useId();
  const { recording, playFromMs, excerpt, highlights } = hit;
  const isHere = isHitHere(hit);
  const isSounding = isHere && isPlaying.value;
  const time = formatClock(playFromMs);
  return (
    <li class={`hit ${isHere ? "hit-here" : ""}`}>
      <button
        type="button"
        class="hit-play"
        aria-label={isSounding ? words.pause() : words.play({ time })}
        onClick={() => (isSounding ? pause() : playHit(hit))}
      >
        <Icon name={isSounding ? "pause" : "play"} size={16} />
        <span class="times">{isHere ? formatClock(currentMs.value) : time}</span>
      </button>
      {hasPlace(hit) ? (
        <a class="hit-text" href={recordingAddress(recording.id, { atMs: playFromMs, q: asked.value.q })}>
          <MarkedText text={excerpt} marks={highlights} />
        </a>
      ) : (
        <NoPlace hit={hit} />
      )}
      <HitSigns
        found={signsOf(hit, { sayPerhaps: !isAmongPerhaps })}
        isOpen={isOpen}
        panelId={panelId}
        onToggle={() => setOpen(!isOpen)}
      />
      {isOpen && <WhyHere hit={hit} id={panelId} />}
    </li>
  );
}

/** Whether what is loaded now stands within this hit. */
function isHitHere(hit: Hit): boolean {
  if (track.value?.recordingId !== hit.recording.id) return false;
  if (currentClip.value) return currentClip.value.key === nameHit(hit);
  if (!hasPlace(hit)) return true;
  const ms = currentMs.value;
  return ms >= hit.playFromMs - leadInMs - 50 && ms <= Math.max(hit.excerptEndMs, hit.playFromMs + 4000);
}

function playHit(hit: Hit): void {
  if (isHitHere(hit)) {
    play();
    return;
  }
  const { id, title, durationSeconds } = hit.recording;
  load({ recordingId: id, title, durationMs: durationSeconds * 1000 });
  playFrom(hit.playFromMs - leadInMs);
}
