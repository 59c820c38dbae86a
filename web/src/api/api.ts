import { createClient } from "../../../src/server/client.ts";
import { watchedFetch } from "./reachable.ts";

export type * from "../../../src/server/client.ts";
export { ApiError } from "../../../src/server/client.ts";

/** The API of the server this page came from. */
export const api = createClient({ fetch: watchedFetch });
