import { existsSync } from "node:fs";
import { linkOrCopy } from "./link-files.ts";

/** Gives a damaged sidecar the second name `….json.damaged`, `….json.damaged_2` …; the first name stays, too. */
export function keepSidecarAside(path: string): void {
  for (let number = 1; ; number++) {
    const name = number === 1 ? `${path}.damaged` : `${path}.damaged_${number}`;
    if (existsSync(name)) continue;
    linkOrCopy(path, name);
    return;
  }
}
