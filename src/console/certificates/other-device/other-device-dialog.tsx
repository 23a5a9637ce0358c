import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { fetchArchive, fetchP12 } from "../../../client/console/files.ts";
import { devices, type Device } from "../../../core/import-steps/device.ts";
import type { CertificateDetail } from "../../../protocol/console/certificates.ts";
import { Breakable } from "../../../ui/components/breakable.tsx";
import { Button } from "../../../ui/components/button.tsx";
import { Select } from "../../../ui/components/select.tsx";
import { Modal } from "../../parts/modal.tsx";
import { useSite } from "../../session/site.ts";
import { PasswordRow } from "../detail/password-row.tsx";
import { DownloadProgress } from "../download-progress.tsx";
import { useDownload } from "../use-download.ts";
import { deviceTexts } from "./device-texts.ts";

interface OtherDeviceDialogProps {
  readonly detail: CertificateDetail;
  /** Called when something was handed out. */
  readonly changed: () => void;
  /** Opens the order of another certificate with the same CN. */
  readonly issue: () => void;
  readonly close: () => void;
}

/** 別の端末で使う: the file and the steps for a device, or, where there is no file, one more certificate. */
export function OtherDeviceDialog({ detail, changed, issue, close }: OtherDeviceDialogProps): JSX.Element {
  const { language, texts } = useSite();
  const words = deviceTexts(language);
  const none = detail.key === "kept" ? (detail.otherDevices === "refused" ? "refused" : undefined) : detail.key;
  return (
    <Modal heading={words.heading} close={close}>
      {none === undefined ? (
        <File detail={detail} changed={changed} />
      ) : (
        <>
          <p>{words.none[none]}</p>
          <p>{words.anotherLead}</p>
        </>
      )}
      <div class="actions">
        <Button kind={none === undefined ? undefined : "primary"} onClick={issue}>
          {words.another}
        </Button>
        <Button onClick={close}>{texts.close}</Button>
      </div>
    </Modal>
  );
}

function File({ detail, changed }: Pick<OtherDeviceDialogProps, "detail" | "changed">): JSX.Element {
  const { language, texts } = useSite();
  const words = deviceTexts(language);
  const [device, setDevice] = useState<Device>("windows");
  const download = useDownload();
  const busy = download.bytes !== undefined;
  return (
    <>
      <p>{words.lead(detail.cn)}</p>
      <Select
        name="device"
        label={words.device}
        choices={devices.map((each) => [each, words.devices[each]] as const)}
        chosen={device}
        choose={setDevice}
      />
      <p>{words.carry[device]}</p>
      <DownloadProgress download={download} />
      <div class="actions">
        <Button
          kind="primary"
          aria-disabled={busy}
          onClick={() => download.begin((service, transfer) => fetchP12(service, detail, { ...transfer, device }), changed)}
        >
          {words.p12}
        </Button>
        <Button
          aria-disabled={busy}
          onClick={() => download.begin((service, transfer) => fetchArchive(service, detail, { ...transfer, device }), changed)}
        >
          {words.zip}
        </Button>
      </div>
      {/* What the page behind says is not seen or heard here. */}
      <p role="status">{download.saved === undefined ? "" : texts.download.saved(download.saved)}</p>
      <h3>{words.password}</h3>
      <div>
        <PasswordRow detail={detail} revealed={changed} />
      </div>
      <h3>{words.stepsHeading}</h3>
      <ol class="device-steps">
        {words.steps[device](detail.fileName).map((step) => (
          <li key={step}>
            <Breakable>{step}</Breakable>
          </li>
        ))}
      </ol>
      <p class="quiet">{words.shared}</p>
    </>
  );
}
