import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { samplesFolder } from "../support/run-fonoteka.ts";
import { closeBrowser, dropFile, openSite, openTab, skipWithoutChromium } from "./open-page.ts";

const skip = skipWithoutChromium;
const talk = "2026-02-19_18-42-05";

after(closeBrowser);

const text = new TextEncoder().encode("just a text, no audio at all");

test("errors and notes are in Russian on a Russian page, with their values and plurals", {
  skip,
}, async (t) => {
  const { archive, url } = await openSite(t, { samples: [talk] });
  const page = await openTab(t, `${url}import`, { locale: "ru-RU" });
  await dropFile(page, "interview.mp3", text);
  await page
    .getByText(
      "Это не аудиофайл (простой текст). Выберите аудио- или видеофайл: WAV, MP3, M4A, Opus, FLAC, OGG, WebM, MP4 …",
    )
    .waitFor();

  await page.goto(`${url}?q=${encodeURIComponent('"memory limits')}&mode=keyword`);
  await page.getByText("Кавычка не закрыта: слова после неё искались как обычные.").waitFor();

  // Two notes with a number each: Russian has three forms.
  await page.goto(`${url}?q=${encodeURIComponent(`memory ${"x".repeat(1100)}`)}&mode=keyword`);
  await page.getByText(/учтены только первые 1\s?000 знаков/).waitFor();

  const sample = readFileSync(join(samplesFolder, `${talk}.opus`));
  await page.goto(`${url}import`);
  await dropFile(page, "half.opus", sample.subarray(0, sample.length >> 1));
  const half = page.getByText(/нет конца записи: файл обрывается/);
  await half.waitFor();
  assert.doesNotMatch(await half.innerText(), /[a-z]{4,}/);
  // What was found at import stays with the recording.
  await page.goto(`${url}library`);
  await page.locator(".row-state", { hasText: "файл повреждён" }).waitFor();
  await page.goto(`${url}recordings/2`);
  await page
    .getByText("Исходный файл был повреждён: нет конца записи: файл обрывается", { exact: false })
    .waitFor();
  await page.goto(`${url}activity`);
  await page.locator(".models-more summary").click();
  await page.locator(".models", { hasText: "только английский" }).first().waitFor();
  const models = await page.locator(".models").allInnerTexts();
  assert.doesNotMatch(models.join("\n"), /English only/);

  rmSync(archive.soundPath(1));
  await page.goto(`${url}settings`);
  const problem = page.locator(".problems li");
  await problem.waitFor();
  assert.match(
    await problem.innerText(),
    /^Нет файла recordings\/\S+\.opus|^нет файла recordings\/\S+\.opus/,
  );
  assert.match(await problem.innerText(), /можно и снова добавить исходный файл/);

  // The same file, dropped again, puts it back; in the trash it is offered.
  await page.goto(`${url}import`);
  await dropFile(page, "talk.opus", sample);
  await page.getByText("Уже есть в архиве: утраченный или повреждённый файл записи восстановлен").waitFor();
  assert.ok(existsSync(archive.soundPath(1)));
  archive.remove(1);
  await page.goto(`${url}import`);
  await dropFile(page, "talk.opus", sample);
  await page.getByText("Не добавлено: эта запись в корзине").waitFor();
  await page.locator(".upload").getByRole("button", { name: "Восстановить" }).click();
  await page.getByText("Уже есть в архиве: тот же файл").waitFor();
  assert.equal(archive.describe(1).recording.id, 1);
});

test("the same in English: the server's words, except where the page has better advice", {
  skip,
}, async (t) => {
  const { url } = await openSite(t, { samples: [talk] });
  const page = await openTab(t, `${url}import`);
  await dropFile(page, "interview.mp3", text);
  await page
    .getByText(
      "Not an audio file (plain text). Choose an audio or video file: WAV, MP3, M4A, Opus, FLAC, OGG",
    )
    .waitFor();
  // A name keeps its letters, at the start of a sentence, too.
  await dropFile(page, "head.wav", Buffer.from("RIFF____WAVEfmt "));
  await page
    .getByText(/^head\.wav: /)
    .first()
    .waitFor();
  await page.goto(`${url}settings`);
  await page.getByText("Log format").waitFor();
  assert.doesNotMatch(await page.locator("main").innerText(), /logLevel|logFormat/);
  await page.goto(`${url}?q=${encodeURIComponent('"memory limits')}&mode=keyword`);
  await page
    .getByText("A quotation mark is not closed: its words were searched as ordinary words.")
    .waitFor();
});
