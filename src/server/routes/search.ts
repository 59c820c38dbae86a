import { createRoute, z } from "@hono/zod-openapi";
import {
  type Api,
  commaList,
  dateQuery,
  failures,
  json,
  languageCode,
  largestId,
  wholeNumber,
} from "../api.ts";
import type { ServerContext } from "../context.ts";
import { searchAnswerSchema, searchModes } from "../search-schemas.ts";

const searchRoute = createRoute({
  method: "get",
  path: "/api/search",
  tags: ["Search"],
  summary: "Find places in recordings by word, by meaning, or by both",
  request: {
    query: z.object({
      q: z.string().min(1).max(2000).openapi({ example: "мёд" }),
      mode: z
        .enum(searchModes)
        .optional()
        .openapi({ description: "Default hybrid; keyword answers at once" }),
      limit: wholeNumber({ min: 1, max: 1000 }).optional().openapi({ description: "Default 10" }),
      offset: wholeNumber({ min: 0, max: 100_000 }).optional(),
      from: dateQuery,
      to: dateQuery,
      language: commaList(languageCode, "ru,en").optional(),
      recording: commaList(wholeNumber({ min: 1, max: largestId }), "3,7").optional(),
    }),
  },
  responses: { 200: json(searchAnswerSchema, "Hits, best first"), ...failures },
});

/** The search. */
export function addSearchRoutes(app: Api, { search }: ServerContext): void {
  app.openapi(searchRoute, async (c) => {
    const { q, language, recording, ...options } = c.req.valid("query");
    const answer = await search(
      q,
      { ...options, languages: language, recordings: recording },
      c.req.raw.signal,
    );
    return c.json(answer, 200);
  });
}
