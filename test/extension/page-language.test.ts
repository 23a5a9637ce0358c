import { afterAll, beforeAll, test } from "vitest";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { builtExtension } from "./built-extension.ts";
import { seatPerson, type Person } from "./person.ts";
import { startSite, type Site } from "./site.ts";

let site: Site;
let person: Person;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  site = owned.use(
    await startSite((request) => {
      const { searchParams } = new URL(request.url);
      const body = `<!doctype html><html lang="${searchParams.get("lang")}"><title>Menu</title><h1>${searchParams.get("heading")}</h1>`;
      return new Response(body, { headers: { "Content-Type": "text/html; charset=utf-8" } });
    }),
  );
  person = owned.use(await seatPerson(site, { extension: await builtExtension(owned), cn: "client28", language: "ja" }));
});
afterAll(() => owned.disposeAsync());

test.for([
  { lang: "jp", heading: "メニュー", language: "ja" },
  { lang: "en", heading: "メニュー", language: "ja" },
  { lang: "en", heading: "Menu", language: "en" },
] as const)(
  "in a Japanese browser, the dialog is $language in a page with lang=$lang and the heading $heading",
  async ({ lang, heading, language }) => {
    const page = await person.visit(`${site.app}/menu?lang=${lang}&heading=${heading}`);
    await new AccessibleElement(page, { role: "heading", name: dialogTexts(language).check.heading }).find();
    await page.close();
  },
);
