/**
 * Writes THIRD-PARTY.txt: whose work is delivered with Fonoteka, under which licences, with their texts. The packages and the
 * page contain the file. A test compares it, so run this (`npm run notices`) after a dependency has changed.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BundledPart, readBundledParts } from "./supply/bundled-parts.ts";
import { type DeliveredPackage, readDeliveredPackages, repositoryFolder } from "./supply/read-packages.ts";
import { standardLicences } from "./supply/standard-licences.ts";

export const noticesPath = join(repositoryFolder, "THIRD-PARTY.txt");

type Person = string | { name?: string } | undefined;
const rule = "-".repeat(100);

/** The text that a package gives, or the standard one of its licence with its author. */
function licenceText(delivered: DeliveredPackage): string {
  // The packages of sqlite-vec for each platform have no text of their own, and only one of them is installed.
  const folder = delivered.folder.replace(/(node_modules\/sqlite-vec)-[^/]+$/, "$1");
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (file) return tidy(readFileSync(join(folder, file), "utf8"));
  const standard = standardLicences[delivered.license.split(" OR ")[0]!];
  if (!standard) throw new Error(`${delivered.name}: no text of ${delivered.license} is known here`);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return `${copyrightOf(delivered.name, manifest)}\n\n${standard}`;
}

function copyrightOf(
  name: string,
  { author, contributors }: { author: Person; contributors?: Person[] },
): string {
  const holder = [author, ...(contributors ?? [])]
    .map((person) => (typeof person === "string" ? person : person?.name))
    .find((person) => person);
  return `Copyright (c) ${holder?.replace(/\s*[<(].*$/, "") ?? `the authors of ${name}`}`;
}

function partText({ textFile, license, copyright }: BundledPart): string {
  if (textFile) return tidy(readFileSync(join(repositoryFolder, textFile), "utf8"));
  return `${copyright}\n\n${standardLicences[license]}`;
}

function tidy(text: string): string {
  return text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/[ \t]+$/gm, "")
    .trim();
}

/** The whole file. Same texts are given once, under all their names. */
export function makeNotices(): string {
  const packages = readDeliveredPackages();
  const parts = readBundledParts();
  const groups = new Map<string, string[]>();
  const add = (title: string, text: string) => groups.set(text, [...(groups.get(text) ?? []), title]);
  for (const part of parts) {
    const { name, version, license, where, copyright, source } = part;
    add(
      `${[name, version].filter(Boolean).join(" ")} (${license})\n  in ${where}\n  ${copyright.replaceAll("\n", "\n  ")}\n  ${source}`,
      partText(part),
    );
  }
  for (const one of packages)
    add(`${one.name} ${one.version} (${one.license})${one.inPage ? ", in the page" : ""}`, licenceText(one));
  const texts = [...groups].map(([text, titles]) => `${rule}\n${titles.join("\n")}\n\n${text}\n`);
  return `THIRD-PARTY NOTICES

Fonoteka is published under the MIT licence (LICENSE). It is delivered with the work of others: npm packages, what they have
inside, and models. This file names each of them, with its licence. Made by scripts/write-notices.ts; do not edit.

FFmpeg is under the GNU Lesser General Public License 2.1 or later. It is a file of its own (ffmpeg.wasm in the package
fonoteka-ffmpeg), loaded at run time: anyone can put their own build in its place. That package has the build script, the patch,
and in BUILD.json the hashes of the source, the compiler and the result.

The bundled recordings (samples/) are synthetic speech of invented conversations, under Fonoteka's own licence.

${texts.join("\n")}`;
}

if (import.meta.main) {
  const text = makeNotices();
  const isNew = !existsSync(noticesPath) || readFileSync(noticesPath, "utf8") !== text;
  if (isNew) writeFileSync(noticesPath, text);
  process.stdout.write(`${noticesPath}: ${isNew ? "written" : "up to date"}\n`);
}
