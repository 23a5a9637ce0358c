import type { JSX } from "preact";
import type { CertificateDetail } from "../../../protocol/console/certificates.ts";
import { listedMoment } from "../../parts/formats.ts";
import { ListTable } from "../../parts/list-table.tsx";
import { useSite } from "../../session/site.ts";

/** Which computers present a certificate, to which hosts, and when. */
export function PresentationTable({ presentations }: Pick<CertificateDetail, "presentations">): JSX.Element {
  const { texts, language } = useSite();
  const { heading, none, unknown, columns } = texts.presentations;
  if (presentations.length === 0) return <p class="quiet">{none}</p>;
  return (
    <ListTable label={heading} columns={Object.values(columns)}>
      {presentations.map(({ address, host, firstAt, lastAt }) => (
        <tr key={`${host} ${address}`} role="row">
          <td role="cell" class="name">
            {address === "" ? <span class="quiet">{unknown}</span> : address}
          </td>
          <td role="cell" data-term={columns.host}>
            {host}
          </td>
          <td role="cell" data-term={columns.first}>
            <time dateTime={firstAt}>{listedMoment(firstAt, language)}</time>
          </td>
          <td role="cell" data-term={columns.last}>
            <time dateTime={lastAt}>{listedMoment(lastAt, language)}</time>
          </td>
        </tr>
      ))}
    </ListTable>
  );
}
