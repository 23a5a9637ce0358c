import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { acknowledgementTimeout } from "../../src/protocol/handover.ts";
import { paths } from "../../src/protocol/paths.ts";
import { builtExtension } from "./built-extension.ts";
import { hasContentScript } from "./content-world.ts";
import { handOver } from "./hand-over.ts";
import { seatPerson, type Person } from "./person.ts";
import { startSite, type Site } from "./site.ts";

// The certificate is not due, so every request for the status comes from the check, and nothing follows.
let site: Site;
let person: Person;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  const folder = await builtExtension(owned);
  site = owned.use(await startSite());
  person = owned.use(await seatPerson(site, { extension: folder, cn: "client169" }));
});
afterAll(() => owned.disposeAsync());
beforeEach(() => {
  site.answered.length = 0;
});

const checks = (): number => site.answered.filter(({ path }) => path === paths.status).length;
const checked = (): Promise<void> => expect.poll(checks).toBe(1);

describe("detection", () => {
  it("runs on configured hosts only", async () => {
    expect(await hasContentScript(await person.visit(`${site.app}/login`))).toBe(true);
    expect(await hasContentScript(await person.visit(`${site.verify}/`))).toBe(false);
    expect(await hasContentScript(await person.visit(`${site.app.replace("app.", "")}/menu`))).toBe(false);
  });

  it("checks on the master menu and nowhere else", async () => {
    const page = await person.visit(`${site.app}/login`);
    await page.goto(`${site.app}/menu/print`);
    await page.goto(`${site.app}/menu?from=login`);
    await checked();
    const [check] = site.answered.filter(({ path }) => path === paths.status);
    expect(site.answered.findIndex(({ path }) => path === "/menu")).toBeLessThan(check ? site.answered.indexOf(check) : -1);
  });

  it("checks once if both the path and the page request it", async () => {
    const page = await person.visit(`${site.app}/menu`);
    await handOver(page);
    await handOver(page);
    expect(checks()).toBe(1);
  });

  it("checks once if a page becomes the master menu without a load, even repeatedly", async () => {
    const page = await person.visit(`${site.app}/login`);
    await page.evaluate(() => {
      for (const path of ["/menu", "/login", "/menu"]) history.pushState(null, "", path);
    });
    await checked();
    await handOver(page);
    expect(checks()).toBe(1);
  });

  it("acknowledges a handover in time, and takes over once it knows that there is nothing to show", async () => {
    const [acknowledged, taken, ...others] = await handOver(await person.visit(`${site.app}/anywhere`));
    expect(acknowledged?.answer).toBe("acknowledged");
    expect(acknowledged?.after).toBeLessThan(acknowledgementTimeout);
    expect(taken?.answer).toBe("taken");
    expect(others).toEqual([]);
    expect(checks()).toBe(1);
  });

  it("acknowledges a handover that is posted while the document is still loading", async () => {
    const page = await person.visit(`${site.app}/menu?handover`);
    await page.waitForSelector('[data-heard=" acknowledged taken"]');
    expect(checks()).toBe(1);
  });

  it("ignores synthetic events, messages from frames, and messages that are not handovers", async () => {
    const page = await person.visit(`${site.app}/anywhere`);
    await page.evaluate(() => {
      const strange = (post: (port: MessagePort) => void): void => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => (document.documentElement.dataset["fooled"] = "yes");
        post(port2);
      };
      const data = { koshin: "handover" };
      const { origin } = location;
      strange((port) => window.dispatchEvent(new MessageEvent("message", { data, origin, source: window, ports: [port] })));
      strange((port) => window.postMessage({ koshin: "handover", origin }, origin, [port]));
      strange((port) => window.postMessage("handover", origin, [port]));
      const frame = document.body.appendChild(document.createElement("iframe"));
      Reflect.set(frame.contentWindow ?? {}, "strange", strange);
      const script = frame.contentDocument?.createElement("script");
      if (script === undefined) throw new Error("The frame has no document.");
      script.textContent = `strange((port) => parent.postMessage({ koshin: "handover" }, "${origin}", [port]))`;
      frame.contentDocument?.body.append(script);
    });
    // Messages arrive in order: once this one is settled, so are the ones before it.
    await handOver(page);
    expect(await page.$eval("html", (html) => html.dataset["fooled"])).toBeUndefined();
    expect(checks()).toBe(1);
  });

  it("declines if the service does not respond, so that the page can try on its own", async () => {
    const page = await person.visit(`${site.app}/anywhere`);
    await site.stop();
    const answers = await handOver(page);
    expect(answers.map(({ answer }) => answer)).toEqual(["acknowledged", "declined"]);
  });
});
