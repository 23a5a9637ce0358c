import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Service } from "../../client/ask.ts";
import { codeOf, type AdministrationErrorCode } from "../../client/console/administration-error.ts";
import { beginEnrolment, confirmEnrolment } from "../../client/console/session.ts";
import type { Enrolment, RecoveryCodes } from "../../protocol/console/session.ts";
import { Button } from "../../ui/components/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { hasPasskeys, registerPasskey } from "../session/passkey.ts";
import { useAction } from "../session/use-action.ts";
import type { Texts } from "../texts/texts.ts";
import { AppCode } from "./app-code.tsx";

interface EnrolProps {
  readonly service: Service;
  readonly texts: Texts;
  readonly done: (codes: RecoveryCodes) => void;
}

/** Sets up the second factor: a QR code to scan, or its secret to type in, and the first code of the app; or a passkey. */
export function Enrol({ service, texts, done }: EnrolProps): JSX.Element {
  const [enrolment, setEnrolment] = useState<Enrolment>();
  const [failure, setFailure] = useState<AdministrationErrorCode>();
  const passkey = useAction();
  const begin = useCallback((): void => {
    setFailure(undefined);
    beginEnrolment(service).then(setEnrolment, (error: unknown) => setFailure(codeOf(error)));
  }, [service]);
  useEffect(begin, [begin]);
  if (failure !== undefined) return <Failure code={failure} texts={texts} retry={begin} />;
  if (enrolment === undefined) return <p role="status">{texts.loading}</p>;
  return (
    <>
      <AppCode enrolment={enrolment} texts={texts} give={async (code) => done(await confirmEnrolment(service, code))} />
      {hasPasskeys() && (
        <section class="instead">
          <h2>{texts.enrolment.orPasskey}</h2>
          <p>{texts.enrolment.passkeyLead}</p>
          <Failure code={passkey.failure} texts={texts} />
          <Button
            aria-disabled={passkey.running}
            onClick={() => passkey.run(async () => done(await registerPasskey(service, texts.enrolment.firstPasskey)))}
          >
            {texts.enrolment.passkey}
          </Button>
        </section>
      )}
    </>
  );
}
