import "./rules.css";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { askNoticeAddresses } from "../../client/console/notice-addresses.ts";
import type { NoticeAddress } from "../../protocol/console/notice-addresses.ts";
import { Help } from "../parts/help.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { permits, useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { AddAddressForm } from "./add-address-form.tsx";
import { AddressRow } from "./address-row.tsx";
import { noticeTexts } from "./notice-texts.ts";
import { RemoveAddressDialog } from "./remove-address-dialog.tsx";

/** お知らせの送り先: added, removed and tried out by administrators. */
export function NoticeAddressesCard(): JSX.Element {
  const { service, session, language } = useSite();
  const words = noticeTexts(language);
  const loaded = useLoaded("notice-addresses", () => askNoticeAddresses(service));
  const [removing, setRemoving] = useState<NoticeAddress>();
  const acts = permits(session.role, "administrator");
  const reload = (): void => void loaded.reload();
  return (
    <section class="card notice-addresses">
      <h2>
        {words.heading}
        <Help term={words.heading}>{words.help}</Help>
      </h2>
      <ScreenPart loaded={loaded}>
        {({ addresses, fixed, mailServer }) => (
          <>
            <p class="quiet">{words.lead}</p>
            {!mailServer && <p class="note warning">{words.noMailServer}</p>}
            {addresses.length === 0 && <p class="note">{words.none}</p>}
            <ul>
              {addresses.map((address) => (
                <AddressRow
                  key={address.id}
                  address={address}
                  tries={acts && mailServer}
                  tried={reload}
                  remove={acts && !fixed ? () => setRemoving(address) : undefined}
                />
              ))}
            </ul>
            {acts && (fixed ? <p class="quiet">{words.fixed}</p> : <AddAddressForm added={reload} />)}
            {removing !== undefined && (
              <RemoveAddressDialog
                address={removing}
                last={addresses.length === 1}
                removed={reload}
                close={() => setRemoving(undefined)}
              />
            )}
          </>
        )}
      </ScreenPart>
    </section>
  );
}
