import { z } from "@hono/zod-openapi";

export const int = () => z.number().int();
export const count = () => int().min(0);
/** 2^53 - 1 is where JavaScript numbers end; ids stay far below. */
export const idNumber = () => int().min(1).max(Number.MAX_SAFE_INTEGER);
