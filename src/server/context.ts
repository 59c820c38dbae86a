import type { Service } from "../service/service.ts";

/** What the routes work with. */
export type ServerContext = { service: Service; version: string };
