import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { beginLinking, listIdentities, listProviders } from "../../client/console/single-sign-on.ts";
import type { LinkedIdentity } from "../../protocol/console/single-sign-on.ts";
import { Button } from "../../ui/components/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { listedMoment } from "../parts/formats.ts";
import { ScreenPart } from "../parts/screen.tsx";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { UnlinkDialog } from "./unlink-dialog.tsx";

/** The identities at identity providers with which one logs in; nothing where there are neither identities nor providers. */
export function Identities(): JSX.Element | null {
  const { service, attempt, texts, language, session } = useSite();
  const words = texts.ownAccount.identities;
  const { running, failure, run } = useAction();
  const [unlinking, setUnlinking] = useState<LinkedIdentity>();
  const loaded = useLoaded("identities", async () => ({
    identities: await listIdentities(service),
    providers: await listProviders(service),
  }));
  const { value } = loaded;
  if (value !== undefined && value.identities.length + value.providers.length === 0) return null;
  const close = (): void => setUnlinking(undefined);
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
              {identities.map((identity) => (
                <li key={identity.id}>
                  <div>
                    <bdi class="strong">{identity.provider}</bdi>
                    <p class="quiet">
                      {words.linked(listedMoment(identity.linkedAt, language))} ·{" "}
                      {identity.lastUsedAt === null ? words.neverUsed : words.lastUsed(listedMoment(identity.lastUsedAt, language))}
                    </p>
                  </div>
                  <Button aria-label={`${words.unlink}: ${identity.provider}`} onClick={() => setUnlinking(identity)}>
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
      {unlinking !== undefined && (
        <UnlinkDialog
          identity={unlinking}
          done={() => {
            close();
            void loaded.reload();
          }}
          close={close}
        />
      )}
    </section>
  );
}
