import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { withBrowserTimeout } from "../../src/demo/browser/waits.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import type { Person } from "../extension/person.ts";
import { startSite, type Site } from "../extension/site.ts";
import { eavesdrop } from "./eavesdrop.ts";
import { hostilePage } from "./hostile-page.ts";
import { sharedPerson } from "./shared-person.ts";
import { passwordField, press, revealPassword } from "./walk.ts";

// One renewal in a page that eavesdrops from its first line. Each test reads what that page learnt, and also attacks an
// undefended dialog with a secret, to show that the attack works.
const shared = sharedPerson();
let site: Site;
let person: Person;
let page: Page;
let password: string;
let naive: Page;
/** The letters for which the browser has fetched the page's fonts. */
const letters = new Set<string>();
const owned = new AsyncDisposableStack();

const { password: texts } = dialogTexts("en");
const naiveSecret = "abcd-efgh";
const plain = hostilePage(eavesdrop);

beforeAll(async () => {
  site = owned.use(
    await startSite((request, ...rest) => {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith("/font/")) letters.add(pathname.slice("/font/".length));
      return plain(request, ...rest);
    }),
  );
  person = await shared.at(site);
  naive = await person.visit(`${site.app}/login`);
  await naive.evaluate((secret) => {
    const root = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "closed" });
    root.innerHTML = `<dialog><p style="font: 16px ui-monospace, monospace">${secret}</p></dialog>`;
    root.querySelector("dialog")?.showModal();
    return crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret)).then(() => undefined);
  }, naiveSecret);
  page = await person.visit(`${site.app}/menu`);
  password = await revealPassword(page);
  await press(page, texts.copy, texts.saveText);
});
afterAll(() => owned.disposeAsync());

/** The parts of the password that occur in what a page has learnt. */
const partsIn = (learned: string): readonly string[] => [password, ...password.split("-")].filter((part) => learned.includes(part));
const learnt = (of: Page): Promise<string> =>
  of.evaluate(() => {
    const heard: unknown = Reflect.get(globalThis, "learnt");
    return heard instanceof Set ? Array.from(heard, String).join(" ") : "";
  });

describe("a page that eavesdrops from its first line", () => {
  it("learns about a dialog created in its own world", async () => {
    const heard = await learnt(naive);
    for (const word of ["★root", naiveSecret]) expect(heard.includes(word), word).toBe(true);
  });

  it("learns nothing about the extension's root, the key, the password or the password's file", async () => {
    const textFile = await vi.waitFor(async () => {
      const name = (await readdir(person.downloads)).find((name) => name.endsWith(".txt"));
      if (name === undefined) throw new Error("No text file yet.");
      const text = await readFile(join(person.downloads, name), "utf8");
      // Until the download is complete, an empty file reserves the name.
      if (text === "") throw new Error("The text file is not complete yet.");
      return text;
    }, 60_000);
    expect(textFile.trim() === password).toBe(true);
    const heard = await learnt(page);
    // The page's own requests, which show that it eavesdrops.
    expect(heard.includes(site.app)).toBe(true);
    expect(partsIn(heard)).toEqual([]);
    expect(Array.from(heard.matchAll(/★\w+|chrome-extension:/g), String)).toEqual([]);
  });
});

describe("a page that uses the browser's functions", () => {
  it("does not find the password with window.find, which finds text even in closed roots", async () => {
    const finds = (of: Page, words: readonly string[]): Promise<string[]> =>
      of.evaluate((words) => {
        const find: unknown = Reflect.get(globalThis, "find");
        if (typeof find !== "function") throw new Error("window.find is not available.");
        return words.filter((word) => Reflect.apply(find, globalThis, [word, true, false, true]) === true);
      }, words);
    expect(await finds(naive, ["abcd", "zzzz"])).toEqual(["abcd"]);
    expect(await finds(page, [texts.label])).toEqual([texts.label]);
    expect(await finds(page, [password, ...password.split("-")])).toEqual([]);
  });

  it("cannot select the password, nor get it by Select all, copying or dragging", async () => {
    const selects = async (of: Page): Promise<string> => {
      await of.bringToFront();
      return await of.evaluate(() => {
        const selection = getSelection();
        let got = "";
        addEventListener("copy", ({ clipboardData }) => (got += clipboardData?.getData("text/plain") ?? ""), true);
        const execute: unknown = Reflect.get(document, "execCommand");
        if (typeof execute !== "function") throw new Error("execCommand is not available.");
        Reflect.apply(execute, document, ["selectAll"]);
        got += selection?.toString() ?? "";
        Reflect.apply(execute, document, ["copy"]);
        for (let step = 0; step < 50; step += 1) {
          selection?.modify("extend", "forward", "line");
          got += selection?.toString() ?? "";
        }
        const { documentElement } = document;
        for (let y = 0; y < innerHeight; y += 20) {
          const at = document.caretPositionFromPoint(innerWidth / 2, y);
          got += at?.offsetNode.textContent ?? "";
          for (const element of document.elementsFromPoint(innerWidth / 2, y))
            if (element !== documentElement && element !== document.body) got += element.textContent;
        }
        return (
          got +
          documentElement.innerText +
          new XMLSerializer().serializeToString(document) +
          documentElement.getHTML({ serializableShadowRoots: true })
        );
      });
    };
    // It only gets its own text and script.
    expect((await selects(naive)).includes("/login")).toBe(true);
    await page.bringToFront();
    const field = await passwordField(page);
    const box = await field.boundingBox();
    if (box === null) throw new Error("The password is not visible.");
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.click(x, y, { count: 3 });
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(5, 5, { steps: 5 });
    await page.mouse.up();
    await page.keyboard.down("Control");
    for (const key of ["a", "c"] as const) await page.keyboard.press(key);
    await page.keyboard.up("Control");
    expect(partsIn((await selects(page)) + (await learnt(page)))).toEqual([]);
  });

  it("finds no frame, no root and no element of the dialog from outside", async () => {
    const found = await page.evaluate(() => {
      const host = document.querySelector("html > div");
      return {
        frames: window.length,
        root: host?.shadowRoot ?? null,
        active: document.activeElement === host || document.activeElement === document.body,
        hit: document.elementsFromPoint(innerWidth / 2, innerHeight / 2).filter((element) => element.getRootNode() !== document)
          .length,
        pierced: document.querySelectorAll("html > div *, div:has(dialog), dialog, [data-password]").length,
        within: host?.querySelectorAll("*").length,
        named: ["koshin-password", "koshin-title"].filter((id) => document.getElementById(id) !== null || Reflect.has(window, id))
          .length,
        referenced: document.body.ariaLabelledByElements?.length ?? 0,
        animations: document.getAnimations().length,
        style: host && Array.from(getComputedStyle(host)).filter((name) => name.startsWith("--")).length,
      };
    });
    expect(found).toEqual({
      frames: 0,
      root: null,
      active: true,
      hit: 0,
      pierced: 0,
      within: 0,
      named: 0,
      referenced: 0,
      animations: 0,
      style: 0,
    });
  });

  it("does not learn the password's letters through its web fonts, which the browser fetches for the letters in use", async () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const families = ["ui-monospace", "monospace", "Consolas", "Menlo", "DejaVu Sans Mono"];
    const faces = Array.from(alphabet, (letter) => {
      const range = `unicode-range: U+${letter.charCodeAt(0).toString(16)}`;
      return families.map((family) => `@font-face { font-family: "${family}"; src: url("/font/${letter}"); ${range} }`).join("");
    }).join("");
    const dress = async (of: Page): Promise<void> => {
      await of.bringToFront();
      await of.addStyleTag({ content: faces });
      await of.evaluate(
        () =>
          new Promise<void>((done) =>
            requestAnimationFrame(() => requestAnimationFrame(() => void document.fonts.ready.then(() => done()))),
          ),
      );
    };
    letters.clear();
    await dress(naive);
    await expect.poll(() => Array.from(letters).sort().join("")).toContain("abcdefgh");

    // The dialog's other texts use fonts that a page can define, but the page knows these texts anyway.
    await page.bringToFront();
    const field = await passwordField(page);
    expect(await field.evaluate((element) => getComputedStyle(element, "::before").fontFamily)).toBe("monospace");
    letters.clear();
    await dress(page);
    expect(Array.from(letters)).toEqual([]);
  });

  it("learns nothing from the proof host's page after opening it", async () => {
    const opener = await person.visit(`${site.app}/login`);
    const [proof] = await Promise.all([
      new Promise<Page | null>((resolve) => opener.once("popup", (opened) => resolve(opened && withBrowserTimeout(opened)))),
      opener.evaluate((url) => {
        const said: unknown[] = [];
        addEventListener("message", ({ data }) => said.push(data));
        Reflect.set(globalThis, "said", said);
        Reflect.set(globalThis, "opened", window.open(url));
      }, `${site.verify}/`),
    ]);
    // The page shows which certificate the service saw.
    await proof?.waitForFunction(() => document.body.innerText.includes("client28"));
    const read = await opener.evaluate(() => {
      const opened: unknown = Reflect.get(globalThis, "opened");
      const names = ["document", "name", "innerText", "localStorage", "performance", "history"];
      const seen = names.filter((name) => {
        try {
          return Reflect.get(Object(opened), name) !== undefined;
        } catch {
          return false;
        }
      });
      const found: unknown[] = [...seen, Reflect.get(Object(opened), "length"), Reflect.get(globalThis, "said")];
      return found;
    });
    // No property of its document, no frame, no message.
    expect(read).toEqual([0, []]);
    await proof?.close();
    await opener.close();
  });
});
