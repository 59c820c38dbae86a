/** What every route is made with: the app's type, common parameters, common answers. */

import { OpenAPIHono, z } from "@hono/zod-openapi";
import { describeIssue } from "./describe-issue.ts";
import { errorSchema } from "./schemas.ts";

export type Api = OpenAPIHono;

/** An app whose routes reject what does not fit their schemas with `invalid-input`. */
export function createApi(): Api {
  return new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return;
      throw describeIssue(result.error.issues[0]!);
    },
  });
}

type Limits = { min: number; max: number };

/** An integer in a path or a query: digits only, so that `1e3`, ` 7` and `0x10` are rejected. */
export function wholeNumber({ min, max }: Limits) {
  return z
    .string()
    .regex(/^\d{1,16}$/, "a whole number")
    .transform(Number)
    .pipe(z.number().int().min(min).max(max))
    .openapi({ type: "integer", minimum: min, maximum: max });
}

export const maxId = Number.MAX_SAFE_INTEGER;
const id = () => wholeNumber({ min: 1, max: maxId });

/** `/recordings/{id}` */
export const idParam = z.object({
  id: id().openapi({ param: { name: "id", in: "path" }, example: 1 }),
});

/** Uploads and live recordings: 128 random bits, so that nobody can guess another's. */
export const tokenParam = z.object({
  id: z
    .string()
    .regex(/^[0-9a-f]{32}$/, "an id")
    .openapi({ param: { name: "id", in: "path" } }),
});

/** `?transcription=7` */
export const transcriptionQuery = { transcription: id().optional() };

/** `ru,en` → ["ru", "en"]; each must fit. */
export function commaList<Item extends z.ZodType<unknown, string>>(item: Item, example: string) {
  return z
    .string()
    .max(2000)
    .transform((text) => text.split(",").filter((part) => part !== ""))
    .pipe(z.array(item))
    .openapi({ type: "string", example, description: "Comma-separated" });
}

export const languageCode = z.string().regex(/^[a-z]{2,3}$/, "a language code such as ru");
/** A date or a date-time; the library checks it. */
export const dateQuery = z
  .string()
  .max(40)
  .optional()
  .openapi({ format: "date", example: "2026-03-01", description: "ISO 8601; a date-time is accepted, too" });

/** A JSON answer. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/**
 * Every route may answer so. Left out of the types: routes throw these answers, and the client throws them again. As 40
 * statuses of each route they only cost the compiler time.
 */
export const failures: Record<never, never> = {
  "4XX": json(errorSchema, "Rejected: `code` says why, `hint` what to try"),
  "5XX": json(errorSchema, "Failed"),
};

/** A required JSON body. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { "application/json": { schema } } };
}

/** Bytes in an answer or a body. */
export const binary = z.custom<Blob>().openapi({ type: "string", format: "binary" });
