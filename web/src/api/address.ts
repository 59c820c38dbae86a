/** Address of an API resource that the browser fetches itself: audio, downloads. */
export function apiAddress(path: string): string {
  return `/api${path}`;
}
