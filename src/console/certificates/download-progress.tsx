import type { JSX } from "preact";
import { Button } from "../../ui/components/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { megabytes } from "../parts/formats.ts";
import { useSite } from "../session/site.ts";
import type { Download } from "./use-download.ts";

/** How far a download is, with a way to stop it, and why it failed. */
export function DownloadProgress({ download }: { readonly download: Download }): JSX.Element {
  const { texts, language } = useSite();
  const { bytes, failure, stop } = download;
  return (
    <>
      {bytes !== undefined && (
        <div class="transfer">
          <p>{texts.download.running(megabytes(bytes, language))}</p>
          <Button onClick={stop}>{texts.download.stop}</Button>
        </div>
      )}
      <Failure code={failure} texts={texts} />
    </>
  );
}
