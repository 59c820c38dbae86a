/** The list of speakers that many formats have beside the text. */

import { objectsAt, textAt } from "./json-values.ts";

/** Names by the id that lines refer to: `speakers: [{ id, name }]`. */
export function speakerNames(value: unknown): Map<string, string> {
  const names = new Map<string, string>();
  for (const speaker of objectsAt(value, "speakers")) {
    const name = textAt(speaker, "name") ?? textAt(speaker, "label");
    if (name !== null && name.trim() !== "" && speaker.id !== undefined)
      names.set(String(speaker.id), name.trim());
  }
  return names;
}
