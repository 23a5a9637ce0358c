import type { JSX } from "preact";
import { beginLinking, listIdentities, listProviders, unlinkIdentity } from "../../client/console/single-sign-on.ts";
import { Button } from "../../ui/components/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { listedMoment } from "../parts/formats.ts";
import { ScreenPart } from "../parts/screen.tsx";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";
import { useLoaded } from "../session/use-loaded.ts";

/** The identities at identity providers with which one logs in; nothing where there are neither identities nor providers. */
export function Identities(): JSX.Element | null {
  const { service, attempt, texts, language, say, session } = useSite();
  const words = texts.ownAccount.identities;
  const { running, failure, run } = useAction();
  const loaded = useLoaded("identities", async () => ({
    identities: await listIdentities(service),
    providers: await listProviders(service),
  }));
  const { value } = loaded;
  if (value !== undefined && value.identities.length + value.providers.length === 0) return null;
  const remove = (id: string, provider: string): void =>
    run(async () => {
      await attempt(() => unlinkIdentity(service, id));
      say(words.removed(provider));
      await loaded.reload();
    });
  return (
    <section class="card">
      <h2>{words.heading}</h2>
      <p>{words.lead}</p>
      <Failure code={failure} texts={texts} />
      <ScreenPart loaded={loaded}>
        {({ identities, providers }) => (
          <>
            {identities.length === 0 && <p class="quiet">{words.none}</p>}
            <ul class="entries">
              {identities.map(({ id, provider, linkedAt, lastUsedAt }) => (
                <li key={id}>
                  <div>
                    <bdi class="strong">{provider}</bdi>
                    <p class="quiet">
                      {words.linked(listedMoment(linkedAt, language))} ·{" "}
                      {lastUsedAt === null ? words.neverUsed : words.lastUsed(listedMoment(lastUsedAt, language))}
                    </p>
                  </div>
                  <Button aria-label={`${words.unlink}: ${provider}`} aria-disabled={running} onClick={() => remove(id, provider)}>
                    {words.unlink}
                  </Button>
                </li>
              ))}
            </ul>
            {session.provider === null ? (
              <div class="actions">
                {providers.map(({ id, name }) => (
                  <Button
                    key={id}
                    aria-disabled={running}
                    onClick={() => run(async () => location.assign(await attempt(() => beginLinking(service, id))))}
                  >
                    {words.link(name)}
                  </Button>
                ))}
              </div>
            ) : (
              <p class="quiet">{words.byPassword}</p>
            )}
          </>
        )}
      </ScreenPart>
    </section>
  );
}
