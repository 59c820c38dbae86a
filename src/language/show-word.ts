/** A word of the index as a person writes it: 3.5 for `3point5`, C++ for `cplusplus`, 2024-03-15 for `2024y3m15d`. */
export function showWord(word: string): string {
  const date = /^(?:(\d{4})y)?(\d{1,2})m(\d{1,2})d$/.exec(word);
  if (date) {
    const [, year, month, day] = date;
    return [...(year ? [year] : []), month!.padStart(2, "0"), day!.padStart(2, "0")].join("-");
  }
  if (word === "dotnet") return ".NET";
  if (word === "nodej") return "Node.js";
  if (word === "1c") return "1С";
  return word
    .replace(/^([a-z])plusplus$/, (_, letter: string) => `${letter.toUpperCase()}++`)
    .replace(/^([a-z])sharp$/, (_, letter: string) => `${letter.toUpperCase()}#`)
    .replaceAll(/(?<=\d)point(?=\d)/g, ".")
    .replace(/(?<=\d)powminus(?=\d)/, "^-")
    .replace(/(?<=\d)pow(?=\d)/, "^");
}
