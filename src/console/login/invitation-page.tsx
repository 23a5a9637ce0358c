import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Service } from "../../client/ask.ts";
import { codeOf, type AdministrationErrorCode } from "../../client/console/administration-error.ts";
import { acceptInvitation, askInvited } from "../../client/console/session.ts";
import type { InvitedAccount } from "../../protocol/console/accounts.ts";
import type { Session } from "../../protocol/console/session.ts";
import { Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import { Failure } from "../parts/failure.tsx";
import { useAction } from "../session/use-action.ts";
import type { Texts } from "../texts/texts.ts";
import { LoginCard } from "./login-card.tsx";
import { ProviderButtons } from "./provider-buttons.tsx";

/** The fewest characters of a password beside a second factor (NIST SP 800-63B-4). */
const shortestPassword = 8;

interface InvitationPageProps {
  readonly service: Service;
  readonly texts: Texts;
  readonly token: string;
  /** The password is set; the second factor is next. */
  readonly accepted: (session: Session) => void;
}

/** Somebody who is invited, or whose account was reset, sees who they are, and chooses a password. */
export function InvitationPage({ service, texts, token, accepted }: InvitationPageProps): JSX.Element {
  const [invited, setInvited] = useState<InvitedAccount>();
  const [failure, setFailure] = useState<AdministrationErrorCode>();
  const [asked, setAsked] = useState(0);
  const isWhole = /^[\w-]{43}$/.test(token);
  useEffect(() => {
    if (!isWhole) return undefined;
    let isCurrent = true;
    setInvited(undefined);
    setFailure(undefined);
    askInvited(service, token).then(
      (account) => isCurrent && setInvited(account),
      (error: unknown) => isCurrent && setFailure(codeOf(error)),
    );
    return () => void (isCurrent = false);
  }, [service, token, isWhole, asked]);
  const { invitation } = texts;
  if (invited !== undefined) {
    const { isReset } = invited;
    return (
      <LoginCard
        heading={isReset ? invitation.resetHeading : invitation.heading}
        lead={isReset ? invitation.resetLead : invitation.lead}
      >
        <PasswordForm {...{ service, texts, token, invited, accepted }} />
        <ProviderButtons service={service} texts={texts} invitation={token} />
      </LoginCard>
    );
  }
  const retry = failure === "invitation-not-valid" ? {} : { retry: () => setAsked(asked + 1) };
  return (
    <LoginCard heading={invitation.heading}>
      {!isWhole && <p class="note warning">{invitation.incomplete}</p>}
      {isWhole && failure === undefined && <p class="quiet">{texts.loading}</p>}
      <Failure code={failure} texts={texts} {...retry} />
    </LoginCard>
  );
}

type Entered = "new-password" | "repeated-password";

interface PasswordFormProps extends InvitationPageProps {
  readonly invited: InvitedAccount;
}

function PasswordForm({ service, texts, token, invited, accepted }: PasswordFormProps): JSX.Element {
  const [entered, setEntered] = useState<Readonly<Record<Entered, string>>>({ "new-password": "", "repeated-password": "" });
  const [wrong, setWrong] = useState<{ readonly field: Entered; readonly why: string }>();
  const { running, failure, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector<HTMLInputElement>("[aria-invalid=true]")?.focus(), [wrong]);
  const { invitation } = texts;
  const password = entered["new-password"];
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setWrong(undefined);
    if (Array.from(password).length < shortestPassword) setWrong({ field: "new-password", why: invitation.tooShort });
    else if (password !== entered["repeated-password"]) setWrong({ field: "repeated-password", why: invitation.different });
    else {
      run(async () => {
        accepted(await acceptInvitation(service, { token, password }));
      });
    }
  };
  const field = (name: Entered, label: string, hint?: string): JSX.Element => (
    <Field
      name={name}
      label={label}
      {...(hint === undefined ? {} : { hint })}
      error={wrong?.field === name ? wrong.why : undefined}
      input={{
        type: "password",
        autocomplete: "new-password",
        maxLength: 256,
        value: entered[name],
        onInput: ({ currentTarget: { value } }) => setEntered((before) => ({ ...before, [name]: value })),
      }}
    />
  );
  const whose = [invited.name, invited.tenant ?? ""].filter((each) => each !== "").join(" · ");
  return (
    <form ref={form} noValidate onSubmit={submit}>
      <Failure code={failure} texts={texts} />
      <Field
        name="invited-user"
        label={texts.login.user}
        {...(whose === "" ? {} : { hint: whose })}
        input={{ autocomplete: "username", readOnly: true, value: invited.user }}
      />
      {field("new-password", invitation.password, invitation.hint)}
      {field("repeated-password", invitation.repeat)}
      <Submit aria-disabled={running}>{invitation.submit}</Submit>
    </form>
  );
}
