import type { Api } from "./api.ts";

/** The OpenAPI 3.1 document of all routes of an app. */
export function buildDocument(app: Api, version: string): ReturnType<Api["getOpenAPI31Document"]> {
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Fonoteka",
      version,
      description:
        "Your recordings, found by word and by meaning, on your own machine. Every error is `{ error: { code, message, hint } }`.",
      license: { name: "MIT" },
    },
    servers: [{ url: "/" }],
  });
}
