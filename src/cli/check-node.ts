import { exitStatus } from "./exit-status.ts";

const oldestMajor = 24;
/** Earlier ones of that major version have an SQLite that can lose commits: opening an archive says so. */
const oldest = "24.21";

/**
 * Ends the program with two plain lines if this Node is too old. Otherwise Node would stop at the first import of
 * something that it does not have, with a SyntaxError. Uses only what any Node has.
 * @param version of Node, such as `20.19.0`
 */
export function checkNode(version = process.versions.node): void {
  if (Number.parseInt(version, 10) >= oldestMajor) return;
  process.stderr.write(
    `error: Fonoteka needs Node ${oldest} or newer; this is Node ${version}\n` +
      `try:   install Node ${oldest} (https://nodejs.org), then run fonoteka with it\n`,
  );
  // Such a Node also has an SQLite that is too old.
  process.exit(exitStatus["sqlite-too-old"]);
}
