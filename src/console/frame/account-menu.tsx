import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { Button } from "../../ui/components/button.tsx";
import { Facts } from "../../ui/components/facts.tsx";
import { otherLanguage, type Language } from "../../ui/language.ts";
import { writeAddress } from "../address/site-address.ts";
import { permits, useSite } from "../session/site.ts";

interface AccountMenuProps {
  readonly setLanguage: (language: Language) => void;
  readonly logOut: () => void;
}

/** Who is logged in, with the role, the language and the way out. */
export function AccountMenu({ setLanguage, logOut }: AccountMenuProps): JSX.Element {
  const { session, texts, language } = useSite();
  const menu = useRef<HTMLDetailsElement>(null);
  const { user, name, tenant, role, cn } = session;
  const other = otherLanguage(language);
  const close = (): void => {
    if (menu.current !== null) menu.current.open = false;
  };
  return (
    <details
      ref={menu}
      class="account"
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (relatedTarget instanceof Node && !currentTarget.contains(relatedTarget)) close();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || menu.current?.open !== true) return;
        event.stopPropagation();
        close();
        menu.current.querySelector("summary")?.focus();
      }}
    >
      <summary aria-label={`${texts.account.menu}: ${name === "" ? user : `${name} (${user})`} ${tenant}`}>
        <span>{name === "" ? user : `${name} (${user})`}</span> <span class="tenant">{tenant}</span>
      </summary>
      <div class="panel">
        <Facts
          facts={[
            { term: texts.account.role, value: texts.roles[role] },
            { term: texts.account.certificate, value: cn },
          ]}
        />
        {permits(role, "viewer") && (
          <p>
            <a href={writeAddress({ page: "own-account" })} onClick={close}>
              {texts.account.own}
            </a>
          </p>
        )}
        {permits(role, "administrator") && (
          <p>
            <a href={writeAddress({ page: "tokens" })} onClick={close}>
              {texts.tokens.heading}
            </a>
          </p>
        )}
        <div class="actions">
          <Button lang={other} onClick={() => setLanguage(other)}>
            {texts.otherLanguage}
          </Button>
          <Button onClick={logOut}>{texts.account.logout}</Button>
        </div>
      </div>
    </details>
  );
}
