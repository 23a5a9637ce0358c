import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import * as v from "valibot";
import { makeToken } from "../../../client/console/tokens.ts";
import { TokenOrder, tokenScopes, type MadeToken, type TokenScope } from "../../../protocol/console/tokens.ts";
import { Button, Submit } from "../../../ui/components/button.tsx";
import { Field } from "../../../ui/components/field.tsx";
import { Select } from "../../../ui/components/select.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Modal } from "../../parts/modal.tsx";
import { useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";

const offeredDays = ["30", "90", "180", "365"] as const;

interface MakeTokenDialogProps {
  readonly made: (token: MadeToken) => void;
  readonly close: () => void;
}

/** トークンを作成. */
export function MakeTokenDialog({ made, close }: MakeTokenDialogProps): JSX.Element {
  const { service, attempt, texts } = useSite();
  const { tokens, makeToken: words } = texts;
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly TokenScope[]>(["read"]);
  const [days, setDays] = useState<(typeof offeredDays)[number]>("90");
  const [wrong, setWrong] = useState<readonly unknown[]>([]);
  const { running, failure, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector<HTMLInputElement>("[aria-invalid=true]")?.focus(), [wrong]);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const order = v.safeParse(TokenOrder, { name, scopes, days: Number(days) });
    setWrong(order.success ? [] : order.issues.map(({ path }) => path?.[0].key));
    if (!order.success) return;
    run(async () => made(await attempt(() => makeToken(service, order.output))));
  };
  return (
    <Modal heading={tokens.make} close={close}>
      <form ref={form} noValidate onSubmit={submit}>
        <Failure code={failure} texts={texts} />
        <Field
          name="token-name"
          label={words.name}
          hint={words.nameHint}
          error={wrong.includes("name") ? words.nameWrong : undefined}
          input={{ autocomplete: "off", autofocus: true, value: name, onInput: ({ currentTarget: { value } }) => setName(value) }}
        />
        <fieldset aria-describedby={wrong.includes("scopes") ? "scopes-wrong" : undefined}>
          <legend>{words.scopes}</legend>
          {tokenScopes.map((scope) => (
            <label key={scope} class="check">
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={({ currentTarget: { checked } }) =>
                  setScopes((before) => [...before.filter((each) => each !== scope), ...(checked ? [scope] : [])])
                }
              />
              <span>
                {tokens.scopes[scope]} <span class="quiet">{tokens.scopeHints[scope]}</span>
              </span>
            </label>
          ))}
          {wrong.includes("scopes") && (
            <p class="wrong" id="scopes-wrong" role="alert">
              {words.scopesWrong}
            </p>
          )}
        </fieldset>
        <Select
          label={words.days}
          choices={offeredDays.map((each) => [each, words.daysValues(Number(each))] as const)}
          chosen={days}
          choose={setDays}
        />
        <div class="actions">
          <Submit aria-disabled={running}>{words.submit}</Submit>
          <Button onClick={close}>{texts.cancel}</Button>
        </div>
      </form>
    </Modal>
  );
}
