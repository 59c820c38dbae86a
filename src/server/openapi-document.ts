import type { Api } from "./api.ts";
import { tokenCookie } from "./guards/check-token.ts";

/** The OpenAPI 3.1 document of all routes of an app. */
export function buildDocument(app: Api, version: string): ReturnType<Api["getOpenAPI31Document"]> {
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Fonoteka",
      version,
      description:
        "Your recordings, found by word and by meaning, on your own machine. Every error is `{ error: { code, reason, values, message, hint } }`.",
      license: { name: "MIT" },
    },
    servers: [{ url: "/" }],
    // `{}`: none is needed on loopback.
    security: [{}, { token: [] }, { cookie: [] }],
  });
  const securitySchemes = {
    token: { type: "http", scheme: "bearer", description: "Required unless the server listens on loopback" },
    cookie: { type: "apiKey", in: "cookie", name: tokenCookie, description: "Set by opening /?token=TOKEN" },
  } as const;
  return { ...document, components: { ...document.components, securitySchemes } };
}
