import { type Api, createApi } from "./api.ts";
import type { ServerContext } from "./context.ts";
import { errorAnswer } from "./error-answer.ts";
import { type GuardOptions, guardRequests, limitBodies } from "./guard-requests.ts";
import { hideFolder } from "./hide-folder.ts";
import { rejectUnknown } from "./reject-unknown.ts";
import { rejectUnknownParameters } from "./reject-unknown-parameters.ts";
import { rejectWrites } from "./reject-writes.ts";
import { addDocumentRoutes } from "./routes/documents.ts";
import { addJobRoutes } from "./routes/jobs.ts";
import { addLiveRoutes } from "./routes/live.ts";
import { addModelRoutes } from "./routes/models.ts";
import { addRecordingRoutes } from "./routes/recordings.ts";
import { addSearchRoutes } from "./routes/search.ts";
import { addSoundRoutes } from "./routes/sound.ts";
import { addStatusRoutes } from "./routes/status.ts";
import { addTranscriptRoutes } from "./routes/transcripts.ts";
import { addTrashRoutes } from "./routes/trash.ts";
import { addUploadRoutes } from "./routes/uploads.ts";
import { servePage } from "./serve-page.ts";

type AppOptions = {
  context: ServerContext;
  guard: GuardOptions;
  /** The built page. */
  pageFolder: string;
  /** Called with errors that are bugs. */
  onBug: (error: unknown) => void;
};

/** The whole server as a function from request to answer: guards, routes, page. No socket is needed. */
export function createApp({ context, guard, pageFolder, onBug }: AppOptions): Api {
  const app = createApi();
  app.use(guardRequests(guard));
  app.use(limitBodies());
  app.use("/api/*", rejectUnknownParameters(app));
  app.use("/api/*", rejectWrites(context.service.archive));
  addRoutes(app, context, onBug);
  app.all("/api/*", rejectUnknown(app));
  app.all("*", servePage(pageFolder));
  app.onError((error) => errorAnswer(hideFolder(error, context.service.archive.folder), onBug));
  return app;
}

/** Every route of the API. */
export function addRoutes(app: Api, context: ServerContext, onBug: (error: unknown) => void) {
  return [
    addStatusRoutes(app, context),
    addRecordingRoutes(app, context),
    addTrashRoutes(app, context),
    addSoundRoutes(app, context),
    addTranscriptRoutes(app, context),
    addSearchRoutes(app, context),
    addUploadRoutes(app, context, onBug),
    addLiveRoutes(app, context),
    addJobRoutes(app, context),
    addModelRoutes(app, context),
    addDocumentRoutes(app, context.version),
  ] as const;
}

/** What the typed client knows of the routes. */
export type ApiRoutes = ReturnType<typeof addRoutes>[number];
