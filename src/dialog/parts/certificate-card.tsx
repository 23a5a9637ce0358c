import type { JSX } from "preact";
import { Facts } from "../../ui/components/facts.tsx";
import { formatDay } from "../../ui/moment-format.ts";
import type { Predecessor } from "../machine/renewal-status.ts";
import type { View } from "./view.ts";

interface CertificateCardProps {
  readonly certificate: Predecessor;
  readonly view: View;
}

/** The certificate's subject, expiry date and remaining days. */
export function CertificateCard({ certificate, view }: CertificateCardProps): JSX.Element {
  const { card, check } = view.texts;
  const { cn, o, notAfter, daysLeft } = certificate;
  const end = notAfter !== undefined && daysLeft !== undefined && (
    <>
      {formatDay(notAfter, view.language)} <span class="badge">{check.daysLeft(daysLeft)}</span>
    </>
  );
  return (
    <Facts
      facts={[
        { term: card.user, value: cn, kind: "strong" },
        { term: card.organisation, value: o },
        ...(end === false ? [] : [{ term: card.validUntil, value: end }]),
      ]}
    />
  );
}
