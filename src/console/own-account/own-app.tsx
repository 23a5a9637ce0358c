import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { beginEnrolment, confirmEnrolment } from "../../client/console/session.ts";
import type { Enrolment, RecoveryCodes } from "../../protocol/console/session.ts";
import { Button } from "../../ui/components/button.tsx";
import { AppCode } from "../login/app-code.tsx";
import { KeptCodes } from "../login/kept-codes.tsx";
import { Failure } from "../parts/failure.tsx";
import { Modal } from "../parts/modal.tsx";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";
import type { OwnSecurityTexts } from "../texts/own-security-texts.ts";

interface OwnAppProps {
  readonly words: OwnSecurityTexts["app"];
  readonly done: () => void;
}

/** What is open above the page. */
type Open =
  | { readonly kind: "enrolment"; readonly enrolment: Enrolment }
  | { readonly kind: "codes"; readonly codes: RecoveryCodes };

/** One's own authenticator app, which another one can replace: that of a new phone. The earlier one is valid until then. */
export function OwnApp({ words, done }: OwnAppProps): JSX.Element {
  const { service, session, setSession, texts, attempt, say } = useSite();
  const [open, setOpen] = useState<Open>();
  const { running, failure, run } = useAction();
  const isSetUp = session.secondFactors.includes("app");
  const begin = (): void =>
    run(async () => setOpen({ kind: "enrolment", enrolment: await attempt(() => beginEnrolment(service)) }));
  const close = (): void => setOpen(undefined);
  return (
    <section class="card">
      <h2>{words.heading}</h2>
      <p>{isSetUp ? words.lead : words.none}</p>
      <Failure code={failure} texts={texts} />
      <div class="actions">
        <Button aria-disabled={running} onClick={begin}>
          {isSetUp ? words.replace : words.setUp}
        </Button>
      </div>
      {open?.kind === "enrolment" && (
        <Modal heading={texts.enrolment.heading} close={close}>
          <p>{words.consequence}</p>
          <AppCode
            enrolment={open.enrolment}
            texts={texts}
            give={async (code) => setOpen({ kind: "codes", codes: await attempt(() => confirmEnrolment(service, code)) })}
          />
          <div class="actions">
            <Button onClick={close}>{texts.cancel}</Button>
          </div>
        </Modal>
      )}
      {open?.kind === "codes" && (
        // Escape does not lose them: the person says that they are kept.
        <Modal heading={texts.recoveryCodes.heading} close={() => undefined}>
          <KeptCodes
            codes={open.codes.recoveryCodes}
            texts={texts.recoveryCodes}
            submit={texts.close}
            proceed={() => {
              setSession(open.codes.session);
              close();
              say(words.done);
              done();
            }}
          />
        </Modal>
      )}
    </section>
  );
}
