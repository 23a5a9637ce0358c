import type { JSX } from "preact";
import type { CertificateNotes } from "../../protocol/console/certificates.ts";
import { Field } from "../../ui/components/field.tsx";
import { useSite } from "../session/site.ts";

interface NoteFieldsProps {
  readonly notes: CertificateNotes;
  readonly change: (notes: CertificateNotes) => void;
}

/** 備考, the device memo, and the holder's mail address. */
export function NoteFields({ notes, change }: NoteFieldsProps): JSX.Element {
  const { texts } = useSite();
  const { detail, notes: words } = texts;
  return (
    <>
      <Field
        name="device"
        label={detail.device}
        hint={words.deviceHint}
        input={{
          required: false,
          autocomplete: "off",
          maxLength: 1000,
          value: notes.device,
          onInput: ({ currentTarget }) => change({ ...notes, device: currentTarget.value }),
        }}
      />
      <Field
        name="holder-mail"
        label={detail.mail}
        hint={words.mailHint}
        input={{
          type: "email",
          required: false,
          autocomplete: "off",
          maxLength: 254,
          value: notes.mail,
          onInput: ({ currentTarget }) => change({ ...notes, mail: currentTarget.value.trim() }),
        }}
      />
      <div class="field">
        <label for="remark">{detail.remark}</label>
        <textarea
          id="remark"
          name="remark"
          rows={3}
          maxLength={1000}
          aria-describedby="remark-hint"
          value={notes.remark}
          onInput={({ currentTarget }) => change({ ...notes, remark: currentTarget.value })}
        />
        <p class="quiet" id="remark-hint">
          {words.remarkHint}
        </p>
      </div>
    </>
  );
}
