/** A path as a word of a command line, for a hint that is pasted into a shell: quoted where a shell would take it apart. */
export function quotePath(path: string, platform: NodeJS.Platform = process.platform): string {
  if (/^[\p{L}\p{N}_@%+=:,./\\-]+$/u.test(path) && !path.startsWith("-")) return path;
  // Windows allows no double quotes in names.
  return platform === "win32" ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`;
}
