import { downloadZip } from "client-zip";

export type NamedFile = { name: string; content: Blob };

/** Puts files into one ZIP archive, uncompressed. Equal names get a number: `talk.txt`, `talk-2.txt`. */
export function zipFiles(files: readonly NamedFile[]): Promise<Blob> {
  return downloadZip(withUniqueNames(files).map(({ name, content }) => ({ name, input: content }))).blob();
}

function withUniqueNames(files: readonly NamedFile[]): NamedFile[] {
  const taken = new Set<string>();
  return files.map(({ name, content }) => {
    let unique = name;
    for (let number = 2; taken.has(unique); number++) unique = name.replace(/(\.[^.]*)?$/, `-${number}$1`);
    taken.add(unique);
    return { name: unique, content };
  });
}
