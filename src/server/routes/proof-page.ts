import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import type { Peer } from "../../protocol/peer.ts";
import type { Admission } from "../issuance/admit.ts";
import { refusalSentences } from "../issuance/refusal.ts";
import type { HeldCertificate } from "../store/certificates.ts";

const style = `
:root { color-scheme: light dark; font: 1rem/1.7 system-ui, sans-serif; }
body { max-width: 38rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { font-size: 1.3rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; margin: 0; }
dt { opacity: .75; }
dd { margin: 0; overflow-wrap: anywhere; font-family: ui-monospace, monospace; }
div h1 { margin-top: 2rem; }
`;
const styleHash = createHash("sha256").update(style).digest("base64");

/** What the page may do: be styled, and nothing else. */
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
  "tenant-closed": "ご契約のアクセスは終了しています。管理者にご連絡ください。",
};

/** The page of the proof host: which certificate the service saw on this connection, in Japanese and English. */
export async function proofPage({ peer, certificate }: Admission): Promise<Response> {
  const seen = certificate ? facts(certificate) : "";
  const words =
    peer.kind === "accepted"
      ? { ja: "この証明書で接続できました。", en: "The connection works with this certificate." }
      : { ja: japanese[peer.code], en: refusalSentences[peer.code] };
  const page = await html`<!doctype html>
    <html lang="ja">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>接続の確認 / Connection check</title>
        ${raw(`<style>${style}</style>`)}
      </head>
      <body>
        <main>
          <h1>接続の確認</h1>
          <p>${words.ja}</p>
          <div lang="en">
            <h1>Connection check</h1>
            <p>${words.en}</p>
          </div>
          ${seen}
        </main>
      </body>
    </html>`;
  return new Response(page.toString(), {
    status: peer.kind === "accepted" ? 200 : peer.code === "no-certificate" ? 401 : 403,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": policy,
      "Cache-Control": "no-store",
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

function facts({ cn, tenant, serial, not_after }: HeldCertificate): ReturnType<typeof html> {
  return html`<dl>
    <dt>CN</dt>
    <dd>${cn}</dd>
    <dt>O</dt>
    <dd>${tenant}</dd>
    <dt>シリアル番号 / Serial</dt>
    <dd>${serial}</dd>
    <dt>有効期限 / Expires</dt>
    <dd>${new Date(not_after).toISOString().slice(0, 10)}</dd>
  </dl>`;
}
