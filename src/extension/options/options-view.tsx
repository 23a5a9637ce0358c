import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import browser from "webextension-polyfill";
import { askStatus } from "../../client/status.ts";
import { isolated } from "../../core/name/isolated.ts";
import { RenewalError } from "../../protocol/failure.ts";
import { Button } from "../../ui/components/button.tsx";
import type { Language } from "../../ui/language.ts";
import { formatEnd } from "../../ui/moment-format.ts";
import { BrandHeader } from "../brand-header.tsx";
import { serviceAt } from "../service/service-at.ts";
import { addedSites, keepAddedSites } from "../sites/configured-sites.ts";
import { joinSites, readSiteFile, siteFrom, writeSiteFile } from "../sites/site-list.ts";
import { originOf, type Site } from "../sites/sites.ts";
import { AddForm, type FieldErrors } from "./add-form.tsx";
import { revokeGrant, grant, listSites, type Listed } from "./listed-sites.ts";
import { SiteFaults } from "./site-faults.tsx";
import { SiteRow } from "./site-row.tsx";
import { optionsTexts } from "./texts/texts-for.ts";
import { TrackedFiles } from "./tracked-files.tsx";

const noneListed: Listed = { sites: [], faults: [], invalidSettings: [], policyMissing: false, personMayAddSites: false };

/** The options page: lists the sites, and lets the person add, test, remove, save and load them. */
export function Options({ language }: { readonly language: Language }): JSX.Element {
  const texts = optionsTexts(language);
  const [listed, setListed] = useState<Listed>(noneListed);
  const [message, say] = useState("");
  const [failed, setFailed] = useState<{ readonly hostname: string; readonly why: string }>();
  const [listWrong, setListWrong] = useState<string>();
  const refresh = async (): Promise<void> => setListed(await listSites());
  useEffect(() => {
    const changed = (): void => void refresh();
    changed();
    // The administrator's policy may arrive while the page is open.
    browser.storage.onChanged.addListener(changed);
    return () => browser.storage.onChanged.removeListener(changed);
  }, []);

  return (
    <>
      <BrandHeader title={texts.title} />
      <main>
        <p role="status">{message}</p>
        <section class="card">
          <h2>{texts.sites}</h2>
          <SiteFaults faults={listed.faults} invalidSettings={listed.invalidSettings} texts={texts} />
          {listed.policyMissing && <p class="quiet">{texts.policyMissing}</p>}
          <ul>
            {listed.sites.map((entry) => (
              <SiteRow
                key={entry.site.hostname}
                listed={entry}
                texts={texts}
                error={failed?.hostname === entry.site.hostname ? failed.why : undefined}
                test={() => void test(entry.site)}
                allow={() => void allow(entry.site)}
                remove={() => void remove(entry.site)}
              />
            ))}
          </ul>
        </section>
        <TrackedFiles language={language} sites={listed.sites.map(({ site }) => site)} say={say} />
        <section class="card">
          <h2>{texts.add}</h2>
          {listed.personMayAddSites ? <AddForm texts={texts} add={add} /> : <p>{texts.mayNotAdd}</p>}
        </section>
        {listed.personMayAddSites && (
          <section class="card">
            <h2>{texts.list}</h2>
            <Button onClick={() => void save()}>{texts.exportButton}</Button>
            <label>
              {texts.importLabel}
              <input
                type="file"
                accept=".json,application/json"
                aria-describedby={listWrong === undefined ? undefined : "list-wrong"}
                aria-invalid={listWrong !== undefined}
                onChange={(event) => void load(event.currentTarget)}
              />
            </label>
            {listWrong !== undefined && (
              <p class="wrong" id="list-wrong" role="alert">
                {listWrong}
              </p>
            )}
          </section>
        )}
      </main>
    </>
  );

  async function add(url: string, menuPath: string): Promise<FieldErrors> {
    say("");
    const input = siteFrom(url, menuPath);
    if ("invalid" in input) return Object.fromEntries(input.invalid.map((field) => [field, texts.invalid[field]]));
    const { site } = input;
    if (listed.sites.some((entry) => entry.site.hostname === site.hostname)) return { url: texts.there };
    // The prompt must come first, while the user activation of the click lasts.
    if (!(await grant(site))) return { url: texts.refused(site.hostname) };
    await keepAddedSites(joinSites(await addedSites(), [site]));
    say(texts.added(site.hostname));
    await refresh();
    return {};
  }

  async function allow(site: Site): Promise<void> {
    say("");
    const why = (await grant(site)) ? undefined : texts.refused(site.hostname);
    setFailed(why === undefined ? undefined : { hostname: site.hostname, why });
    await refresh();
  }

  async function remove(site: Site): Promise<void> {
    await keepAddedSites((await addedSites()).filter(({ hostname }) => hostname !== site.hostname));
    await revokeGrant(site);
    setFailed(undefined);
    say(texts.removed(site.hostname));
    await refresh();
  }

  async function test(site: Site): Promise<void> {
    setFailed(undefined);
    say(texts.testing);
    try {
      const { certificate } = await askStatus(serviceAt({ origin: originOf(site) }));
      const date = formatEnd(certificate.notAfter, new Date(), language);
      say(texts.works(isolated(certificate.cn), certificate.serial, date));
    } catch (cause) {
      const code = cause instanceof RenewalError ? cause.code : "internal";
      const answered = code === "answer-malformed" || code === "not-found";
      say("");
      setFailed({ hostname: site.hostname, why: `${answered ? texts.notReported : texts.errors[code]} (${code})` });
    }
  }

  async function save(): Promise<void> {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([writeSiteFile(await addedSites())], { type: "application/json" }));
    link.download = "koshin-sites.json";
    link.click();
    URL.revokeObjectURL(link.href);
  }

  async function load(input: HTMLInputElement): Promise<void> {
    const sites = readSiteFile((await input.files?.[0]?.text()) ?? "");
    input.value = "";
    say("");
    setListWrong(sites === undefined ? texts.importMalformed : undefined);
    if (sites === undefined) return;
    const before = await addedSites();
    const after = joinSites(
      before,
      sites.filter((site) => !listed.sites.some((entry) => entry.site.hostname === site.hostname)),
    );
    await keepAddedSites(after);
    say(texts.imported(after.length - before.length));
    await refresh();
  }
}
