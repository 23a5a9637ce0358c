import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { listTokens } from "../../../client/console/tokens.ts";
import type { ListedToken, MadeToken } from "../../../protocol/console/tokens.ts";
import { Button } from "../../../ui/components/button.tsx";
import { Heading } from "../../parts/heading.tsx";
import { ScreenPart } from "../../parts/screen.tsx";
import { permits, useSite } from "../../session/site.ts";
import { useLoaded } from "../../session/use-loaded.ts";
import { MakeTokenDialog } from "./make-token-dialog.tsx";
import { RevokeTokenDialog } from "./revoke-token-dialog.tsx";
import { ShownToken } from "./shown-token.tsx";
import { TokenTable } from "./token-table.tsx";

/** What is open above the page. */
type Open =
  | { readonly kind: "make" }
  | { readonly kind: "made"; readonly token: MadeToken }
  | { readonly kind: "revoke"; readonly token: ListedToken };

/** APIトークン. */
export function TokensPage(): JSX.Element {
  const { session, texts } = useSite();
  if (permits(session.role, "administrator")) return <ManagedTokens />;
  return (
    <>
      <Heading>{texts.tokens.heading}</Heading>
      <p>{texts.tokens.forAdministrators}</p>
    </>
  );
}

function ManagedTokens(): JSX.Element {
  const { service, texts } = useSite();
  const loaded = useLoaded("tokens", () => listTokens(service));
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  return (
    <>
      <Heading
        actions={
          <div class="actions">
            <Button kind="primary" onClick={() => setOpen({ kind: "make" })}>
              {texts.tokens.make}
            </Button>
          </div>
        }
      >
        {texts.tokens.heading}
      </Heading>
      <p>{texts.tokens.lead}</p>
      <ScreenPart loaded={loaded}>
        {(tokens) =>
          tokens.length === 0 ? (
            <p class="empty">{texts.tokens.empty}</p>
          ) : (
            <TokenTable tokens={tokens} revoke={(token) => setOpen({ kind: "revoke", token })} />
          )
        }
      </ScreenPart>
      {open?.kind === "make" && (
        <MakeTokenDialog
          made={(token) => {
            setOpen({ kind: "made", token });
            void loaded.reload();
          }}
          close={close}
        />
      )}
      {open?.kind === "made" && <ShownToken made={open.token} close={close} />}
      {open?.kind === "revoke" && (
        <RevokeTokenDialog
          token={open.token}
          revoked={() => {
            close();
            void loaded.reload();
          }}
          close={close}
        />
      )}
    </>
  );
}
