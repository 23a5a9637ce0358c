import type { ComponentChildren, JSX } from "preact";
import type { Status } from "../../protocol/status.ts";
import { formatDay } from "../../ui/moment-format.ts";
import type { View } from "./view.ts";

interface CertificateCardProps {
  readonly certificate: Status["certificate"];
  readonly view: View;
  /** Stands beside the expiry. */
  readonly children?: ComponentChildren;
}

/** Which certificate this is about, and until when it is valid. */
export function CertificateCard({ certificate, view, children }: CertificateCardProps): JSX.Element {
  const { card } = view.texts;
  return (
    <dl class="facts">
      <div>
        <dt>{card.user}</dt>
        <dd class="strong">{certificate.cn}</dd>
      </div>
      <div>
        <dt>{card.organisation}</dt>
        <dd>{certificate.o}</dd>
      </div>
      <div>
        <dt>{card.validUntil}</dt>
        <dd>
          {formatDay(certificate.notAfter, view.language)} {children}
        </dd>
      </div>
    </dl>
  );
}
