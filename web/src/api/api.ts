import { createClient } from "../../../src/client/client.ts";
import { watchedFetch } from "./reachable.ts";

export type * from "../../../src/client/client.ts";
export { ApiError, fillMessage, listDamage } from "../../../src/client/client.ts";

/** The API of the server this page came from. */
export const api = createClient({ fetch: watchedFetch });
