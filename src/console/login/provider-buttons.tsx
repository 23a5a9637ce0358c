import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Service } from "../../client/ask.ts";
import { beginSignIn, listProviders } from "../../client/console/single-sign-on.ts";
import type { ProviderList } from "../../protocol/console/single-sign-on.ts";
import { Button } from "../../ui/components/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { useAction } from "../session/use-action.ts";
import type { Texts } from "../texts/texts.ts";

interface ProviderButtonsProps {
  readonly service: Service;
  readonly texts: Texts;
  /** The token of an invitation, to use a provider instead of a password. */
  readonly invitation?: string;
  readonly lead?: string;
  /** Takes the browser to the provider, whose address is not known yet; by default, this page goes there. */
  readonly go?: (address: Promise<string>) => Promise<void>;
}

async function leave(address: Promise<string>): Promise<void> {
  location.assign(await address);
}

/** A button for each identity provider; nothing if the organisation has none. */
export function ProviderButtons({
  service,
  texts,
  invitation,
  lead = "",
  go: goThere = leave,
}: ProviderButtonsProps): JSX.Element | null {
  const [providers, setProviders] = useState<ProviderList["providers"]>([]);
  const { running, failure, run } = useAction();
  useEffect(() => {
    // Whoever does not learn of them logs in with the password.
    listProviders(service).then(setProviders, () => undefined);
  }, [service]);
  if (providers.length === 0) return null;
  const go = (provider: string): void =>
    run(async () => await goThere(beginSignIn(service, { provider, ...(invitation === undefined ? {} : { invitation }) })));
  return (
    <section class="instead">
      <h2>{texts.providers.heading}</h2>
      {lead !== "" && <p class="quiet">{lead}</p>}
      <Failure code={failure} texts={texts} />
      {providers.map(({ id, name }) => (
        <Button key={id} aria-disabled={running} onClick={() => go(id)}>
          {texts.providers.logIn(name)}
        </Button>
      ))}
    </section>
  );
}
