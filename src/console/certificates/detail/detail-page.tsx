import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { askCertificate } from "../../../client/console/certificates.ts";
import type { CertificateDetail, IssuedIdentity } from "../../../protocol/console/certificates.ts";
import { Button } from "../../../ui/components/button.tsx";
import { writeAddress, type Deed, type SiteAddress } from "../../address/site-address.ts";
import { goTo } from "../../address/use-address.ts";
import { Heading } from "../../parts/heading.tsx";
import { late } from "../../parts/late.tsx";
import { ScreenPart } from "../../parts/screen.tsx";
import { permits, useSite } from "../../session/site.ts";
import { useLoaded } from "../../session/use-loaded.ts";
import { IssueDialog } from "../issue-dialog.tsx";
import { nameOf } from "../selection.ts";
import { DetailActions, type Doing } from "./detail-actions.tsx";
import { DetailFacts } from "./detail-facts.tsx";
import { NoteDialog } from "./note-dialog.tsx";
import { PresentationTable } from "./presentation-table.tsx";
import { RenewDialog } from "./renew-dialog.tsx";
import { RevokeDialog } from "./revoke-dialog.tsx";
import { StageList } from "./stage-list.tsx";

const RecoveryCodeCard = late(async () => (await import("../recovery-code/recovery-code-card.tsx")).RecoveryCodeCard);
const IssueCodeDialog = late(async () => (await import("../recovery-code/issue-code-dialog.tsx")).IssueCodeDialog);
const RenewalOrderCard = late(async () => (await import("../../parts/renewal-order/renewal-order-card.tsx")).RenewalOrderCard);
const OtherDeviceDialog = late(async () => (await import("../other-device/other-device-dialog.tsx")).OtherDeviceDialog);

/** Whether its renewal can be ordered before it is due. */
function isOrderable({ state, recoveryCode }: CertificateDetail): boolean {
  // Whoever can have a recovery code has a certificate of a kind that renews.
  return recoveryCode.possible && (state === "in-use" || state === "applied-for");
}

interface DetailPageProps {
  readonly identity: IssuedIdentity;
  /** What is to be done with it at once, if the person may. */
  readonly doing?: Deed | undefined;
  /** The list that the person comes from. */
  readonly list: SiteAddress;
}

/** 申請済証明書詳細. */
export function DetailPage({ identity, doing: asked, list }: DetailPageProps): JSX.Element {
  const { service, session, texts } = useSite();
  const { detail: words } = texts;
  const loaded = useLoaded(nameOf(identity), () => askCertificate(service, identity));
  const [doing, setDoing] = useState<Doing | undefined>(permits(session.role, "operator") ? asked : undefined);
  const reload = (): void => void loaded.reload();
  useEffect(() => {
    const press = ({ key, defaultPrevented }: KeyboardEvent): void => {
      if (key === "Escape" && !defaultPrevented && document.querySelector("dialog:modal, :popover-open") === null) goTo(list);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [list]);
  return (
    <>
      <Heading
        actions={
          <div class="actions">
            <Button onClick={() => print()}>{words.print}</Button>
          </div>
        }
      >
        {words.heading}
      </Heading>
      <ScreenPart loaded={loaded}>
        {(detail) => (
          <>
            <section class="card sheet">
              <DetailFacts detail={detail} edit={() => setDoing("edit")} reload={reload} />
            </section>
            <DetailActions detail={detail} list={list} begin={setDoing} reload={reload} />
            <section class="card">
              <h2>{words.stages}</h2>
              <StageList detail={detail} />
              {permits(session.role, "administrator") && (
                <p>
                  <a href={writeAddress({ page: "trail", parameters: `certificate=${detail.serial}` })}>{words.trail}</a>
                </p>
              )}
            </section>
            <section class="card">
              <h2>{texts.presentations.heading}</h2>
              <PresentationTable presentations={detail.presentations} />
            </section>
            <RenewalOrderCard
              which={detail}
              cn={detail.cn}
              count={1}
              timeZone={detail.timeZone}
              order={detail.order}
              possible={isOrderable(detail)}
              changed={reload}
            />
            <RecoveryCodeCard detail={detail} changed={reload} />
            {doing !== undefined && dialog(doing, detail)}
          </>
        )}
      </ScreenPart>
      {loaded.failure !== undefined && (
        <p>
          <a href={writeAddress(list)}>{words.back}</a>
        </p>
      )}
    </>
  );

  function dialog(what: Doing, detail: CertificateDetail): JSX.Element {
    const close = (): void => setDoing(undefined);
    switch (what) {
      case "renew":
        if (detail.refusal !== null) return <></>;
        return <RenewDialog detail={detail} changed={reload} close={close} />;
      case "revoke":
        return <RevokeDialog detail={detail} revoked={reload} close={close} />;
      case "edit":
        return <NoteDialog detail={detail} saved={reload} close={close} />;
      case "other-device":
        return <OtherDeviceDialog detail={detail} changed={reload} issue={() => setDoing("issue")} close={close} />;
      case "code":
        if (!detail.recoveryCode.possible) return <></>;
        return <IssueCodeDialog detail={detail} issued={reload} close={close} />;
      case "issue":
        return <IssueDialog cn={detail.cn} close={close} />;
    }
  }
}
