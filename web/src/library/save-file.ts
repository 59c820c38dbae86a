/** Gives a file to the browser's downloads. */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has it once the click is handled; a minute is far more than it needs.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
