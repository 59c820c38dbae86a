import { createRoute, z } from "@hono/zod-openapi";
import { type Api, commaList, dateQuery, failures, json, languageCode, maxId, wholeNumber } from "../api.ts";
import type { ServerContext } from "../context.ts";
import { searchAnswerSchema, searchModes } from "../search-schemas.ts";

const maxQueryLength = 12_000;

const searchRoute = createRoute({
  method: "get",
  path: "/api/search",
  operationId: "search",
  tags: ["Search"],
  summary: "Search by word, by meaning, or both",
  request: {
    query: z.object({
      // Only its beginning is searched, with a note: whoever pastes a page of text gets an answer. Percent-encoded it must
      // fit in the 128 kB that the server reads of an address and its headers: nine bytes for a character at worst.
      q: z.string().max(maxQueryLength).openapi({ minLength: 1, pattern: "^[^\\u0000]*$", example: "мёд" }),
      mode: z.enum(searchModes).optional().openapi({ description: "Default hybrid; keyword is fastest" }),
      limit: wholeNumber({ min: 1, max: 1000 }).optional().openapi({ description: "Default 10" }),
      offset: wholeNumber({ min: 0, max: 100_000 }).optional(),
      from: dateQuery,
      to: dateQuery,
      language: commaList(languageCode, "ru,en").optional(),
      recording: commaList(wholeNumber({ min: 1, max: maxId }), "3,7").optional(),
    }),
  },
  responses: { 200: json(searchAnswerSchema, "Hits, best first"), ...failures },
});

/** The search. */
export function addSearchRoutes(app: Api, { service }: ServerContext) {
  return app.openapi(searchRoute, async (c) => {
    const { q, language, recording, ...options } = c.req.valid("query");
    const answer = await service.search(
      q,
      { ...options, languages: language, recordings: recording },
      c.req.raw.signal,
    );
    return c.json(answer, 200);
  });
}
