import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { texts } from "../i18n/texts.ts";

const words = texts({
  title: { en: "Delete for good?", ru: "Удалить навсегда?" },
  single: {
    en: "“{title}”, its transcripts and notes are deleted from the disk. There is no way back.",
    ru: "«{title}», её расшифровки и заметки будут стёрты с диска. Вернуть их будет нельзя.",
  },
  all: {
    en: {
      one: "{count} recording in the trash, its transcripts and notes are deleted from the disk. There is no way back.",
      other:
        "{count} recordings in the trash, their transcripts and notes are deleted from the disk. There is no way back.",
    },
    ru: {
      one: "{count} запись из корзины, её расшифровки и заметки будут стёрты с диска. Вернуть их будет нельзя.",
      few: "{count} записи из корзины, их расшифровки и заметки будут стёрты с диска. Вернуть их будет нельзя.",
      many: "{count} записей из корзины, их расшифровки и заметки будут стёрты с диска. Вернуть их будет нельзя.",
    },
  },
  cancel: { en: "Cancel", ru: "Отмена" },
  delete: { en: "Delete", ru: "Удалить" },
});

type DeleteForGoodDialogProps = {
  /** Of a single recording; undefined: the whole trash. */
  title: string | undefined;
  count: number;
  onClose: () => void;
  onDelete: () => void;
};

/** Asks before something is deleted that cannot be brought back. */
export function DeleteForGoodDialog({ title, count, onClose, onDelete }: DeleteForGoodDialogProps) {
  return (
    <Dialog
      title={words.title()}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel()}</Button>
          <Button variant="danger" onClick={onDelete}>
            {words.delete()}
          </Button>
        </>
      }
    >
      <p class="dialog-about">{title === undefined ? words.all({ count }) : words.single({ title })}</p>
    </Dialog>
  );
}
