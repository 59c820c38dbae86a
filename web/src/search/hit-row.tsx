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
import { evidenceOf } from "./evidence.ts";
import { EvidenceButton } from "./evidence-button.tsx";
import { MarkedText } from "./marked-text.tsx";
import { hasExcerpt, hitKey } from "./merge-hits.ts";
import { searchRequest } from "./search-request.ts";
import { TitleOnlyHit } from "./title-only-hit.tsx";
import { WhyHere } from "./why-here.tsx";

const words = texts({
  play: { en: "Play from {time}", ru: "Слушать с {time}" },
  pause: { en: "Pause", ru: "Пауза" },
});

/** One hit: its time, its text, how it was found. Plays in place. */
export function HitRow({ hit, isInUncertain }: { hit: Hit; isInUncertain: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const panelId = useId();
  const { recording, playFromMs, excerpt, highlights } = hit;
  const isCurrentHit = isAtHit(hit);
  const isPlayingHere = isCurrentHit && isPlaying.value;
  const time = formatClock(playFromMs);
  return (
    <li class={`hit ${isCurrentHit ? "hit-here" : ""}`}>
      <button
        type="button"
        class="hit-play"
        aria-label={isPlayingHere ? words.pause() : words.play({ time })}
        onClick={() => (isPlayingHere ? pause() : playHit(hit))}
      >
        <Icon name={isPlayingHere ? "pause" : "play"} size={16} />
        <span class="times">{isCurrentHit ? formatClock(currentMs.value) : time}</span>
      </button>
      {hasExcerpt(hit) ? (
        <a
          class="hit-text"
          href={recordingAddress(recording.id, { atMs: playFromMs, q: searchRequest.value.q })}
        >
          <MarkedText text={excerpt} marks={highlights} />
        </a>
      ) : (
        <TitleOnlyHit hit={hit} />
      )}
      <EvidenceButton
        found={evidenceOf(hit, { markUncertain: !isInUncertain })}
        isOpen={isOpen}
        panelId={panelId}
        onToggle={() => setOpen(!isOpen)}
      />
      {isOpen && <WhyHere hit={hit} id={panelId} />}
    </li>
  );
}

/** Whether the player is at this hit. */
function isAtHit(hit: Hit): boolean {
  if (track.value?.recordingId !== hit.recording.id) return false;
  if (currentClip.value) return currentClip.value.key === hitKey(hit);
  if (!hasExcerpt(hit)) return true;
  const ms = currentMs.value;
  return ms >= hit.playFromMs - leadInMs - 50 && ms <= Math.max(hit.excerptEndMs, hit.playFromMs + 4000);
}

function playHit(hit: Hit): void {
  if (isAtHit(hit)) {
    play();
    return;
  }
  const { id, title, durationSeconds } = hit.recording;
  load({ recordingId: id, title, durationMs: durationSeconds * 1000 });
  playFrom(hit.playFromMs - leadInMs);
}
