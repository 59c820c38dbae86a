import type { AnyReason } from "../../api/api.ts";

/** What happened, and what to try. */
export type ErrorText = readonly [text: string, hint: string];
export type ErrorTexts = Record<AnyReason | PageReason, { ru: ErrorText; en?: ErrorText }>;

/** Errors that only the client knows. */
type PageReason = "unreachable" | "answered";
