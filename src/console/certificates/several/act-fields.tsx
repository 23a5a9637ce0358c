import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { offeredReasons, type RevocationOrder } from "../../../protocol/console/certificates.ts";
import type { JobAct } from "../../../protocol/console/jobs.ts";
import { Button, Submit } from "../../../ui/components/button.tsx";
import { Select } from "../../../ui/components/select.tsx";
import { useSite } from "../../session/site.ts";
import type { JobTexts } from "../../texts/job-texts.ts";

interface ActFieldsProps {
  readonly kind: "revoke" | "annotate";
  readonly words: JobTexts;
  readonly proceed: (act: JobAct) => void;
  readonly close: () => void;
}

/** What is asked before a job can be judged: the reason of a revocation, or what to note. */
export function ActFields({ kind, words, proceed, close }: ActFieldsProps): JSX.Element {
  const { texts } = useSite();
  const { several } = words;
  const [reason, setReason] = useState<RevocationOrder["reason"]>("unspecified");
  const [along, setAlong] = useState(false);
  const [remark, setRemark] = useState<string>();
  const [device, setDevice] = useState<string>();
  const [asked, setAsked] = useState(false);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (kind === "revoke") {
      proceed({ kind, reason, along: along ? ["predecessor", "replacement"] : [] });
      return;
    }
    setAsked(true);
    if (remark === undefined && device === undefined) return;
    proceed({ kind, ...(remark === undefined ? {} : { remark }), ...(device === undefined ? {} : { device }) });
  };
  const note = (id: "remark" | "device", text: string | undefined, change: (text: string | undefined) => void): JSX.Element => (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={text !== undefined}
          onChange={({ currentTarget }) => change(currentTarget.checked ? "" : undefined)}
        />
        <span>{several.annotate[id]}</span>
      </label>
      {text !== undefined && (
        <div class="field">
          <label for={`several-${id}`}>{texts.detail[id]}</label>
          <textarea
            id={`several-${id}`}
            rows={2}
            maxLength={1000}
            value={text}
            onInput={({ currentTarget }) => change(currentTarget.value)}
          />
        </div>
      )}
    </>
  );
  return (
    <form onSubmit={submit}>
      {kind === "revoke" ? (
        <>
          <Select
            label={texts.revocation.reason}
            choices={offeredReasons.map((each) => [each, texts.revocation.reasons[each]] as const)}
            chosen={reason}
            choose={setReason}
          />
          <label class="check">
            <input type="checkbox" checked={along} onChange={({ currentTarget }) => setAlong(currentTarget.checked)} />
            <span>{several.along}</span>
          </label>
        </>
      ) : (
        <>
          <p>{several.annotate.lead}</p>
          {note("device", device, setDevice)}
          {note("remark", remark, setRemark)}
          <p role="status">{asked && remark === undefined && device === undefined ? several.annotate.nothing : ""}</p>
        </>
      )}
      <div class="actions">
        <Submit>{several.next}</Submit>
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </form>
  );
}
