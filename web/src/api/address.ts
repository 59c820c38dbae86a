/** Address of a resource of the API, for what the browser fetches itself: sound, downloads. */
export function apiAddress(path: string): string {
  return `/api${path}`;
}
