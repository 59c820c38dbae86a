import { texts } from "./texts.ts";

const words = texts({ untitled: { en: "Untitled recording", ru: "Запись без названия" } });

/** The title of a recording, or a stand-in for an empty one: phones and recorders often give none. */
export function displayTitle({ title }: { title: string }): string {
  return title || words.untitled();
}
