import assert from "node:assert/strict";
import { test } from "node:test";
import { wrapText } from "../../src/cli/wrap-text.ts";

test("text is wrapped to the width of the terminal, to 80 columns where the terminal says 0", () => {
  const text = "word ".repeat(40).trim();
  const lengths = (columns: number) => {
    const stream = { isTTY: true, columns } as NodeJS.WriteStream;
    return wrapText(text, 4, stream)
      .split("\n    ")
      .map((line) => line.length + 4);
  };
  assert.equal(Math.max(...lengths(40)), 38);
  assert.deepEqual(lengths(0), lengths(80));
  assert.equal(Math.max(...lengths(0)), 78);
});
