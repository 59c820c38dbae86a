import type { ErrorInfo } from "../../api/api.ts";
import { language } from "../language.ts";

/** Words that stand as values in messages: states of jobs, kinds of models and of files. */
const russian: Record<string, string> = {
  waiting: "в очереди",
  running: "выполняется",
  done: "готово",
  failed: "не удалось",
  cancelled: "отменено",
  speech: "речь",
  embedding: "смысл",
  vad: "поиск речи",
  "plain text": "простой текст",
  "it is plain text": "простой текст",
  "a JPEG picture": "картинка JPEG",
  "a PNG picture": "картинка PNG",
  "a GIF picture": "картинка GIF",
  "a WebP picture": "картинка WebP",
  "a HEIC picture": "картинка HEIC",
  "an AVIF picture": "картинка AVIF",
  "a TIFF picture": "картинка TIFF",
  "a BMP picture": "картинка BMP",
  "a PDF document": "документ PDF",
  "a ZIP archive (or an office document)": "архив ZIP или документ Office",
  "a gzip archive": "архив gzip",
  "a 7-Zip archive": "архив 7-Zip",
  "a RAR archive": "архив RAR",
  "an xz archive": "архив xz",
  "an SQLite database": "база данных SQLite",
  "a program": "программа",
  "nothing but zero bytes": "одни нули",
  "data of an unknown kind": "неизвестные данные",
};

/** The values of a message, known words in the page's language. */
export function translateValues(values: ErrorInfo["values"]): ErrorInfo["values"] {
  if (language.value !== "ru") return values;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" && Object.hasOwn(russian, value) ? russian[value]! : value,
    ]),
  );
}
