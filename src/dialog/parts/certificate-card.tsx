import type { JSX } from "preact";
import type { Status } from "../../protocol/status.ts";
import { Facts } from "../../ui/components/facts.tsx";
import { formatDay } from "../../ui/moment-format.ts";
import type { View } from "./view.ts";

interface CertificateCardProps {
  readonly certificate: Status["certificate"];
  readonly view: View;
}

/** The certificate's subject, expiry date and remaining days. */
export function CertificateCard({ certificate, view }: CertificateCardProps): JSX.Element {
  const { card, check } = view.texts;
  const end = (
    <>
      {formatDay(certificate.notAfter, view.language)} <span class="badge">{check.daysLeft(certificate.daysLeft)}</span>
    </>
  );
  return (
    <Facts
      facts={[
        { term: card.user, value: certificate.cn, kind: "strong" },
        { term: card.organisation, value: certificate.o },
        { term: card.validUntil, value: end },
      ]}
    />
  );
}
