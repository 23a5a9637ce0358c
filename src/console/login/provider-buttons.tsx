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
}

/** A button for each identity provider; nothing if the organisation has none. */
export function ProviderButtons({ service, texts, invitation }: ProviderButtonsProps): JSX.Element | null {
  const [providers, setProviders] = useState<ProviderList["providers"]>([]);
  const { running, failure, run } = useAction();
  useEffect(() => {
    // Whoever does not learn of them logs in with the password.
    listProviders(service).then(setProviders, () => undefined);
  }, [service]);
  if (providers.length === 0) return null;
  const go = (provider: string): void =>
    run(async () => location.assign(await beginSignIn(service, { provider, ...(invitation === undefined ? {} : { invitation }) })));
  return (
    <section class="instead">
      <h2>{texts.providers.heading}</h2>
      <Failure code={failure} texts={texts} />
      {providers.map(({ id, name }) => (
        <Button key={id} aria-disabled={running} onClick={() => go(id)}>
          {texts.providers.logIn(name)}
        </Button>
      ))}
    </section>
  );
}
