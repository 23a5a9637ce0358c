import { createHash, type X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { html, raw } from "hono/html";
import type { Peer } from "../../../protocol/peer.ts";
import { refusalSentences } from "../../issuance/refusal.ts";
import { answer } from "../http/answer.ts";
import { problemStatuses } from "../http/problem.ts";

/** The shared style sheets and the page's own, inline because this host serves no other file. */
const sheets = ["../../../ui/tokens.css", "../../../ui/controls.css", "../../../ui/page.css", "proof-page.css"];
const style = sheets.map((sheet) => readFileSync(join(import.meta.dirname, sheet), "utf8")).join("");
const styleHash = createHash("sha256").update(style).digest("base64");

/** Allows the page its styles only. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

const japanese: Readonly<Record<Extract<Peer, { kind: "refused" }>["code"], string>> = {
  "no-certificate": "証明書が提示されませんでした。期限切れの証明書は提示されません。管理者にご連絡ください。",
  "unknown-issuer": "このサービスが発行した証明書ではありません。発行された証明書を選択してください。",
  "unknown-serial": "この証明書は登録されていません。管理者に新しい証明書をご依頼ください。",
  revoked: "この証明書は失効しています。新しい証明書を使用するか、管理者にご連絡ください。",
  retired: "この証明書は更新済みで、使えなくなりました。新しい証明書を使用してください。",
  expired: "この証明書は有効期限が切れています。管理者に新しい証明書をご依頼ください。",
  "not-yet-valid": "この証明書はまだ有効ではありません。以前の証明書を使用し、管理者にご連絡ください。",
  "tenant-closed": "ご契約のアクセスは終了しています。管理者にご連絡ください。",
};

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
  const seen = presented ? facts(presented) : "";
  const accepted = peer.kind === "accepted";
  const words = accepted
    ? { heading: "この証明書で接続できました", headingEn: "The connection works with this certificate" }
    : {
        heading: "接続を確認できませんでした",
        headingEn: "The connection could not be confirmed",
        ja: japanese[peer.code],
        en: refusalSentences[peer.code],
      };
  const page = await html`<!doctype html>
    <html lang="ja" class="look page">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>接続の確認 / Connection check</title>
        ${raw(`<style>${style}</style>`)}
      </head>
      <body>
        <header>
          <p class="brand">接続の確認 <span lang="en">/ Connection check</span></p>
        </header>
        <main>
          <div class="card">
            <div class="${accepted ? "sign" : "sign refused"}">
              <svg viewBox="0 0 48 48" aria-hidden="true" focusable="false">
                <circle cx="24" cy="24" r="22" />
                <path d="${accepted ? "M14 25l7 7 13-15" : "M24 13v14M24 34v.5"}" />
              </svg>
              <div>
                <h1>${words.heading}</h1>
                <p lang="en">${words.headingEn}</p>
              </div>
            </div>
            ${
              "ja" in words
                ? html`<p>${words.ja}</p>
                    <p lang="en">${words.en}</p>`
                : ""
            }
            ${replacement === undefined ? "" : oldCertificate(replacement)} ${seen}
          </div>
        </main>
      </body>
    </html>`;
  return answer("text/html; charset=utf-8", page.toString(), {
    status: peer.kind === "accepted" ? 200 : problemStatuses[peer.code],
    headers: { "Content-Security-Policy": policy, "Referrer-Policy": "no-referrer" },
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
      <dd>${attribute(subject, "CN")}</dd>
    </div>
    <div>
      <dt>テナント (O)</dt>
      <dd>${attribute(subject, "O")}</dd>
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
