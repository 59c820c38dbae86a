/** Schemas of the search: what a hit and an answer are on the wire. */

import { z } from "@hono/zod-openapi";
import type { Hit, SearchMode } from "../domain.ts";
import type { SearchAnswer } from "../fonoteka.ts";
import { count, idNumber, int } from "./number-schemas.ts";
import { noteSchema, recordingSchema } from "./schemas.ts";

export const searchModes = [
  "hybrid",
  "keyword",
  "semantic",
  "rerank",
] as const satisfies readonly SearchMode[];

const hitSchema = z
  .object({
    recording: recordingSchema,
    transcriptionId: idNumber()
      .nullable()
      .openapi({ description: "Null: found by title, never transcribed" }),
    startMs: int(),
    endMs: int(),
    playFromMs: int(),
    excerpt: z.string(),
    excerptStartMs: int(),
    excerptEndMs: int(),
    highlights: z.array(
      z.object({ text: z.string(), startMs: int(), endMs: int(), from: count(), to: count() }),
    ),
    foundBy: z.array(z.enum(["word", "phrase", "variant", "title", "meaning"])),
    certainty: z
      .enum(["confident", "uncertain"])
      .openapi({ description: "uncertain: may well be about something else" }),
    recordingMatches: z
      .array(
        z.object({
          field: z.enum(["title", "tags", "notes"]),
          text: z.string(),
          highlights: z.array(z.object({ from: count(), to: count() })),
        }),
      )
      .openapi({ description: "What of the title, the tags and the notes answers" }),
    score: z.number(),
    explanation: z.array(
      z.object({
        passageId: idNumber().nullable(),
        matchedTerms: z.array(z.string()),
        matchedVariants: z.array(z.string()),
        textScore: z.number(),
        similarity: z.number().nullable(),
        zScore: z.number().nullable(),
        titleScore: z.number(),
        textPart: z.number(),
        meaningPart: z.number(),
        titlePart: z.number(),
        textRank: int().nullable(),
        meaningRank: int().nullable(),
      }),
    ),
  })
  .openapi("Hit") satisfies z.ZodType<Hit>;

export const searchAnswerSchema = z
  .object({
    hits: z.array(hitSchema),
    query: z.object({
      terms: z.array(z.string()),
      phrases: z.array(z.string()),
      excluded: z.array(z.string()),
      expansions: z
        .array(
          z.object({
            written: z.string(),
            found: z.array(z.string()),
            why: z.enum(["transliteration", "spelling", "number", "sign", "spacing", "prefix"]),
          }),
        )
        .openapi({ description: "Words that were searched as others, too" }),
      mode: z.enum(searchModes),
      analysis: z
        .object({
          words: z.array(
            z.object({
              written: z.string(),
              stems: z.array(z.string()),
              variants: z.array(z.object({ stem: z.string(), why: z.string(), weight: z.number() })),
              weight: z.number(),
            }),
          ),
          meaningWeight: z.number(),
          textWeight: z.number(),
          baseline: z
            .object({
              cyrillic: z.number(),
              latin: z.number(),
              deviation: z.number(),
              confidentFrom: z.number(),
            })
            .nullable(),
        })
        .openapi({ description: "How the question was weighed" }),
    }),
    notes: z.array(noteSchema),
    tookMs: z.number(),
  })
  .openapi("SearchAnswer") satisfies z.ZodType<SearchAnswer>;
