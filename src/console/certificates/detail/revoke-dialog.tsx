import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { revokeCertificate } from "../../../client/console/certificates.ts";
import { offeredReasons, type CertificateDetail, type RevocationOrder } from "../../../protocol/console/certificates.ts";
import { Button, Submit } from "../../../ui/components/button.tsx";
import { Facts } from "../../../ui/components/facts.tsx";
import { Choices } from "../../parts/choices.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Modal } from "../../parts/modal.tsx";
import { useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";

type Relation = RevocationOrder["along"][number];

interface RevokeDialogProps {
  readonly detail: CertificateDetail;
  readonly revoked: () => void;
  readonly close: () => void;
}

/** 失効: says whom it concerns, and cannot be undone. */
export function RevokeDialog({ detail, revoked, close }: RevokeDialogProps): JSX.Element {
  const { service, attempt, texts, say } = useSite();
  const { revocation } = texts;
  const [reason, setReason] = useState<RevocationOrder["reason"]>("unspecified");
  const [along, setAlong] = useState<readonly Relation[]>([]);
  const { running, failure, run } = useAction();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    run(async () => {
      const done = await attempt(() => revokeCertificate(service, detail, { reason, along: [...along] }));
      close();
      revoked();
      const { revoked: ended, stillValid } = done;
      const more = stillValid.length === 0 ? [] : [revocation.stillValid(stillValid.length)];
      say([revocation.done(ended.length), ...more].join(" "));
    });
  };
  const relation = (which: Relation): JSX.Element | null => {
    const related = detail[which];
    if (related === null) return null;
    return (
      <label class="check">
        <input
          type="checkbox"
          checked={along.includes(which)}
          onChange={({ currentTarget: { checked } }) =>
            setAlong((before) => [...before.filter((each) => each !== which), ...(checked ? [which] : [])])
          }
        />
        <span>
          {revocation[which]} <span class="serial whole">{related.serial}</span>
        </span>
      </label>
    );
  };
  return (
    <Modal heading={revocation.heading} close={close}>
      <p class="note danger">{revocation.lead(detail.cn)}</p>
      <Facts
        facts={[
          { term: texts.detail.cn, value: detail.cn, kind: "strong" },
          { term: texts.detail.device, value: detail.device === "" ? texts.none : detail.device },
          { term: texts.detail.serial, value: detail.serial, kind: "serial" },
        ]}
      />
      <form onSubmit={submit}>
        <Failure code={failure} texts={texts} />
        <Choices
          name="reason"
          legend={revocation.reason}
          choices={offeredReasons.map((each) => [each, revocation.reasons[each]] as const)}
          chosen={reason}
          choose={setReason}
        />
        {relation("predecessor")}
        {relation("replacement")}
        <div class="note danger" role="status">
          {reason === "key-compromise" && <p>{revocation.sameKey}</p>}
          <p>
            <strong>{revocation.count(1 + along.length + (reason === "key-compromise" ? detail.sameKey : 0))}</strong>
          </p>
        </div>
        <div class="actions">
          <Submit aria-disabled={running}>{revocation.submit}</Submit>
          <Button onClick={close}>{texts.cancel}</Button>
        </div>
      </form>
    </Modal>
  );
}
