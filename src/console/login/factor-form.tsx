import type { JSX } from "preact";
import type { Service } from "../../client/ask.ts";
import { giveSecondFactor } from "../../client/console/session.ts";
import type { SecondFactorKind, Session } from "../../protocol/console/session.ts";
import { Button } from "../../ui/components/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { hasPasskeys, signByPasskey } from "../session/passkey.ts";
import { useAction } from "../session/use-action.ts";
import type { Texts } from "../texts/texts.ts";
import { CodeForm } from "./code-form.tsx";

interface FactorFormProps {
  readonly service: Service;
  readonly texts: Texts;
  /** What the account has set up. */
  readonly kinds: readonly SecondFactorKind[];
  readonly given: (session: Session) => void;
  /** Called if the service refuses; throws what the form should show. */
  readonly refused?: (error: unknown) => void;
}

/** The second factor: by a passkey if there is one, or by a code. */
export function FactorForm({ service, texts, kinds, given, refused }: FactorFormProps): JSX.Element {
  const { running, failure, run } = useAction();
  const words = texts.secondFactor;
  const give = async (ask: () => Promise<Session>): Promise<void> => {
    try {
      given(await ask());
    } catch (error) {
      if (refused === undefined) throw error;
      refused(error);
    }
  };
  const byApp = kinds.includes("app");
  return (
    <>
      {kinds.includes("passkey") && hasPasskeys() && (
        <>
          <Failure code={failure} texts={texts} />
          <Button
            kind="primary"
            aria-disabled={running}
            onClick={() => run(async () => await give(async () => await signByPasskey(service)))}
          >
            {words.passkey}
          </Button>
          <p class="or">{byApp ? words.orCode : words.orRecoveryCode}</p>
        </>
      )}
      <CodeForm
        texts={texts}
        label={byApp ? words.code : words.recoveryCode}
        {...(byApp ? { hint: words.hint } : {})}
        submit={words.submit}
        give={async (entered) => await give(async () => await giveSecondFactor(service, entered))}
      />
    </>
  );
}
