import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Pkcs12Profile } from "../../core/profile.ts";
import type { CertificateStore } from "../../ui/certificate-store.ts";
import { Breakable } from "../../ui/components/breakable.tsx";
import { Button } from "../../ui/components/button.tsx";
import type { StepProps } from "../parts/view.ts";

interface ImportHelpProps extends StepProps<"import"> {
  /** The system whose import is shown. */
  readonly guide: CertificateStore;
}

/** うまくいかないとき: the symptoms of a failed import, their causes and remedies; one press downloads the file in the other profile. */
export function ImportHelp({ state, guide, view }: ImportHelpProps): JSX.Element {
  const { texts, send } = view;
  const { help } = texts.import;
  const { file } = state.issued;
  const summary = useRef<HTMLElement>(null);
  // After a failed proof, the person has already seen the steps above.
  useEffect(() => {
    if (state.help) summary.current?.focus();
  }, []);
  return (
    <details class="help" open={state.help}>
      <summary ref={summary}>{help.summary}</summary>
      <h4>{help.password}</h4>
      <p>{help.paste}</p>
      {file === undefined ? (
        <p>{help.noFile}</p>
      ) : (
        <>
          <div class="ways">
            <Button onClick={() => send({ type: "back" })}>{help.show}</Button>
          </div>
          <OtherFile state={state} current={file.profile} view={view} />
        </>
      )}
      <h4>{help.unlisted}</h4>
      <p>{help.store[guide]}</p>
      <p>{help.browser}</p>
    </details>
  );
}

/** The same key and certificate in the other profile, with the same password. */
function OtherFile({ state, current, view }: StepProps<"import"> & { readonly current: Pkcs12Profile }): JSX.Element {
  const { texts, send, announce } = view;
  const { save } = texts;
  const { help } = texts.import;
  const [wanted, setWanted] = useState<Pkcs12Profile>();
  const busy = state.job?.kind === "rewrite" || state.job?.kind === "download";
  const other = current === "modern" ? "compatible" : "modern";
  const downloaded = !busy && wanted === current && state.issued.download === "current";
  const note = useRef<HTMLParagraphElement>(null);
  const done = save.downloaded(state.issued.replacement.fileName);
  useEffect(() => {
    if (!downloaded) return;
    announce(`${done} ${help.latest}`);
    note.current?.scrollIntoView({ block: "center" });
  }, [downloaded]);
  return (
    <>
      <p>{help.format}</p>
      <ul>
        <li>
          {save.modern}: {save.modernHint}
        </li>
        <li>
          {save.compatible}: {save.compatibleHint}
        </li>
      </ul>
      <div class="ways">
        <Button
          aria-disabled={busy}
          onClick={() => {
            setWanted(other);
            send({ type: "choose-profile", profile: other });
          }}
        >
          {help.other(save[other])}
        </Button>
      </div>
      {downloaded && (
        <p class="file done" ref={note}>
          <Breakable>{done}</Breakable>
          <br />
          {help.latest}
        </p>
      )}
    </>
  );
}
