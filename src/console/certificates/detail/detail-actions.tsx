import type { JSX } from "preact";
import { fetchArchive, fetchP12 } from "../../../client/console/files.ts";
import type { CertificateDetail } from "../../../protocol/console/certificates.ts";
import { Button } from "../../../ui/components/button.tsx";
import { writeAddress, type SiteAddress } from "../../address/site-address.ts";
import { permits, useSite } from "../../session/site.ts";
import { DownloadProgress } from "../download-progress.tsx";
import { useDownload } from "../use-download.ts";

/** What a dialog is open for: renewal, revocation, another remark, or another certificate of the same name, or another device. */
export type Doing = "renew" | "revoke" | "edit" | "issue" | "other-device" | "code";

interface DetailActionsProps {
  readonly detail: CertificateDetail;
  readonly list: SiteAddress;
  readonly begin: (what: Doing) => void;
  readonly reload: () => void;
}

/** 一覧に戻る 証明書更新 ダウンロード(p12形式) ダウンロード(zip形式), and what else can be done with it. */
export function DetailActions({ detail, list, begin, reload }: DetailActionsProps): JSX.Element {
  const { session, texts } = useSite();
  const { detail: words } = texts;
  const download = useDownload();
  const back = (
    <a class="button" href={writeAddress(list)}>
      {words.back}
    </a>
  );
  if (!permits(session.role, "operator")) {
    return (
      <div class="deeds">
        <p class="quiet">{texts.readOnly}</p>
        <div class="actions">{back}</div>
      </div>
    );
  }
  const { refusal, state, key } = detail;
  const busy = download.bytes !== undefined;
  const ended = state === "expired" || state === "revoked";
  return (
    <div class="deeds">
      {refusal !== null && (
        <p class="quiet" id="not-renewable">
          {words.notRenewable}: {texts.errors[refusal.code]}
        </p>
      )}
      <DownloadProgress download={download} />
      <div class="actions">
        {back}
        <Button
          kind={refusal === null ? "primary" : undefined}
          disabled={refusal !== null}
          aria-describedby={refusal === null ? undefined : "not-renewable"}
          onClick={() => begin("renew")}
        >
          {words.renew}
        </Button>
        {key === "kept" && detail.mayBeHandedOut && (
          <>
            <Button
              aria-disabled={busy}
              onClick={() => download.begin((service, transfer) => fetchP12(service, detail, transfer), reload)}
            >
              {words.p12}
            </Button>
            <Button
              aria-disabled={busy}
              onClick={() => download.begin((service, transfer) => fetchArchive(service, detail, transfer), reload)}
            >
              {words.zip}
            </Button>
          </>
        )}
        {!ended && <Button onClick={() => begin("other-device")}>{words.otherDevice}</Button>}
        {ended && refusal !== null && detail.replacement === null && <Button onClick={() => begin("issue")}>{words.again}</Button>}
        {!ended && (
          <Button kind="danger" onClick={() => begin("revoke")}>
            {words.revoke}
          </Button>
        )}
      </div>
    </div>
  );
}
