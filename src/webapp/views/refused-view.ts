import { type Html, html } from "../html.ts";
import type { RefusalReason, Texts } from "../texts.ts";

/** A refusal: what happened, what to do step by step, and the code to tell an administrator. */
export function refusedView(texts: Texts, reason: RefusalReason): Html {
  const { refused } = texts;
  const { title, what, steps } = refused.reasons[reason];
  return html`
    <div class="card refused">
      <h1>${title}</h1>
      <p class="lead">${what}</p>
      <h2>${refused.todo}</h2>
      <ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>
      <p><a class="button" href="/">${refused.again}</a></p>
      <p class="note">${refused.code} <code>${reason}</code></p>
    </div>`;
}
