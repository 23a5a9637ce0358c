import type { Page } from "puppeteer";
import * as v from "valibot";
import { eventually } from "../e2e/eventually.ts";
import { sendBidi } from "./bidi.ts";

interface Context {
  readonly context: string;
  readonly url: string;
  readonly children: readonly Context[];
}
const Context: v.GenericSchema<Context> = v.object({
  context: v.string(),
  url: v.string(),
  children: v.array(v.lazy(() => Context)),
});

/** The contents of Firefox's certificate selector. */
export interface Offered {
  /** The question, with the host's name. */
  readonly question: string;
  /** The serial numbers of the certificates, upper-case hexadecimal, in the selector's order. */
  readonly serials: readonly string[];
}

/**
 * Waits for Firefox's certificate selector, chooses the certificate with this serial number, and presses OK.
 *
 * @param page any page of the browser
 */
export async function chooseCertificate(page: Page, serial: string): Promise<Offered> {
  return await eventually("Firefox's certificate selector", async () => {
    const context = await findSelector(page);
    return context === undefined ? undefined : await choose(page, context, serial);
  });
}

/**
 * Waits for Firefox's certificate selector, and presses Cancel, like a person who does not find the certificate.
 *
 * @param page any page of the browser
 */
export async function chooseNoCertificate(page: Page): Promise<Offered> {
  return await eventually("Firefox's certificate selector", async () => {
    const context = await findSelector(page);
    return context === undefined ? undefined : await choose(page, context, undefined);
  });
}

/** Whether Firefox's certificate selector is open at the moment. */
export async function asksForCertificate(page: Page): Promise<boolean> {
  return (await findSelector(page)) !== undefined;
}

async function findSelector(page: Page): Promise<string | undefined> {
  const { contexts } = await sendBidi(
    page,
    "browsingContext.getTree",
    { "moz:scope": "chrome" },
    v.object({ contexts: v.array(Context) }),
  );
  const all = (some: readonly Context[]): readonly Context[] => some.flatMap((each) => [each, ...all(each.children)]);
  return all(contexts).find(({ url }) => url === "chrome://pippki/content/clientauthask.xhtml")?.context;
}

/**
 * Chooses the certificate with this serial number, or none.
 *
 * The selector's buttons work once it has filled in the last of the details. Returns undefined until then, and if it has
 * just closed.
 */
async function choose(page: Page, context: string, serial: string | undefined): Promise<Offered | undefined> {
  const { result } = await sendBidi(
    page,
    "script.callFunction",
    {
      functionDeclaration: `(serial) => {
        const list = document.getElementById("nicknames");
        const items = [...(list?.menupopup.children ?? [])];
        const question = document.getElementById("clientAuthSiteIdentification")?.textContent;
        const last = document.getElementById("clientAuthCertDetailsStoredOn")?.dataset.l10nArgs;
        if (last === undefined || JSON.parse(last).storedOn === "" || !question.includes("localhost")) return null;
        const serials = items.map(({ label }) => label.replace(/^.*\\[|\\]$/g, "").replaceAll(":", ""));
        const dialog = document.getElementById("certAuthAsk");
        if (serial === null) dialog.getButton("cancel").click();
        if (serials.includes(serial)) {
          list.selectedIndex = serials.indexOf(serial);
          dialog.getButton("accept").click();
        }
        return JSON.stringify({ question, serials });
      }`,
      arguments: [serial === undefined ? { type: "null" } : { type: "string", value: serial }],
      target: { context },
      awaitPromise: false,
    },
    v.object({ result: v.optional(v.object({ value: v.optional(v.nullable(v.string())) })) }),
  );
  const value = result?.value;
  if (value === undefined || value === null) return undefined;
  const offered = v.parse(
    v.pipe(v.string(), v.parseJson(), v.object({ question: v.string(), serials: v.array(v.string()) })),
    value,
  );
  if (serial !== undefined && !offered.serials.includes(serial))
    throw new Error(`Firefox offers ${offered.serials.join()}, but not ${serial}.`);
  return offered;
}
