import { html } from "hono/html";
import type { SessionHolder } from "../../protocol/logins.ts";
import type { Html } from "./page.ts";
import type { Texts } from "./texts/texts.ts";

/** The master menu: the usual screens of a clinic's billing system, in groups. */
export function menuView(texts: Texts, holder: SessionHolder): Html {
  const { menu } = texts;
  return html` <div class="bar">
      <h1>${menu.title}</h1>
      <dl>
        <div>
          <dt>${menu.user}</dt>
          <dd><bdi>${holder.user}</bdi></dd>
        </div>
        <div>
          <dt>${menu.certificate}</dt>
          <dd><bdi>${holder.cn}</bdi> <bdi class="tenant">${holder.o}</bdi></dd>
        </div>
      </dl>
      <form method="post" action="/logout"><button type="submit">${menu.logout}</button></form>
    </div>
    <p class="status" role="status" id="status" data-absent="${menu.absent}"></p>
    <div class="groups">
      ${menu.groups.map(
        (group, index) =>
          html` <section class="card" aria-labelledby="group-${index}">
            <h2 id="group-${index}">${group.title}</h2>
            <ul>
              ${group.items.map(
                (item) =>
                  html`<li>
                    <button type="button" class="item"><span class="number">${item.number}</span> ${item.name}</button>
                  </li>`,
              )}
            </ul>
          </section>`,
      )}
    </div>`;
}
