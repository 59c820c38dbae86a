import type { Hit } from "../api/api.ts";
import { Icon, type IconName } from "../components/icon.tsx";
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
import { Excerpt } from "./excerpt.tsx";
import { nameHit } from "./merge-hits.ts";
import { asked } from "./search-request.ts";

const words = texts({
  play: { en: "Play from {time}", ru: "Слушать с {time}" },
  pause: { en: "Pause", ru: "Пауза" },
  word: { en: "found by its words", ru: "найдено по словам" },
  phrase: { en: "found as a phrase", ru: "найдено как фраза" },
  meaning: { en: "found by meaning", ru: "найдено по смыслу" },
  byWord: { en: "word", ru: "слово" },
  byPhrase: { en: "phrase", ru: "фраза" },
  byMeaning: { en: "meaning", ru: "смысл" },
});

const signs: Record<Hit["foundBy"][number], { icon: IconName; name: () => string; meaning: () => string }> = {
  phrase: { icon: "phrase", name: words.byPhrase, meaning: words.phrase },
  word: { icon: "word", name: words.byWord, meaning: words.word },
  meaning: { icon: "meaning", name: words.byMeaning, meaning: words.meaning },
};

/** One place: its time, its words, how it was found; plays right here. */
export function HitRow({ hit }: { hit: Hit }) {
  const { recording, playFromMs } = hit;
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
      <a class="hit-text" href={recordingAddress(recording.id, { atMs: playFromMs, q: asked.value.q })}>
        <Excerpt hit={hit} />
      </a>
      <p class="hit-signs">
        {(["phrase", "word", "meaning"] as const)
          .filter((kind) => hit.foundBy.includes(kind))
          .map((kind) => (
            <span key={kind} class={`sign sign-${kind}`} title={signs[kind].meaning()}>
              <Icon name={signs[kind].icon} size={15} />
              {signs[kind].name()}
            </span>
          ))}
      </p>
    </li>
  );
}

/** Whether what is loaded now stands within this hit. */
function isHitHere(hit: Hit): boolean {
  if (track.value?.recordingId !== hit.recording.id) return false;
  if (currentClip.value) return currentClip.value.key === nameHit(hit);
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
