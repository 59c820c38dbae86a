import type { MessageValues } from "./fill-message.ts";

/**
 * The same error or note about something under another name, also in the messages among its values: a temporary path of
 * the server means nothing to a person.
 */
export function renameInMessage<Message extends { values: MessageValues }>(
  message: Message,
  from: string,
  to: string,
): Message {
  return renameInTexts(message, from, to) as Message;
}

function renameInTexts(value: unknown, from: string, to: string): unknown {
  if (typeof value === "string") return value.replaceAll(from, to);
  if (typeof value !== "object" || value === null) return value;
  const renamed = Object.entries(value).map(([name, part]) => [name, renameInTexts(part, from, to)]);
  return Object.fromEntries(renamed);
}
