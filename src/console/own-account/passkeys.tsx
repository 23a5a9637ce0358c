import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { listPasskeys } from "../../client/console/passkeys.ts";
import type { PasskeyEntry } from "../../protocol/console/passkeys.ts";
import { Button } from "../../ui/components/button.tsx";
import { listedMoment } from "../parts/formats.ts";
import { ScreenPart } from "../parts/screen.tsx";
import { hasPasskeys } from "../session/passkey.ts";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { AddPasskeyDialog, RemovePasskeyDialog } from "./passkey-dialogs.tsx";

/** One's own passkeys: their names, and when each was last used. */
export function Passkeys(): JSX.Element {
  const { service, texts, language } = useSite();
  const words = texts.ownAccount.passkeys;
  const loaded = useLoaded("passkeys", async () => (await listPasskeys(service)).passkeys);
  const [doing, setDoing] = useState<"add" | PasskeyEntry>();
  const close = (): void => setDoing(undefined);
  const done = (): void => {
    close();
    void loaded.reload();
  };
  return (
    <section class="card">
      <h2>{words.heading}</h2>
      <p>{words.lead}</p>
      <ScreenPart loaded={loaded}>
        {(passkeys) =>
          passkeys.length === 0 ? (
            <p class="quiet">{words.none}</p>
          ) : (
            <ul class="entries">
              {passkeys.map((passkey) => (
                <li key={passkey.id}>
                  <div>
                    <bdi class="strong">{passkey.name}</bdi>
                    <p class="quiet">
                      {words.added(listedMoment(passkey.addedAt, language))} ·{" "}
                      {passkey.lastUsedAt === null ? words.neverUsed : words.lastUsed(listedMoment(passkey.lastUsedAt, language))}
                    </p>
                  </div>
                  <Button aria-label={words.named(words.remove, passkey.name)} onClick={() => setDoing(passkey)}>
                    {words.remove}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </ScreenPart>
      {hasPasskeys() ? (
        <div class="actions">
          <Button onClick={() => setDoing("add")}>{words.add}</Button>
        </div>
      ) : (
        <p class="quiet">{words.unsupported}</p>
      )}
      {doing === "add" && <AddPasskeyDialog done={done} close={close} />}
      {doing !== undefined && doing !== "add" && <RemovePasskeyDialog passkey={doing} done={done} close={close} />}
    </section>
  );
}
