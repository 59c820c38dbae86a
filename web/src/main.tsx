import { render } from "preact";
import "./styles/tokens.css";
import "./styles/base.css";
import { followArchive } from "./api/archive-state.ts";
import { App } from "./app.tsx";
import { startOffline } from "./offline/start-offline.ts";
import { startRouter } from "./routing/router.ts";
import "./settings/theme.ts";

startRouter();
followArchive();
startOffline();
render(<App />, document.getElementById("app")!);
