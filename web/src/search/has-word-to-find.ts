/** A minus before a word or a phrase, at the start or after a space: not to be found. A phrase may still be open. */
const excluded = /(^|[\s(])-(?:["“„”][^"“”]*["“”]?|«[^»]*»?|\S+)/gu;

/** Whether the query has a word to look for. `"`, `-honey` and `?` have none yet: the server would refuse them. */
export function hasWordToFind(query: string): boolean {
  return /[\p{L}\p{N}]/u.test(query.replace(excluded, "$1"));
}
