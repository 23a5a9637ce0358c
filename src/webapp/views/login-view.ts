import { html } from "hono/html";
import type { Html } from "./page.ts";
import type { LoginFailure, Texts } from "./texts/texts.ts";

/**
 * The login page: a plain form that works without scripts. A failure is an alert that takes the focus, so that a
 * screen reader announces it when the page loads.
 */
export function loginView(
  texts: Texts,
  shown: { readonly cn: string; readonly o: string; readonly user: string; readonly failure: LoginFailure | undefined },
): Html {
  const { login } = texts;
  const failed = shown.failure !== undefined;
  const invalid = failed ? html`aria-invalid="true" aria-describedby="failure"` : undefined;
  return html` <form class="card" method="post" action="/login">
    <h1>${login.title}</h1>
    <p>${login.lead}</p>
    ${
      shown.failure &&
      html`<p class="note danger" id="failure" role="alert" tabindex="-1" autofocus>
        <strong>${login.error}</strong> ${login.failures[shown.failure]}
      </p>`
    }
    <div class="field">
      <label for="user">${login.user}</label>
      <input
        id="user"
        name="user"
        value="${shown.user}"
        autocomplete="username"
        autocapitalize="none"
        spellcheck="false"
        maxlength="64"
        required
        ${failed ? undefined : html`autofocus`}
        ${invalid}
      />
    </div>
    <div class="field">
      <label for="password">${login.password}</label>
      <div class="reveal">
        <input id="password" name="password" type="password" autocomplete="current-password" maxlength="256" required ${invalid} />
        <button type="button" id="reveal" aria-label="${login.showPassword}" aria-pressed="false" hidden>${login.show}</button>
      </div>
    </div>
    <button type="submit" class="primary">${login.submit}</button>
    <p class="quiet">${login.certificate} <bdi class="identity">${shown.cn}</bdi> <bdi class="identity">${shown.o}</bdi></p>
  </form>`;
}
