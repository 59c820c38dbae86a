/** The dates that a recording could have: what its sources said, kept at import, or worked out from what is known. */

import type { DateCandidate, DateSource, Recording } from "../domain.ts";
import { dateFromName, withTimeOfDay } from "./choose-date.ts";

type Dated = Pick<Recording, "createdAt" | "dateSource" | "dateCandidates" | "sourceName" | "importedAt">;

/** A person who changes their mind several times finds the last few dates again. */
const maxGiven = 3;

/**
 * What each source said, most trusted first. Of a recording of an earlier version only its date and the name of its source are
 * known: tags and file time are missing unless its date is from there.
 */
export function listDateChoices(recording: Dated): DateCandidate[] {
  const { createdAt, dateSource, dateCandidates, sourceName, importedAt } = recording;
  if (dateCandidates.length > 0) return dateCandidates;
  const current: DateCandidate = { source: dateSource, value: createdAt, date: createdAt, hasTime: true };
  const name = dateSource === "file-name" ? undefined : dateFromName(sourceName, new Date(importedAt));
  return [current, ...(name ? [name] : [])].sort((a, b) => rank(a.source) - rank(b.source));
}

/** The date that a source gives, with a time of day; undefined when it gives none. */
export function findDateChoice(recording: Dated, source: DateSource): string | undefined {
  const choices = listDateChoices(recording);
  const found = choices.find((choice) => choice.source === source);
  return found && withTimeOfDay(found, choices);
}

/** The choices with a date that a person gives now. Without one, the recording's date as it is stays among them. */
export function withGivenDate(recording: Dated, given?: DateCandidate): DateCandidate[] {
  const choices = listDateChoices(recording);
  if (!given) return choices;
  const earlier = choices.filter(({ source, date }) => source === "given" && date !== given.date);
  const others = choices.filter(({ source }) => source !== "given");
  return [given, ...earlier.slice(0, maxGiven - 1), ...others];
}

const sources: readonly DateSource[] = ["given", "tag", "file-name", "file-time"];

const rank = (source: DateSource) => sources.indexOf(source);
