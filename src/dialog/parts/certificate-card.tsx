import type { JSX } from "preact";
import { timeLeft } from "../../core/days.ts";
import { Facts } from "../../ui/components/facts.tsx";
import { formatMoment } from "../../ui/moment-format.ts";
import type { Predecessor } from "../machine/renewal-status.ts";
import type { View } from "./view.ts";

interface CertificateCardProps {
  readonly certificate: Predecessor;
  /** The service's clock. */
  readonly now: string;
  readonly view: View;
}

/** The certificate's subject, its expiry and the time that remains. */
export function CertificateCard({ certificate, now, view }: CertificateCardProps): JSX.Element {
  const { card, check, left } = view.texts;
  const { cn, o, notAfter, daysLeft } = certificate;
  const time = notAfter === undefined ? undefined : timeLeft(new Date(notAfter), new Date(now));
  const end = notAfter !== undefined && daysLeft !== undefined && (
    <>
      {formatMoment(notAfter, view.language)}{" "}
      <span class="badge">{time?.unit === "day" ? check.daysLeft(daysLeft) : left(time)}</span>
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
