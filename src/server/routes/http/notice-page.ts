import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { html, raw } from "hono/html";
import type { Peer } from "../../../protocol/peer.ts";
import { refusalSentences } from "../../issuance/refusal.ts";
import { answer } from "./answer.ts";

/** The shared style sheets and the pages' own, inline because they are also shown where the service serves no other file. */
const sheets = ["../../../ui/tokens.css", "../../../ui/controls.css", "../../../ui/page.css", "notice-page.css"];
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

/** A text in both languages. */
export interface Bilingual {
  readonly ja: string;
  readonly en: string;
}

/** What a page says. */
interface Notice {
  readonly status: number;
  readonly title: Bilingual;
  readonly good: boolean;
  readonly heading: Bilingual;
  readonly text?: Bilingual | undefined;
  readonly more?: readonly ReturnType<typeof html>[];
}

/** A page in Japanese and English with one message, for people. */
export async function noticePage({ status, title, good, heading, text, more = [] }: Notice): Promise<Response> {
  const page = await html`<!doctype html>
    <html lang="ja" class="look page">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title.ja} / ${title.en}</title>
        ${raw(`<style>${style}</style>`)}
      </head>
      <body>
        <header>
          <p class="brand">${title.ja} <span lang="en">/ ${title.en}</span></p>
        </header>
        <main>
          <div class="card">
            <div class="${good ? "sign" : "sign refused"}">
              <svg viewBox="0 0 48 48" aria-hidden="true" focusable="false">
                <circle cx="24" cy="24" r="22" />
                <path d="${good ? "M14 25l7 7 13-15" : "M24 13v14M24 34v.5"}" />
              </svg>
              <div>
                <h1>${heading.ja}</h1>
                <p lang="en">${heading.en}</p>
              </div>
            </div>
            ${
              text === undefined
                ? ""
                : html`<p>${text.ja}</p>
                    <p lang="en">${text.en}</p>`
            }
            ${more}
          </div>
        </main>
      </body>
    </html>`;
  return answer("text/html; charset=utf-8", page.toString(), {
    status,
    headers: { "Content-Security-Policy": policy, "Referrer-Policy": "no-referrer" },
  });
}

const japanese: Readonly<Record<Extract<Peer, { kind: "refused" }>["code"], string>> = {
  "no-certificate":
    "証明書が提示されませんでした。ブラウザを再起動し、表示された画面で証明書を選択してください。一覧にない場合は有効期限が切れている可能性があります。管理者に再発行のコードを依頼してください。",
  "unknown-issuer": "このサービスが発行した証明書ではありません。発行された証明書を選択してください。",
  "unknown-serial": "この証明書は登録されていません。管理者に新しい証明書をご依頼ください。",
  revoked: "この証明書は失効しています。新しい証明書を使用するか、管理者にご連絡ください。",
  retired: "この証明書は更新済みで、使えなくなりました。新しい証明書を使用してください。",
  expired: "この証明書は有効期限が切れています。管理者に新しい証明書をご依頼ください。",
  "not-yet-valid": "この証明書はまだ有効ではありません。以前の証明書を使用し、管理者にご連絡ください。",
  "tenant-closed": "ご契約のアクセスは終了しています。管理者にご連絡ください。",
};

/** Why a certificate is not accepted, for its holder. */
export function refusedCertificate(code: Extract<Peer, { kind: "refused" }>["code"]): Bilingual {
  return { ja: japanese[code], en: refusalSentences[code] };
}
