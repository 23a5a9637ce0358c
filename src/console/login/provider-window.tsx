import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Service } from "../../client/ask.ts";
import { askSession } from "../../client/console/session.ts";
import type { Session } from "../../protocol/console/session.ts";
import { markSignInWindow, signInChannel } from "../session/sign-in-window.ts";
import type { Texts } from "../texts/texts.ts";
import { ProviderButtons } from "./provider-buttons.tsx";
import { windowTexts } from "./window-texts.ts";

interface ProviderWindowProps {
  readonly service: Service;
  readonly texts: Texts;
  /** Whose session has expired: only they can carry on. */
  readonly user: string;
  readonly opened: (session: Session) => void;
}

/**
 * Logs somebody in again at their identity provider, in another window, so that this page keeps what they have entered. A login
 * in any other tab of the browser counts, too.
 */
export function ProviderWindow({ service, texts, user, opened }: ProviderWindowProps): JSX.Element {
  const words = windowTexts(texts.language);
  const [said, say] = useState("");
  const answer = useRef(opened);
  answer.current = opened;
  useEffect(() => {
    const channel = new BroadcastChannel(signInChannel);
    channel.onmessage = () => {
      askSession(service).then(
        (session) => {
          if (session.user !== user) say(words.otherUser(session.user, user));
          else if (session.step === "open") answer.current(session);
        },
        () => undefined,
      );
    };
    return () => channel.close();
  }, [service, user, words]);
  const go = async (address: Promise<string>): Promise<void> => {
    say("");
    // Browsers open one only as long as the click is recent, so it is there before its address is.
    const opening = open("", "", "popup,width=560,height=720");
    if (opening === null) {
      say(words.blocked);
      return;
    }
    markSignInWindow(opening);
    try {
      opening.location.href = await address;
    } catch (error) {
      opening.close();
      throw error;
    }
  };
  return (
    <>
      {said !== "" && (
        <p class="note warning" role="alert">
          {said}
        </p>
      )}
      <ProviderButtons service={service} texts={texts} lead={words.lead} go={go} />
    </>
  );
}
