import { useState } from "preact/hooks";
import { describeError } from "../api/describe-error.ts";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { showToast } from "../components/toast.tsx";
import { texts } from "../i18n/texts.ts";

const words = texts({
  discard: { en: "Discard", ru: "Удалить" },
  discardNamed: { en: "Discard {name}", ru: "Удалить: {name}" },
  title: { en: "Discard this file?", ru: "Удалить этот файл?" },
  about: {
    en: "{name} is deleted from the server. The file it was sent from is not touched. The uploaded copy is kept until you discard it.",
    ru: "{name}: файл будет удалён с сервера. Исходный файл останется на месте. Загруженная копия хранится, пока вы её не удалите.",
  },
  aboutLive: {
    en: "{name}: what was recorded is moved to the archive's trash folder. It is kept until you discard it.",
    ru: "{name}: записанное будет перемещено в папку trash архива. Оно хранится, пока вы его не удалите.",
  },
  keep: { en: "Keep", ru: "Оставить" },
});

type DiscardButtonProps = {
  name: string;
  /** From the microphone: it goes to the trash. */
  isLive?: boolean;
  /** Other words for another question. */
  asking?: { open: string; about: string; confirm: string; keep: string };
  discard: () => Promise<void>;
};

/** Deletes what was uploaded, or recorded from the microphone, and is no recording of the archive, after a question. */
export function DiscardButton({ name, isLive = false, asking, discard }: DiscardButtonProps) {
  const [isAsking, setIsAsking] = useState(false);
  const act = async () => {
    setIsAsking(false);
    try {
      await discard();
    } catch (error) {
      showToast(describeError(error), { variant: "failure" });
    }
  };
  return (
    <>
      <Button
        variant="quiet"
        icon="trash"
        aria-label={asking ? `${asking.open}: ${name}` : words.discardNamed({ name })}
        onClick={() => setIsAsking(true)}
      >
        {asking?.open ?? words.discard()}
      </Button>
      {isAsking && (
        <Dialog
          title={words.title()}
          onClose={() => setIsAsking(false)}
          footer={
            <>
              <Button onClick={() => setIsAsking(false)}>{asking?.keep ?? words.keep()}</Button>
              <Button variant="danger" onClick={() => void act()}>
                {asking?.confirm ?? words.discard()}
              </Button>
            </>
          }
        >
          <p>{asking?.about ?? (isLive ? words.aboutLive({ name }) : words.about({ name }))}</p>
        </Dialog>
      )}
    </>
  );
}
