import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { askCertificate, writeNotes } from "../../../client/console/certificates.ts";
import type { CertificateDetail, CertificateNotes } from "../../../protocol/console/certificates.ts";
import { Button, Submit } from "../../../ui/components/button.tsx";
import { Facts } from "../../../ui/components/facts.tsx";
import { Failure } from "../../parts/failure.tsx";
import { listedMoment } from "../../parts/formats.ts";
import { Modal } from "../../parts/modal.tsx";
import { useSite } from "../../session/site.ts";
import { useEdit } from "../../session/use-edit.ts";
import { NoteFields } from "../note-fields.tsx";

interface NoteDialogProps {
  readonly detail: CertificateDetail;
  /** Called with the certificate after the change. */
  readonly saved: () => void;
  readonly close: () => void;
}

/** 備考の編集. If somebody else was first, it shows what they wrote, and keeps what is entered here. */
export function NoteDialog({ detail, saved, close }: NoteDialogProps): JSX.Element {
  const { service, texts, language, say } = useSite();
  const { notes: words } = texts;
  const [notes, setNotes] = useState<CertificateNotes>({ remark: detail.remark, device: detail.device, mail: detail.mail });
  const { running, failure, seen, submit } = useEdit(detail, {
    write: async ({ version }) => await writeNotes(service, detail, version, notes),
    read: async () => await askCertificate(service, detail),
    done: () => {
      close();
      saved();
      say(words.saved);
    },
  });
  const { edited } = seen;
  return (
    <Modal heading={words.heading} close={close}>
      <form onSubmit={submit}>
        <Failure code={failure} texts={texts} />
        {seen !== detail && (
          <div class="note warning" role="alert">
            {edited !== null && <p>{words.changed(edited.by, listedMoment(edited.at, language))}</p>}
            <p class="note-title">{words.theirs}</p>
            <Facts
              facts={[
                { term: texts.detail.device, value: seen.device === "" ? texts.none : seen.device },
                { term: texts.detail.mail, value: seen.mail === "" ? texts.none : seen.mail },
                { term: texts.detail.remark, value: seen.remark === "" ? texts.none : seen.remark },
              ]}
            />
          </div>
        )}
        <NoteFields notes={notes} change={setNotes} />
        <div class="actions">
          <Submit aria-disabled={running}>{words.submit}</Submit>
          <Button onClick={close}>{texts.cancel}</Button>
        </div>
      </form>
    </Modal>
  );
}
