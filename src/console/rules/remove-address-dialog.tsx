import type { JSX } from "preact";
import { removeNoticeAddress } from "../../client/console/notice-addresses.ts";
import type { NoticeAddress } from "../../protocol/console/notice-addresses.ts";
import { Button } from "../../ui/components/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { Modal } from "../parts/modal.tsx";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";
import { noticeTexts } from "./notice-texts.ts";

interface RemoveAddressDialogProps {
  readonly address: NoticeAddress;
  /** Whether nobody is notified afterwards. */
  readonly last: boolean;
  readonly removed: () => void;
  readonly close: () => void;
}

/** Says what is lost by it. */
export function RemoveAddressDialog({ address: { id, address }, last, removed, close }: RemoveAddressDialogProps): JSX.Element {
  const { service, attempt, texts, language, say } = useSite();
  const words = noticeTexts(language);
  const { running, failure, run } = useAction();
  const remove = (): void =>
    run(async () => {
      await attempt(() => removeNoticeAddress(service, id));
      close();
      removed();
      say(words.removed(address));
    });
  return (
    <Modal heading={words.removeHeading} close={close}>
      <p>{words.removeLead(address)}</p>
      {last && <p class="note warning">{words.removeLast}</p>}
      <Failure code={failure} texts={texts} />
      <div class="actions">
        <Button kind="danger" aria-disabled={running} onClick={remove}>
          {words.remove}
        </Button>
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </Modal>
  );
}
