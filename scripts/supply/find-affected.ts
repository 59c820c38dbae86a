/** Compares what is delivered with entries of the OSV format (https://ossf.github.io/osv-schema). */

import semver from "semver";

/** The parts of an OSV entry that are read here. */
export type OsvEntry = {
  id: string;
  modified?: string;
  withdrawn?: string;
  aliases?: string[];
  summary?: string;
  details?: string;
  affected?: OsvAffected[];
};

type OsvEvent = { introduced?: string; fixed?: string; last_affected?: string; limit?: string };
type OsvRange = { type: string; repo?: string; events: OsvEvent[] };
type OsvAffected = {
  package?: { ecosystem: string; name: string };
  ranges?: OsvRange[];
  versions?: string[];
  database_specific?: { last_known_affected_version_range?: string };
};

/** Something to look for. */
export type Component = {
  name: string;
  version: string;
  /** `delivered`: users have it. `development`: only who changes Fonoteka. */
  scope: "delivered" | "development";
  /** Set for what is built from a Git repository's tag instead of an npm package. */
  git?: { repository: RegExp; tag: string };
};

export type Finding = {
  id: string;
  aliases: string[];
  component: Component;
  summary: string;
  /** Versions that have the fault no longer. */
  fixedIn: string[];
  /** The entry does not let us decide, for example because it names commits only. */
  uncertain: boolean;
};

/** All findings, by the name of the component. Entries that were withdrawn are left out. */
export function findAffected(components: readonly Component[], entries: Iterable<OsvEntry>): Finding[] {
  const byName = new Map<string, Component[]>();
  for (const one of components) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  const fromGit = components.filter(({ git }) => git);
  const findings: Finding[] = [];
  for (const entry of entries) {
    if (entry.withdrawn) continue;
    const found = new Map<Component, Finding>();
    for (const affected of entry.affected ?? []) {
      const { ecosystem, name } = affected.package ?? { ecosystem: "", name: "" };
      const named = ecosystem === "npm" ? (byName.get(name) ?? []).filter(({ git }) => !git) : [];
      const built = fromGit.filter(({ git }) =>
        affected.ranges?.some(({ repo }) => git!.repository.test(repo ?? "")),
      );
      for (const component of [...named, ...built]) {
        const verdict = component.git
          ? isTagAffected(component.git.tag, affected)
          : isVersionAffected(component.version, affected);
        if (verdict === false) continue;
        const known = found.get(component);
        const fixedIn = (affected.ranges ?? []).flatMap(({ events }) =>
          events.flatMap(({ fixed }) => fixed ?? []),
        );
        found.set(component, {
          id: entry.id,
          aliases: entry.aliases ?? [],
          component,
          summary: entry.summary ?? entry.details?.split("\n")[0]?.slice(0, 200) ?? "",
          fixedIn: [...new Set([...(known?.fixedIn ?? []), ...fixedIn])],
          uncertain: verdict === "uncertain" && known?.uncertain !== false,
        });
      }
    }
    findings.push(...found.values());
  }
  return findings.sort((a, b) => compare(a.component.name, b.component.name) || compare(a.id, b.id));
}

type Verdict = boolean | "uncertain";

function isTagAffected(tag: string, { versions, ranges }: OsvAffected): Verdict {
  if (versions && versions.length > 0) return versions.includes(tag);
  return ranges && ranges.length > 0 ? "uncertain" : false;
}

/** The rules of the OSV schema: listed versions, or a range that contains it. What cannot be read counts as affected. */
function isVersionAffected(version: string, { versions, ranges, database_specific }: OsvAffected): Verdict {
  if (versions?.includes(version)) return true;
  const own = semver.parse(version, { loose: true });
  if (!own) return "uncertain";
  const readable = (ranges ?? []).filter(({ type }) => type === "SEMVER" || type === "ECOSYSTEM");
  const verdicts = readable.map((range) => isInRange(own, range));
  // GitHub's database states an upper end in this field where there is no fix.
  const upTo = database_specific?.last_known_affected_version_range;
  if (upTo && semver.validRange(upTo) && !semver.satisfies(own, upTo, { includePrerelease: true }))
    return false;
  return verdicts.includes(true) ? true : verdicts.includes("uncertain") ? "uncertain" : false;
}

/** `own` is affected from each `introduced` on, until the next `fixed`, or past the next `last_affected`. */
function isInRange(own: semver.SemVer, { events }: OsvRange): Verdict {
  const steps: { at: semver.SemVer | undefined; kind: "introduced" | "fixed" | "last_affected" }[] = [];
  for (const event of events) {
    for (const kind of ["introduced", "fixed", "last_affected"] as const) {
      const text = event[kind];
      if (text === undefined) continue;
      const at = text === "0" ? undefined : semver.parse(text, { loose: true });
      // A range that cannot be read is never taken for harmless.
      if (at === null) return "uncertain";
      steps.push({ at, kind });
    }
  }
  steps.sort((a, b) =>
    a.at && b.at ? semver.compare(a.at, b.at) : Number(a.at !== undefined) - Number(b.at !== undefined),
  );
  let affected = false;
  for (const { at, kind } of steps) {
    const distance = at ? semver.compare(own, at) : 1;
    if (kind === "introduced" && distance >= 0) affected = true;
    else if (kind === "fixed" && distance >= 0) affected = false;
    else if (kind === "last_affected" && distance > 0) affected = false;
  }
  return affected;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
