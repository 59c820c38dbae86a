import { exitStatus } from "./exit-status.ts";

const oldestMajor = 24;

/**
 * Ends the program with two plain lines if this Node is too old. Otherwise Node would stop at the first import of
 * something that it does not have, with a SyntaxError. Uses only what any Node has.
 * @param version of Node, such as `20.19.0`
 */
export function checkNode(version = process.versions.node): void {
  if (Number.parseInt(version, 10) >= oldestMajor) return;
  process.stderr.write(
    `error: Fonoteka needs Node ${oldestMajor} or newer; this is Node ${version}\n` +
      `try:   install Node ${oldestMajor} (https://nodejs.org), then run fonoteka with it\n`,
  );
  // Such a Node also has an SQLite that is too old.
  process.exit(exitStatus["sqlite-too-old"]);
}
