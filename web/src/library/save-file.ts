/** Saves a file through the browser's download. */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the blob when it handles the click; a minute is more than enough.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
