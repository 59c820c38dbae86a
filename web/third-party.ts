import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { readDeliveredPackages, repositoryFolder } from "../scripts/supply/read-packages.ts";

/**
 * Puts THIRD-PARTY.txt into the build as third-party.txt. The build fails when a chunk contains a package that the file does
 * not name.
 */
export function thirdPartyNotices(): Plugin {
  return {
    name: "third-party-notices",
    apply: "build",
    generateBundle(_options, bundle) {
      const notices = readFileSync(join(repositoryFolder, "THIRD-PARTY.txt"), "utf8");
      const named = new Set(readDeliveredPackages().map(({ name }) => name));
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        for (const id of Object.keys(chunk.modules)) {
          const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
          if (name && !(named.has(name) && notices.includes(`\n${name} `)))
            this.error(
              `${name} is in the page, not in THIRD-PARTY.txt: add it to pagePackages, then npm run notices`,
            );
        }
      }
      this.emitFile({ type: "asset", fileName: "third-party.txt", source: notices });
    },
  };
}
