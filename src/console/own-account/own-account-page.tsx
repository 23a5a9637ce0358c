import type { JSX } from "preact";
import { Heading } from "../parts/heading.tsx";
import { useSite } from "../session/site.ts";
import { Identities } from "./identities.tsx";
import { OwnSecurity } from "./own-security.tsx";
import { Passkeys } from "./passkeys.tsx";

/** One's own account: with what one logs in, and where. */
export function OwnAccountPage(): JSX.Element {
  const { texts } = useSite();
  return (
    <>
      <Heading>{texts.ownAccount.heading}</Heading>
      <Passkeys />
      <Identities />
      <OwnSecurity />
    </>
  );
}
