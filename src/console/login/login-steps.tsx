import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { Service } from "../../client/ask.ts";
import { codeOf } from "../../client/console/administration-error.ts";
import type { RecoveryCodes, Session } from "../../protocol/console/session.ts";
import { lateStep } from "../parts/late.tsx";
import type { Texts } from "../texts/texts.ts";
import { FactorForm } from "./factor-form.tsx";
import { KeptCodes } from "./kept-codes.tsx";
import { LoginForm } from "./login-form.tsx";

// Few people need them.
const ProviderButtons = lateStep(async () => (await import("./provider-buttons.tsx")).ProviderButtons);
const ProviderWindow = lateStep(async () => (await import("./provider-window.tsx")).ProviderWindow);
const Enrol = lateStep(async () => (await import("./enrolment.tsx")).Enrol);

interface LoginStepsProps {
  readonly service: Service;
  readonly texts: Texts;
  /** What there is already: a session without its second factor. */
  readonly begun?: Session | undefined;
  /** Whose session has expired. */
  readonly user?: string | undefined;
  /** Whether an identity provider has opened it, which then comes first. */
  readonly byProvider?: boolean;
  readonly opened: (session: Session) => void;
  /** Called when a step before the last one is done. */
  readonly proceeded?: () => void;
  /** Puts a step under its heading. */
  readonly children: (heading: string, lead: string, step: ComponentChildren) => JSX.Element;
}

/** The way to an open session: password, second factor; the first time, its setting up. */
export function LoginSteps({
  service,
  texts,
  begun,
  user,
  byProvider = false,
  opened,
  proceeded = () => undefined,
  children: under,
}: LoginStepsProps): JSX.Element {
  const [session, setSession] = useState(begun);
  const [codes, setCodes] = useState<RecoveryCodes>();
  const proceed = (next: Session): void => {
    if (next.step === "open") opened(next);
    else {
      proceeded();
      setSession(next);
    }
  };
  if (codes !== undefined) {
    const shown = <KeptCodes codes={codes.recoveryCodes} texts={texts.recoveryCodes} proceed={() => opened(codes.session)} />;
    return under(texts.recoveryCodes.heading, "", shown);
  }
  if (session?.step === "enrolment") {
    const done = (made: RecoveryCodes): void => {
      proceeded();
      setCodes(made);
    };
    return under(texts.enrolment.heading, "", <Enrol service={service} texts={texts} done={done} />);
  }
  if (session?.step === "second-factor") {
    const { heading, lead, passkeyLead, lost } = texts.secondFactor;
    const { secondFactors: kinds } = session;
    const refused = (error: unknown): void => {
      if (codeOf(error) !== "not-logged-in") throw error;
      // Between the steps, a login waits for ten minutes only.
      setSession(undefined);
    };
    const form = (
      <>
        <FactorForm service={service} texts={texts} kinds={kinds} given={proceed} refused={refused} />
        <p class="quiet">{lost}</p>
      </>
    );
    return under(heading, kinds.includes("passkey") ? passkeyLead : lead, form);
  }
  const providers =
    user === undefined ? (
      <ProviderButtons service={service} texts={texts} />
    ) : (
      <ProviderWindow service={service} texts={texts} user={user} opened={opened} />
    );
  const form = (
    <>
      {byProvider && providers}
      <LoginForm service={service} texts={texts} user={user} opened={proceed} />
      <p class="quiet">{texts.login.forgotten}</p>
      {!byProvider && providers}
    </>
  );
  return user === undefined
    ? under(texts.login.heading, texts.login.lead, form)
    : under(texts.login.again, texts.login.againLead, form);
}
