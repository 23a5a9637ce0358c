import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "../../ui/components/button.tsx";
import { signInChannel } from "../session/sign-in-window.ts";
import type { Texts } from "../texts/texts.ts";
import { LoginCard } from "./login-card.tsx";
import { windowTexts } from "./window-texts.ts";

/** Says to the page that waits that somebody has logged in again in this window, and closes the window. */
export function SignInDone({ texts }: { readonly texts: Texts }): JSX.Element {
  const words = windowTexts(texts.language);
  useEffect(() => {
    const channel = new BroadcastChannel(signInChannel);
    channel.postMessage("opened");
    channel.close();
    close();
  }, []);
  return (
    <LoginCard heading={words.done} lead={words.goOn}>
      <div class="actions">
        <Button onClick={() => close()}>{texts.close}</Button>
      </div>
    </LoginCard>
  );
}
