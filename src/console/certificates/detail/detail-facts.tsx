import type { JSX } from "preact";
import { firstQuery } from "../../../client/console/certificate-parameters.ts";
import { offeredReasons, type CertificateDetail, type IssuedIdentity } from "../../../protocol/console/certificates.ts";
import { kindName } from "../../../protocol/console/kind-name.ts";
import { Button } from "../../../ui/components/button.tsx";
import { Facts, type Fact } from "../../../ui/components/facts.tsx";
import { writeAddress } from "../../address/site-address.ts";
import { listedDay, listedMoment } from "../../parts/formats.ts";
import { Help } from "../../parts/help.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { permits, useSite } from "../../session/site.ts";
import { DaysLeft } from "../days-left.tsx";
import { toneOf } from "../tone-of.ts";
import { AuthorityRow } from "./authority-row.tsx";
import { PasswordRow } from "./password-row.tsx";

interface DetailFactsProps {
  readonly detail: CertificateDetail;
  readonly edit: () => void;
  readonly reload: () => void;
}

/** What the documents show of a certificate, in their order, and what else there is to know about it. */
export function DetailFacts({ detail, edit, reload }: DetailFactsProps): JSX.Element {
  const { session, texts, language, now } = useSite();
  const { detail: words, help } = texts;
  const { state, predecessor, replacement, revokedAt, revocationReason, edited } = detail;
  const related = (identity: IssuedIdentity): JSX.Element => (
    <a class="serial" href={writeAddress({ page: "certificate", identity })}>
      {identity.serial}
    </a>
  );
  const explained = (term: keyof typeof help & keyof typeof words): JSX.Element => <Help term={words[term]}>{help[term]}</Help>;
  const note = (text: string): JSX.Element => <p class="lines">{text === "" ? texts.none : text}</p>;
  const reason = offeredReasons.find((each) => each === revocationReason);
  const facts: readonly Fact[] = [
    { term: words.cn, help: explained("cn"), value: detail.cn, kind: "strong" },
    { term: words.o, help: explained("o"), value: detail.o },
    { term: words.state, help: explained("state"), value: <StateBadge tone={toneOf(state)}>{texts.states[state]}</StateBadge> },
    ...(revokedAt === null ? [] : [{ term: words.revokedAt, value: listedMoment(revokedAt, language) }]),
    ...(revocationReason === null
      ? []
      : [{ term: words.reason, value: reason === undefined ? revocationReason : texts.revocation.reasons[reason] }]),
    { term: words.kind, help: explained("kind"), value: kindName(language, detail.kind, detail.kindTexts[language]) },
    { term: words.password, help: explained("password"), value: <PasswordRow detail={detail} revealed={reload} /> },
    { term: words.requestedAt, help: explained("requestedAt"), value: listedMoment(detail.requestedAt, language) },
    { term: words.issuedAt, help: explained("issuedAt"), value: listedDay(detail.issuedAt) },
    {
      term: words.notAfter,
      help: explained("notAfter"),
      value: (
        <>
          {listedDay(detail.notAfter)} {state === "in-use" && <DaysLeft notAfter={detail.notAfter} now={now()} />}
        </>
      ),
    },
    { term: words.authority, help: explained("authority"), value: <AuthorityRow detail={detail} /> },
    { term: words.device, help: explained("device"), value: note(detail.device) },
    {
      term: words.remark,
      help: explained("remark"),
      value: (
        <>
          {note(detail.remark)}
          {detail.remark !== "" && (
            <p>
              <a href={writeAddress({ page: "certificates", query: { ...firstQuery, remark: detail.remark } })}>
                {texts.finding.sameRemark}
              </a>
            </p>
          )}
          {edited !== null && <p class="quiet">{words.editedBy(edited.by, listedMoment(edited.at, language))}</p>}
          {permits(session.role, "operator") && (
            <Button aria-label={texts.notes.heading} onClick={edit}>
              {words.edit}
            </Button>
          )}
        </>
      ),
    },
    {
      term: words.mail,
      help: explained("mail"),
      value: (
        <>
          {note(detail.mail)}
          {detail.mailSource === "certificate" && <p class="quiet">{words.mailFromCertificate}</p>}
          {detail.mail !== "" && <p class="quiet">{words.mails[detail.holderMails]}</p>}
        </>
      ),
    },
    { term: words.serial, help: explained("serial"), value: detail.serial, kind: "serial" },
    { term: words.fileName, help: explained("fileName"), value: detail.fileName },
    ...(predecessor === null ? [] : [{ term: words.predecessor, help: explained("predecessor"), value: related(predecessor) }]),
    ...(replacement === null ? [] : [{ term: words.replacement, help: explained("replacement"), value: related(replacement) }]),
  ];
  return <Facts facts={facts} />;
}
