import type { JSX } from "preact";
import { fetchAuthority } from "../../../client/console/files.ts";
import type { CertificateDetail } from "../../../protocol/console/certificates.ts";
import { Button } from "../../../ui/components/button.tsx";
import { saveFile } from "../../../ui/save-file.ts";
import { Failure } from "../../parts/failure.tsx";
import { useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";

/** CA証明書: anybody may have it. */
export function AuthorityRow({ detail }: { readonly detail: CertificateDetail }): JSX.Element {
  const { service, attempt, texts, say } = useSite();
  const { running, failure, run } = useAction();
  const save = (): void =>
    run(async () => {
      const { name, content } = await attempt(() => fetchAuthority(service, detail));
      saveFile(document, name, content);
      say(texts.download.saved(name));
    });
  return (
    <>
      <Button aria-label={`${texts.detail.authority}: ${texts.detail.authorityDownload}`} aria-disabled={running} onClick={save}>
        {texts.detail.authorityDownload}
      </Button>
      <Failure code={failure} texts={texts} />
    </>
  );
}
