import type { Invented } from "./invent-archive.ts";

/** Short invented transcripts: what is said in each can be told by one reading. */
export const recordings: Invented[] = [
  {
    title: "Планёрка",
    passages: [
      "Решили так: переезжаем на оркестрацию контейнеров, виртуальные машины выключаем к лету. Отвечает за переезд Антон.",
      {
        text: "Билеты на конференцию куплены, гостиница рядом с вокзалом. Командировочные выдадут в четверг.",
        pauseMs: 900_000,
      },
    ],
  },
  {
    title: "Meetup",
    language: "en",
    passages: [
      "I have been running Kubernetes in production for four years, first with one server and Docker, now with forty nodes.",
      {
        text: "The hardest part was not the cluster, it was to convince people to write down what they had changed.",
        pauseMs: 900_000,
      },
    ],
  },
  {
    title: "Пасека",
    passages: [
      "Качаем мёд в субботу, рамки уже запечатаны. Если пчёлы гудят ровно, значит, в улье всё хорошо.",
      {
        text: "Зимой улья укрываем соломой, а снег вокруг не чистим: под ним теплее. Весной первым делом смотрим матку.",
        pauseMs: 900_000,
      },
    ],
  },
  {
    title: "Call",
    language: "en",
    passages: [
      "Good afternoon, this is Claire speaking. You will get your money back, the refund is on its way and should arrive by Friday.",
      {
        text: "The parcel was left in the rain, so the box was soaked and the lamp inside was broken.",
        pauseMs: 900_000,
      },
    ],
  },
  {
    title: "Бабушка",
    passages: [
      "Поженились мы в октябре в Вологде. В тот день выпал первый снег, и такси не приехало, шли пешком.",
      {
        text: "Работала я на почте, телеграммы разносила, а вечером училась на бухгалтера.",
        pauseMs: 900_000,
      },
    ],
  },
  {
    title: "Lecture",
    language: "en",
    passages: [
      "The first maps showed the world as a disc with the ocean around it, and nobody minded that the distances were wrong.",
      {
        text: "Sailors wanted straight courses, and so Mercator stretched the north until Greenland was as large as Africa.",
        pauseMs: 900_000,
      },
    ],
  },
];
