import type { X509Certificate } from "node:crypto";
import { html } from "hono/html";
import type { Peer } from "../../../protocol/peer.ts";
import { noticePage, refusedCertificate } from "../http/notice-page.ts";
import { problemStatuses } from "../http/problem.ts";

/**
 * The page of the proof host: which certificate the service saw on this connection, in Japanese and English.
 *
 * @param presented the connection's certificate, shown even if it is refused
 * @param replacement the serial number of the certificate that replaces it, if any: then the proof has failed
 */
export async function proofPage(
  peer: Peer,
  presented: X509Certificate | undefined,
  replacement: string | undefined,
): Promise<Response> {
  const old = replacement === undefined ? [] : [oldCertificate(replacement)];
  const seen = presented === undefined ? [] : [facts(presented)];
  const accepted = peer.kind === "accepted";
  return await noticePage({
    status: accepted ? 200 : problemStatuses[peer.code],
    title: { ja: "接続の確認", en: "Connection check" },
    good: accepted,
    heading: accepted
      ? { ja: "この証明書で接続できました", en: "The connection works with this certificate" }
      : { ja: "接続を確認できませんでした", en: "The connection could not be confirmed" },
    text: accepted ? undefined : refusedCertificate(peer.code),
    more: [...old, ...seen],
  });
}

/** The renewal dialog's message for a proof with the old certificate. */
function oldCertificate(replacement: string): ReturnType<typeof html> {
  return html`<div class="note warning">
    <p>
      これは更新前の証明書です。新しい証明書（シリアル番号
      ${replacement}）は、この接続では送られていません。選択画面が一度も出ない場合は、管理者の設定 (AutoSelectCertificateForUrls)
      が選んでいます。管理者に連絡してください。
    </p>
    <p lang="en">
      This is the old certificate. The new one (serial number ${replacement}) was not sent on this connection. If the browser never
      asks, a policy (AutoSelectCertificateForUrls) chooses for it: contact your administrator.
    </p>
  </div>`;
}

/** An attribute of a subject, which Node writes one per line. */
function attribute(subject: string, type: "CN" | "O"): string {
  return new RegExp(`^${type}=(.*)$`, "m").exec(subject)?.[1] ?? "–";
}

/** The day of a date, which may be invalid in a certificate of another issuer. */
function day(date: Date): string {
  return Number.isNaN(date.getTime()) ? "–" : date.toISOString().slice(0, 10);
}

function facts({ subject, serialNumber, validToDate }: X509Certificate): ReturnType<typeof html> {
  return html`<dl class="facts">
    <div>
      <dt>証明書 (CN)</dt>
      <dd><bdi>${attribute(subject, "CN")}</bdi></dd>
    </div>
    <div>
      <dt>テナント (O)</dt>
      <dd><bdi>${attribute(subject, "O")}</bdi></dd>
    </div>
    <div>
      <dt>シリアル番号 <span lang="en">/ Serial number</span></dt>
      <dd>${serialNumber}</dd>
    </div>
    <div>
      <dt>有効期限 <span lang="en">/ Valid until</span></dt>
      <dd>${day(validToDate)}</dd>
    </div>
  </dl>`;
}
