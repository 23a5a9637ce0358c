import type { JSX } from "preact";
import type { Service } from "../../client/ask.ts";
import type { SecondFactorKind, Session } from "../../protocol/console/session.ts";
import { Button } from "../../ui/components/button.tsx";
import { Modal } from "../parts/modal.tsx";
import type { Missing } from "../session/attempts.ts";
import type { Texts } from "../texts/texts.ts";
import { FactorForm } from "./factor-form.tsx";
import { LoginSteps } from "./login-steps.tsx";

interface InterruptionProps {
  readonly missing: Missing;
  readonly service: Service;
  readonly texts: Texts;
  readonly user: string;
  /** Whether an identity provider has opened the session that has expired. */
  readonly byProvider: boolean;
  /** The second factors of the account. */
  readonly kinds: readonly SecondFactorKind[];
  /** The person has given what was missing. */
  readonly given: (session: Session) => void;
  readonly declined: () => void;
}

/** What the service asks for in between: a login again, or the second factor once more. The page behind it stays as it is. */
export function Interruption({
  missing,
  service,
  texts,
  user,
  byProvider,
  kinds,
  given,
  declined,
}: InterruptionProps): JSX.Element {
  const cancel = <Button onClick={declined}>{texts.cancel}</Button>;
  if (missing === "login") {
    return (
      <LoginSteps service={service} texts={texts} user={user} byProvider={byProvider} opened={given}>
        {(heading, lead, step) => (
          <Modal key={heading} heading={heading} close={declined}>
            {lead !== "" && <p>{lead}</p>}
            {step}
            <div class="actions">
              <Button onClick={() => location.reload()}>{texts.login.other}</Button>
              {cancel}
            </div>
          </Modal>
        )}
      </LoginSteps>
    );
  }
  const { confirm, confirmLead } = texts.secondFactor;
  return (
    <Modal heading={confirm} close={declined}>
      <p>{confirmLead}</p>
      <FactorForm service={service} texts={texts} kinds={kinds} given={given} />
      <div class="actions">{cancel}</div>
    </Modal>
  );
}
