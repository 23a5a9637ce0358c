import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { firstQuery } from "../../client/console/certificate-parameters.ts";
import { orderCertificate } from "../../client/console/certificates.ts";
import type { CertificateNotes } from "../../protocol/console/certificates.ts";
import { Button, Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import { writeAddress } from "../address/site-address.ts";
import { goTo } from "../address/use-address.ts";
import { Failure } from "../parts/failure.tsx";
import { Modal } from "../parts/modal.tsx";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";
import { NoteFields } from "./note-fields.tsx";

interface IssueDialogProps {
  /** The name of a certificate that is to have a successor. */
  readonly cn?: string;
  readonly close: () => void;
}

/** 新規発行申請. It asks where the certificate will be used, so that nobody makes a second one. */
export function IssueDialog({ cn: first = "", close }: IssueDialogProps): JSX.Element {
  const { service, attempt, texts, say } = useSite();
  const { issue } = texts;
  const [cn, setCn] = useState(first);
  const [notes, setNotes] = useState<CertificateNotes>({ remark: "", device: "", mail: "" });
  const [asked, setAsked] = useState("");
  const { running, failure, run } = useAction();
  const name = cn.trim();
  // One more for the same holder or device is issued to who was told that there is one, or who replaces that one.
  const told = failure === "holder-has-certificate" ? name : failure === "device-has-certificate" ? notes.device : undefined;
  const again = told !== undefined && `${name} ${notes.device}` === asked;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    run(async () => {
      setAsked(`${name} ${notes.device}`);
      const another = name === first || again;
      const identity = await attempt(() => orderCertificate(service, { cn: name, another, ...notes }));
      close();
      goTo({ page: "certificate", identity });
      say(issue.done(name));
    });
  };
  return (
    <Modal heading={issue.heading} close={close}>
      <p>{issue.lead}</p>
      <form onSubmit={submit}>
        <Failure code={failure} texts={texts} />
        {again && (
          <p>
            <a href={writeAddress({ page: "certificates", query: { ...firstQuery, search: told } })} onClick={close}>
              {issue.existing}
            </a>
          </p>
        )}
        <Field
          name="cn"
          label={issue.cn}
          hint={issue.cnHint}
          input={{
            autocomplete: "off",
            autocapitalize: "off",
            spellcheck: false,
            maxLength: 64,
            autofocus: first === "",
            value: cn,
            onInput: ({ currentTarget }) => setCn(currentTarget.value),
          }}
        />
        <NoteFields notes={notes} change={setNotes} />
        <div class="actions">
          <Submit aria-disabled={running}>{again ? issue.again : issue.submit}</Submit>
          <Button onClick={close}>{texts.cancel}</Button>
        </div>
      </form>
    </Modal>
  );
}
