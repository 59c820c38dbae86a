import type { SourceTrack } from "../api/api.ts";
import { formatLanguage } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";

const words = texts({ track: { en: "Track {number}", ru: "Дорожка {number}" } });

/** `Track 2 · Microphone · Russian`: what is known of a sound track, its number first. */
export function nameTrack({ number, title, language }: SourceTrack): string {
  const parts = [
    words.track({ number }),
    title,
    language === undefined ? undefined : formatLanguage(language),
  ];
  return parts.filter((part) => part !== undefined).join(" · ");
}
