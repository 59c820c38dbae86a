/**
 * What the page says of every error of the catalogue (src/messages/), by reason. English comes from the server, except
 * where the page has a better way out than the command line. Placeholders are those of the catalogue.
 */

import { archiveErrorTexts } from "./archive-error-texts.ts";
import { backupErrorTexts } from "./backup-texts.ts";
import type { ErrorTexts } from "./error-text.ts";
import { fileErrorTexts } from "./file-error-texts.ts";
import { requestErrorTexts } from "./request-error-texts.ts";
import { workErrorTexts } from "./work-error-texts.ts";

export const errorTexts: ErrorTexts = {
  ...archiveErrorTexts,
  ...backupErrorTexts,
  ...fileErrorTexts,
  ...workErrorTexts,
  ...requestErrorTexts,
  unreachable: {
    en: ["The server is not responding", "Start it with: fonoteka serve"],
    ru: ["Сервер не отвечает", "Запустите его: fonoteka serve"],
  },
  answered: {
    ru: ["Сервер ответил {status}", "Попробуйте снова; если повторится, посмотрите, что вывел сервер"],
  },
};
