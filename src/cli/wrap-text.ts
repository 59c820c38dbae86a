import { stripVTControlCharacters } from "node:util";

/**
 * Wraps styled text at spaces to fit the terminal; continuation lines are indented by `indent` spaces. For a file or a
 * pipe the text stays on one line.
 */
export function wrapText(text: string, indent: number, stream: NodeJS.WriteStream = process.stdout): string {
  if (!stream.isTTY) return text;
  // Longer lines are hard to read, however wide the window. Some terminals do not know their width and say 0.
  const width = Math.max(20, Math.min(stream.columns || 80, 110) - indent);
  const lines: string[] = [];
  let line = "";
  let lineWidth = 0;
  for (const word of text.split(" ")) {
    const wordWidth = stripVTControlCharacters(word).length;
    if (line !== "" && lineWidth + 1 + wordWidth > width) {
      lines.push(line);
      line = "";
      lineWidth = 0;
    }
    lineWidth += (line === "" ? 0 : 1) + wordWidth;
    line += line === "" ? word : ` ${word}`;
  }
  lines.push(line);
  return lines.join(`\n${" ".repeat(indent)}`);
}
