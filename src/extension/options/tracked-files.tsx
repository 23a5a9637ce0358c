import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Bytes } from "../../core/bytes.ts";
import { isolated } from "../../core/name/isolated.ts";
import { type Following, pagePace } from "../../core/pace.ts";
import { Select } from "../../ui/components/select.tsx";
import type { Language } from "../../ui/language.ts";
import { formatEnd } from "../../ui/moment-format.ts";
import { CertificateFileError, type CertificateFileCode } from "../certificate-file/certificate-file-error.ts";
import { readCertificateFile, takesPassword, type CertificateInFile } from "../certificate-file/certificate-in-file.ts";
import { maxFileSize } from "../certificate-file/elements-in.ts";
import { followRecords } from "../popup/follow-records.ts";
import { changeLedger } from "../renewals/kept-ledger.ts";
import { forget } from "../renewals/ledger-changes.ts";
import { isNamed, type RenewalRecord } from "../renewals/record.ts";
import { readRenewalHash, renewalHash } from "../renewals/renewal-hash.ts";
import { originOf, siteOf, type Site } from "../sites/sites.ts";
import { renewTracked } from "../tracked/renew-tracked.ts";
import { track } from "../tracked/track.ts";
import { DropArea } from "./drop-area.tsx";
import { PasswordForm } from "./password-form.tsx";
import { readInWorker } from "./read-in-worker.ts";
import { optionsTexts } from "./texts/texts-for.ts";
import { TrackedRow } from "./tracked-row.tsx";

interface TrackedFilesProps {
  readonly language: Language;
  readonly sites: readonly Site[];
  readonly say: (sentence: string) => void;
}

/** A .p12 file whose password has not been entered. */
interface LockedFile {
  readonly name: string;
  readonly file: Bytes;
}

/** The certificates that are tracked by their files, with an area to add one. */
export function TrackedFiles({ language, sites, say }: TrackedFilesProps): JSX.Element {
  const texts = optionsTexts(language).files;
  const [hostname, choose] = useState<string>();
  const [locked, setLocked] = useState<LockedFile>();
  const [fileError, setFileError] = useState<string>();
  const [records, setRecords] = useState<readonly RenewalRecord[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const named = useRef(readRenewalHash(location.hash));
  useEffect(() => followRecords((all) => setRecords(all.filter(({ file }) => file !== undefined))), []);
  useEffect(() => {
    const record = records.find((one) => named.current !== undefined && isNamed(one, named.current));
    if (record === undefined) return;
    // Only once: a closed dialog must not reopen.
    named.current = undefined;
    void renewTracked(record, language);
  }, [records]);
  const chosen = sites.find((site) => site.hostname === hostname) ?? sites[0];
  const now = new Date();

  return (
    <section class="card">
      <h2>{texts.heading}</h2>
      <p>{texts.lead}</p>
      <Select
        name="site"
        label={texts.site}
        choices={sites.map((site) => [site.hostname, site.hostname] as const)}
        chosen={chosen?.hostname}
        choose={choose}
      />
      <DropArea texts={texts} input={input} error={fileError} take={(file) => void take(file)} />
      {locked !== undefined && (
        <PasswordForm
          texts={texts}
          fileName={locked.name}
          open={(password, following) => unlock(locked.file, password, following)}
          cancel={() => setLocked(undefined)}
        />
      )}
      <p class="quiet">{texts.kept}</p>
      {records.length > 0 && (
        <ul>
          {records.map((record) => (
            <TrackedRow
              key={renewalHash(record)}
              record={record}
              language={language}
              now={now}
              renew={() => void renewTracked(record, language)}
              replace={() => replace(record)}
              forget={() => void drop(record)}
            />
          ))}
        </ul>
      )}
    </section>
  );

  async function take(file: File): Promise<void> {
    say("");
    setLocked(undefined);
    setFileError(undefined);
    try {
      const bytes = new Uint8Array(await file.slice(0, maxFileSize + 1).arrayBuffer());
      const pace = pagePace({ now: () => performance.now() });
      if (await takesPassword(bytes, pace)) setLocked({ name: file.name, file: bytes });
      else await keep(await readCertificateFile(bytes, pace));
    } catch (error) {
      setFileError(texts.errors[codeOf(error)]);
    }
  }

  /** Opens a file; returns why its password is invalid. An error of the file itself is shown where it was chosen. */
  async function unlock(file: Bytes, password: string, following: Following): Promise<string | undefined> {
    say("");
    try {
      await keep(await readInWorker(file, password, following));
    } catch (error) {
      const code = codeOf(error);
      if (code === "password-wrong") return texts.errors[code];
      setFileError(texts.errors[code]);
    }
    setLocked(undefined);
    return undefined;
  }

  async function keep(certificate: CertificateInFile): Promise<void> {
    if (chosen === undefined) return;
    const added = new Date();
    const outcome = await track(originOf(chosen), certificate, added);
    const date = formatEnd(certificate.notAfter.toISOString(), added, language);
    if (outcome === "not-kept") setFileError(texts.notKept);
    else say(texts[outcome](isolated(certificate.cn), date));
  }

  function replace(record: RenewalRecord): void {
    choose(siteOf(record.origin, sites)?.hostname);
    input.current?.click();
  }

  async function drop(record: RenewalRecord): Promise<void> {
    await changeLedger((ledger) => forget(ledger, record), new Date());
    say(texts.forgotten(isolated(record.cn)));
  }
}

/** The code of an error about a file; rethrows any other. */
function codeOf(error: unknown): CertificateFileCode {
  if (error instanceof CertificateFileError) return error.code;
  throw error;
}
