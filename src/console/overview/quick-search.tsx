import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { firstQuery } from "../../client/console/certificate-parameters.ts";
import { Submit } from "../../ui/components/button.tsx";
import { goTo } from "../address/use-address.ts";
import { useSite } from "../session/site.ts";

/** The search on the first page: the shortest way to a certificate. */
export function QuickSearch(): JSX.Element {
  const { service, attempt, texts } = useSite();
  const words = texts.list;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || document.activeElement === field.current) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  const submit = async (): Promise<void> => {
    const search = field.current?.value.trim() ?? "";
    try {
      const { findCertificate } = await import("./find-certificate.ts");
      goTo(await attempt(() => findCertificate(service, search)));
    } catch {
      // The list says why it cannot be read.
      goTo({ page: "certificates", query: { ...firstQuery, search } });
    }
  };
  return (
    <form
      class="site-search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <input
        ref={field}
        id="search"
        type="search"
        maxLength={100}
        aria-label={words.search}
        placeholder={words.searchHint}
        aria-keyshortcuts="/"
        autocomplete="off"
        spellcheck={false}
      />
      <Submit>{words.submit}</Submit>
    </form>
  );
}
