import { html } from "hono/html";
import type { Html } from "./page.ts";
import type { RefusalReason, Texts } from "./texts/texts.ts";

/** The refusals after which a recovery code helps. */
const recoverable: readonly RefusalReason[] = ["no-certificate", "expired", "revoked"];

/**
 * A refusal: what happened, what to do step by step, and the code to report to an administrator.
 *
 * @param recoveryPage where a certificate is renewed with a recovery code, if there is such a page
 */
export function refusedView(texts: Texts, reason: RefusalReason, recoveryPage: string | undefined): Html {
  const { refused } = texts;
  const { title, what, steps } = refused.reasons[reason];
  return html` <div class="card">
    <div class="sign refused">
      <svg viewBox="0 0 48 48" aria-hidden="true" focusable="false">
        <circle cx="24" cy="24" r="22" />
        <path d="M24 13v14M24 34v.5" />
      </svg>
      <h1>${title}</h1>
    </div>
    <p>${what}</p>
    <h2>${refused.todo}</h2>
    <ol>
      ${steps.map((step) => html`<li>${step}</li>`)}
    </ol>
    ${recoveryPage !== undefined && recoverable.includes(reason) ? html`<p><a href="${recoveryPage}">${refused.recover}</a></p>` : ""}
    <p><a class="button primary" href="/">${refused.again}</a></p>
    <p class="quiet">${refused.code} <code>${reason}</code></p>
  </div>`;
}
