/**
 * Writes sbom.cdx.json, a bill of materials in CycloneDX 1.5: what `npm sbom` says of the packages that are delivered, and what
 * npm does not know: FFmpeg, ONNX Runtime, libopus, and which packages are models or inside the page.
 *
 *   node scripts/write-sbom.ts [--if-possible]
 *
 * `npm pack` runs it. npm 9 has no `npm sbom`: there `--if-possible` says so and writes nothing.
 */

import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BundledPart, readBundledParts } from "./supply/bundled-parts.ts";
import { readDeliveredPackages, repositoryFolder } from "./supply/read-packages.ts";

export const sbomPath = join(repositoryFolder, "sbom.cdx.json");

type Component = {
  "bom-ref": string;
  type: string;
  name: string;
  version?: string;
  purl?: string;
  licenses?: unknown[];
  [other: string]: unknown;
};
export type Sbom = {
  bomFormat: string;
  specVersion: string;
  metadata: { component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
};

/** @returns undefined when this npm has no `sbom` */
export function makeSbom(): Sbom | undefined {
  // Settings of an `npm pack` that runs this, such as `--workspaces`, would change what is listed.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  const npm = (...words: string[]) =>
    execFileSync("npm", words, { cwd: repositoryFolder, env, encoding: "utf8", maxBuffer: 1 << 26 });
  const [major, minor] = npm("--version").trim().split(".").map(Number);
  if (major! < 10 || (major === 10 && minor! < 1)) return undefined;
  // With --omit=dev npm 11.19 also leaves out what both a delivered and a development package need (debug, ms, yaml).
  const words = ["--package-lock-only", "--sbom-format=cyclonedx", "--sbom-type=application"];
  const sbom = JSON.parse(npm("sbom", ...words)) as Sbom;
  const delivered = new Map(readDeliveredPackages().map((one) => [`${one.name}@${one.version}`, one]));
  const root = sbom.metadata.component["bom-ref"];
  const isDelivered = (ref: string) => ref === root || ref.startsWith("fonoteka-") || delivered.has(ref);
  sbom.components = sbom.components.filter((component) => isDelivered(component["bom-ref"]));
  sbom.dependencies = sbom.dependencies
    .filter(({ ref }) => isDelivered(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter(isDelivered) }));
  for (const component of [sbom.metadata.component, ...sbom.components]) {
    const ref = component["bom-ref"];
    // npm takes folders for the names of this project and its workspaces.
    component.name = ref.replace(/@[^@]+$/, "");
    const known = delivered.get(ref);
    if (!known) continue;
    component.licenses = licences(known.license);
    component.properties = known.inPage ? [{ name: "fonoteka:where", value: "in the page (web/dist)" }] : [];
  }
  const own = sbom.dependencies.find(({ ref }) => ref === root);
  const parts = readBundledParts();
  for (const component of parts.filter(({ kind }) => kind === undefined).map(fromPart)) {
    sbom.components.push(component);
    sbom.dependencies.push({ ref: component["bom-ref"], dependsOn: [] });
    own?.dependsOn.push(component["bom-ref"]);
  }
  for (const { purl } of parts.filter(({ kind }) => kind === "machine-learning-model")) {
    const model = sbom.components.find((component) => component.purl === purl);
    if (model) model.type = "machine-learning-model";
  }
  return sbom;
}

function licences(expression: string): unknown[] {
  return expression.includes(" ") ? [{ expression }] : [{ license: { id: expression } }];
}

function fromPart({
  name,
  version,
  license,
  where,
  copyright,
  cpe,
  purl,
  sha256,
  source,
}: BundledPart): Component {
  return {
    "bom-ref": `part:${name}`,
    type: "library",
    name,
    version,
    purl,
    cpe,
    copyright,
    licenses: licences(license),
    hashes: sha256 && [{ alg: "SHA-256", content: sha256 }],
    externalReferences: [{ type: "website", url: source.split(/[;\s]/)[0] }],
    properties: [{ name: "fonoteka:where", value: where }],
  };
}

if (import.meta.main) {
  const sbom = makeSbom();
  if (sbom) writeFileSync(sbomPath, `${JSON.stringify(sbom, null, 2)}\n`);
  else {
    // An old one would be wrong.
    rmSync(sbomPath, { force: true });
    process.stderr.write("no bill of materials (sbom.cdx.json): it needs npm 10.1 or newer\n");
    if (!process.argv.includes("--if-possible")) process.exitCode = 1;
  }
}
