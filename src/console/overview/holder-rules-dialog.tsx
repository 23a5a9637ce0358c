import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { askHolderRules, writeHolderRules } from "../../client/console/holder-rules.ts";
import type { HolderRules, PresentHolderRules } from "../../protocol/console/holder-rules.ts";
import { Button, Submit } from "../../ui/components/button.tsx";
import { Facts } from "../../ui/components/facts.tsx";
import { Field } from "../../ui/components/field.tsx";
import { Select } from "../../ui/components/select.tsx";
import { Failure } from "../parts/failure.tsx";
import { listedMoment } from "../parts/formats.ts";
import { Modal } from "../parts/modal.tsx";
import { useSite } from "../session/site.ts";
import { useEdit } from "../session/use-edit.ts";
import { ruleFacts } from "./holder-rule-facts.tsx";
import { holderRulesTexts } from "./holder-rules-texts.ts";

interface HolderRulesDialogProps {
  readonly rules: PresentHolderRules;
  readonly saved: () => void;
  readonly close: () => void;
}

/** If somebody else was first, it shows what they wrote, and keeps what is entered here. */
export function HolderRulesDialog({ rules: present, saved, close }: HolderRulesDialogProps): JSX.Element {
  const { service, texts, language, say } = useSite();
  const words = holderRulesTexts(language);
  const [rules, setRules] = useState<HolderRules>({
    mails: present.mails,
    otherDevices: present.otherDevices,
    contact: present.contact,
  });
  const { running, failure, seen, submit } = useEdit(present, {
    write: async ({ version }) => await writeHolderRules(service, version, { ...rules, contact: rules.contact.trim() }),
    read: async () => await askHolderRules(service),
    done: () => {
      close();
      saved();
      say(words.saved);
    },
  });
  const { edited } = seen;
  return (
    <Modal heading={words.editHeading} close={close}>
      <form onSubmit={submit}>
        <Failure code={failure} texts={texts} />
        {seen !== present && (
          <div class="note warning" role="alert">
            {edited !== null && <p>{words.changed(edited.by, listedMoment(edited.at, language))}</p>}
            <Facts facts={ruleFacts(seen, language)} />
          </div>
        )}
        <Select
          name="mails"
          label={words.mails}
          choices={(["sent", "off"] as const).map((each) => [each, words.mailsChoices[each]] as const)}
          chosen={rules.mails}
          choose={(mails) => setRules({ ...rules, mails })}
        />
        <Field
          name="contact"
          label={words.contact}
          hint={words.contactHint}
          input={{
            required: false,
            autocomplete: "off",
            maxLength: 200,
            value: rules.contact,
            onInput: ({ currentTarget }) => setRules({ ...rules, contact: currentTarget.value }),
          }}
        />
        <Select
          name="other-devices"
          label={words.otherDevices}
          choices={(["allowed", "refused"] as const).map((each) => [each, words.otherDevicesValues[each]] as const)}
          chosen={rules.otherDevices}
          choose={(otherDevices) => setRules({ ...rules, otherDevices })}
        />
        <p class="quiet">{words.otherDevicesHint}</p>
        <div class="actions">
          <Submit aria-disabled={running}>{words.submit}</Submit>
          <Button onClick={close}>{texts.cancel}</Button>
        </div>
      </form>
    </Modal>
  );
}
