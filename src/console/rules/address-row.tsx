import type { JSX } from "preact";
import { sendTestMessage } from "../../client/console/notice-addresses.ts";
import type { NoticeAddress } from "../../protocol/console/notice-addresses.ts";
import { Button } from "../../ui/components/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { listedMoment } from "../parts/formats.ts";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";
import { noticeTexts } from "./notice-texts.ts";

interface AddressRowProps {
  readonly address: NoticeAddress;
  /** Whether a test message can be sent. */
  readonly tries: boolean;
  /** Called after a test message. */
  readonly tried: () => void;
  /** Undefined for whoever may not. */
  readonly remove: (() => void) | undefined;
}

/** An address, what came of its last test message, and what can be done with it. */
export function AddressRow({ address: place, tries, tried, remove }: AddressRowProps): JSX.Element {
  const { service, attempt, texts, language } = useSite();
  const words = noticeTexts(language);
  const { running, failure, run } = useAction();
  const { id, channel, address } = place;
  if (channel === "webhook") {
    return (
      <li>
        <span class="address">{words.webhook(address)}</span>
        <span class="quiet">{words.webhookOperators}</span>
      </li>
    );
  }
  const test = (): void =>
    run(async () => {
      await attempt(() => sendTestMessage(service, id));
      tried();
    });
  return (
    <li>
      <span class="address">{address}</span>
      <p class={typeof place.tried?.failure === "string" ? "wrong" : "quiet"} role="status">
        {triedInWords(place, language)}
      </p>
      <Failure code={failure} texts={texts} />
      <div class="actions">
        {tries && (
          <Button aria-label={words.testOf(address)} aria-disabled={running} onClick={test}>
            {words.test}
          </Button>
        )}
        {remove !== undefined && (
          <Button aria-label={words.removeOf(address)} onClick={remove}>
            {words.remove}
          </Button>
        )}
      </div>
    </li>
  );
}

function triedInWords({ tried }: NoticeAddress, language: "ja" | "en"): string {
  const words = noticeTexts(language);
  if (tried === null) return words.notTried;
  const at = listedMoment(tried.at, language);
  return tried.failure === null ? words.sent(at) : words.failed(at, tried.failure);
}
