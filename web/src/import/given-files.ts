/** A chosen or dropped file, and the folder it came in (`2024/march`, empty for a single file). */
export type FoundFile = { file: File; folderPath: string };

/** Files of an input, a chosen folder or the clipboard. */
export function fromFileList(list: ArrayLike<File>): FoundFile[] {
  return Array.from(list, (file) => ({
    file,
    folderPath: file.webkitRelativePath.split("/").slice(0, -1).join("/"),
  }));
}

/**
 * Files of a drop, including those in dropped folders. The entries are read before the first await: the browser empties
 * the list afterwards.
 */
export async function fromDrop(transfer: DataTransfer): Promise<FoundFile[]> {
  const entries = [...transfer.items]
    .filter(({ kind }) => kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found: FoundFile[] = [];
  for (const { entry, file } of entries) {
    if (entry?.isDirectory) await walk(entry as FileSystemDirectoryEntry, entry.name, found);
    else if (file) found.push({ file, folderPath: "" });
  }
  return found;
}

async function walk(folder: FileSystemDirectoryEntry, path: string, found: FoundFile[]): Promise<void> {
  const reader = folder.createReader();
  while (true) {
    // A reader returns at most 100 entries a call, and none at the end.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    ).catch(() => []);
    if (entries.length === 0) return;
    for (const entry of entries) {
      if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, `${path}/${entry.name}`, found);
      else found.push(...(await readFile(entry as FileSystemFileEntry, path)));
    }
  }
}

async function readFile(entry: FileSystemFileEntry, folderPath: string): Promise<FoundFile[]> {
  try {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ file, folderPath }];
  } catch {
    // Deleted, or not readable for the browser.
    return [];
  }
}
