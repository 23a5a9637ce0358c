import { expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { optionsTexts } from "../../src/extension/options/texts/texts-for.ts";
import { popupTexts } from "../../src/extension/popup/texts/texts-for.ts";
import { webappTexts } from "../../src/webapp/views/texts/texts-for.ts";

const surfaces = { dialog: dialogTexts("ja"), options: optionsTexts("ja"), popup: popupTexts("ja"), webapp: webappTexts("ja") };

test.each(Object.entries(surfaces))(
  "the Japanese texts of the %s call a browser's window ウィンドウ, and its contents 画面",
  (_, texts) => {
    expect(JSON.stringify(texts)).not.toMatch(/ほかの画面を閉じ|画面をすべて閉じ/);
  },
);

test("a Japanese button says which site it acts on, with particles that suit every action", () => {
  const { named, test: tryOut } = surfaces.options;
  expect(named(tryOut, "app.localhost")).toBe("app.localhost: 接続を試す");
});
